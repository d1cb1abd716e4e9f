//! What differs between two counterparts.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Context;
use super::documents;
use super::explain::Recorder;
use super::pairing::Pair;
use super::plan::{Between, Field};
use super::symbols;
use super::text::{Canonical, is_off};
use crate::kinds::{Document, Meaning};
use crate::model::{Difference, List, Map, Side, Text, Value};

/// The differences of a pair, sorted by path.
pub(super) fn differences(
    context: &Context,
    pair: &Pair,
    recorder: Option<&mut Recorder>,
) -> Vec<Difference> {
    let none = Field::default();
    let field = context.plan(&pair.primary.kind).unwrap_or(&none);
    let open = [&pair.primary, &pair.dr].iter().any(|r| r.attributes.openness().is_some());
    let mut walk = Walk { context, path: Vec::new(), found: Vec::new(), recorder, open };
    // What nobody could look at is one doubt, not one for each attribute.
    let (left, right) = (&pair.primary.attributes, &pair.dr.attributes);
    if let Some(why) = left.openness().or_else(|| right.openness()) {
        walk.undecided(None, None, &why.because());
    }
    walk.maps(left, right, field);
    walk.found.sort_by(|a, b| a.path.cmp(&b.path));
    walk.found
}

/// One step of a path.
enum Segment {
    Name(Text),
    Member(String),
}

struct Walk<'a> {
    context: &'a Context,
    path: Vec<Segment>,
    found: Vec<Difference>,
    recorder: Option<&'a mut Recorder>,
    /// One of the resources was not wholly looked at.
    open: bool,
}

impl Walk<'_> {
    fn path(&self) -> Text {
        let mut out = String::new();
        for segment in &self.path {
            match segment {
                Segment::Name(name) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(name);
                }
                Segment::Member(key) => {
                    out.push('[');
                    out.push_str(key);
                    out.push(']');
                }
            }
        }
        Text::from(out)
    }

    fn report(&mut self, left: Option<&Value>, right: Option<&Value>) {
        let peer = self.points_across(left, right);
        let path = self.path();
        self.found.push(Difference {
            path,
            left: left.cloned(),
            right: right.cloned(),
            peer,
            undecided: None,
        });
    }

    fn undecided(&mut self, left: Option<&Value>, right: Option<&Value>, why: &str) {
        let path = self.path();
        self.found.push(Difference {
            path,
            left: left.cloned(),
            right: right.cloned(),
            peer: false,
            undecided: Some(Text::from(why)),
        });
    }

    fn record(&mut self, stage: &'static str, left: &str, right: &str) {
        if self.recorder.is_some() {
            let path = self.path();
            if let Some(recorder) = self.recorder.as_deref_mut() {
                recorder.add(stage, &path, left, right);
            }
        }
    }

    /// Whether the DR value points at the primary side.
    fn points_across(&self, left: Option<&Value>, right: Option<&Value>) -> bool {
        let Some(Value::String(text)) = right else { return false };
        if left.is_none_or(Value::is_null) {
            return false;
        }
        let canonical = Canonical { context: self.context, side: Side::Dr };
        let form = canonical.string(text, &Field::default());
        form.contains("${peer-region}") || form.contains("<peer ")
    }

    fn maps(&mut self, left: &Map, right: &Map, field: &Field) {
        let (mut i, mut j) = (0, 0);
        loop {
            let order = match (left.keys().get(i), right.keys().get(j)) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(x), Some(y)) => x.cmp(y),
            };
            let name = if order.is_gt() { right.keys().get(j) } else { left.keys().get(i) };
            let Some(name) = name else { break };
            let a = if order.is_gt() { None } else { left.values().get(i) };
            let b = if order.is_lt() { None } else { right.values().get(j) };
            i += usize::from(a.is_some());
            j += usize::from(b.is_some());
            let member = field.member(name);
            if member.is_some_and(|m| m.dropped) || unknown_name_dropped(field, name) {
                continue;
            }
            self.path.push(Segment::Name(name.clone()));
            match member {
                Some(member) => self.values(a, b, member),
                None => self.values(a, b, &Field::default()),
            }
            self.path.pop();
        }
    }

    fn values(&mut self, left: Option<&Value>, right: Option<&Value>, field: &Field) {
        let (Some(a), Some(b)) = (left, right) else {
            // One source does not carry the attribute: it may stand for the default.
            let given = left.or(right).unwrap_or(&Value::Null);
            if !is_off(given) && field.default.as_ref() != Some(given) {
                let top = self.path.len() == 1;
                if top && self.context.between == Between::Sources {
                    // What no call tells is not looked at.
                } else if top && self.open {
                    // Already told.
                } else if top {
                    self.undecided(left, right, "one source does not carry the attribute");
                } else {
                    self.report(left, right);
                }
            }
            return;
        };
        let known = a.as_unknown().is_none() && b.as_unknown().is_none();
        match field.meaning.filter(|_| known) {
            Some(Meaning::Presence) => {
                if is_off(a) != is_off(b) {
                    self.report(left, right);
                }
                return;
            }
            Some(Meaning::Count) => {
                if count(a) != count(b) {
                    self.report(left, right);
                }
                return;
            }
            _ => {}
        }
        let made;
        let (a, b) = match (a, b) {
            (Value::Unknown(u), Value::Unknown(v)) => {
                let text = |side, why| symbols::concrete(self.context, side, why);
                match (text(Side::Primary, u), text(Side::Dr, v)) {
                    (Some(x), Some(y)) => {
                        made = (Value::String(x), Value::String(y));
                        (&made.0, &made.1)
                    }
                    _ => (a, b),
                }
            }
            _ => (a, b),
        };
        match (a, b) {
            (Value::Unknown(u), other) | (other, Value::Unknown(u)) => {
                if !matches!(other, Value::Unknown(v) if Arc::ptr_eq(u, v)) {
                    let why = u.because();
                    self.undecided(left, right, &why);
                }
            }
            (Value::Sensitive(x), Value::Sensitive(y)) => {
                if x != y {
                    self.report(left, right);
                }
            }
            (Value::Sensitive(_), other) | (other, Value::Sensitive(_)) => {
                if is_off(other) {
                    self.report(left, right);
                } else {
                    self.undecided(left, right, "one side is marked sensitive, the other is not");
                }
            }
            (Value::List(x), Value::List(y)) => self.lists(x, y, field, (a, b)),
            (Value::Map(x), Value::Map(y)) => self.maps(x, y, field),
            _ => self.scalars(a, b, field),
        }
    }

    fn scalars(&mut self, a: &Value, b: &Value, field: &Field) {
        if let (Value::String(x), Value::String(y)) = (a, b) {
            if let Some(document) = field.document {
                self.documents(x, y, document, (a, b));
                return;
            }
            if !self.same_text(x, y, field) {
                match self.context.perhaps_of([(Side::Primary, x), (Side::Dr, y)]) {
                    Some(why) => self.undecided(Some(a), Some(b), &why),
                    None => self.report(Some(a), Some(b)),
                }
            }
            return;
        }
        if same_plain(a, b) {
            return;
        }
        let (l, r) = (or_default(a, field), or_default(b, field));
        if same_plain(l, r) || (!field.off_matters && is_off(l) && is_off(r)) {
            return;
        }
        // One side a block, the other an unset list.
        if (is_off(a) || is_off(b)) && self.hollow(a, b, field) {
            return;
        }
        self.report(Some(a), Some(b));
    }

    /// Whether what one side has is a block that holds only what is off or left out.
    fn hollow(&self, a: &Value, b: &Value, field: &Field) -> bool {
        let given = if is_off(a) { b } else { a };
        // Of some blocks it matters that they are there, whatever is in them.
        if field.off_matters || !matches!(given, Value::List(_) | Value::Map(_)) {
            return false;
        }
        let mut text = String::new();
        Canonical { context: self.context, side: Side::Primary }.write(given, field, &mut text);
        text.chars().all(|c| matches!(c, '[' | ']' | '{' | '}' | '\u{1e}'))
    }

    /// Whether two texts mean the same, each on its own side.
    fn same_text(&mut self, x: &Text, y: &Text, field: &Field) -> bool {
        if x == y && !self.names_a_side(x) {
            return true;
        }
        if field.meaning == Some(Meaning::VersionPrefix) && version_prefix(x, y) {
            return true;
        }
        if field.meaning == Some(Meaning::Number)
            && let (Ok(n), Ok(m)) = (x.parse::<crate::model::Number>(), y.parse())
        {
            return n == m;
        }
        let l = Canonical { context: self.context, side: Side::Primary }.string(x, field);
        let r = Canonical { context: self.context, side: Side::Dr }.string(y, field);
        let same = l == r;
        if self.recorder.is_some() {
            self.record("as written", x, y);
            self.record("references, placeholders and folded words", &l, &r);
        }
        same
    }

    /// Whether a text holds a region's name or identifies a resource of one side.
    fn names_a_side(&self, text: &str) -> bool {
        let named = |side: Side| {
            self.context
                .names_of(side)
                .and_then(|n| n.region_finder.as_ref())
                .is_some_and(|f| f.find(text.as_bytes()).is_some())
        };
        named(Side::Primary)
            || named(Side::Dr)
            || (text.len() >= 8
                && text.contains(['-', ':', '.', '/'])
                && self.context.side_of_identifier(text).is_some())
    }

    fn documents(&mut self, x: &Text, y: &Text, document: Document, whole: (&Value, &Value)) {
        if x == y && !self.names_a_side(x) {
            return;
        }
        match (documents::parse(x, document), documents::parse(y, document)) {
            (Some(l), Some(r)) => {
                self.record("parsed as a document", x, y);
                let field = documents::field(document);
                self.values(Some(&l), Some(&r), field);
            }
            _ => {
                if !self.same_text(x, y, &Field::default()) {
                    self.report(Some(whole.0), Some(whole.1));
                }
            }
        }
    }

    fn lists(&mut self, x: &List, y: &List, field: &Field, whole: (&Value, &Value)) {
        if let Some(why) = x.openness().or_else(|| y.openness()) {
            let why = why.because();
            self.undecided(Some(whole.0), Some(whole.1), &why);
            return;
        }
        let (l, r) = (x.items(), y.items());
        if let ([a], [b]) = (l, r) {
            // A single member reads like an object: no index in the path.
            self.values(Some(a), Some(b), inner(field));
            return;
        }
        if l.is_empty() && r.is_empty() {
            return;
        }
        if l.is_empty() || r.is_empty() {
            if !self.hollow(whole.0, whole.1, field) {
                self.report(Some(whole.0), Some(whole.1));
            }
            return;
        }
        if !field.keys.is_empty() {
            self.keyed(l, r, field);
        } else if field.set || l.len() != r.len() {
            self.unordered(l, r, field);
        } else {
            for (at, (a, b)) in l.iter().zip(r).enumerate() {
                self.path.push(Segment::Member(at.to_string()));
                self.values(Some(a), Some(b), inner(field));
                self.path.pop();
            }
        }
    }

    /// The canonical text of a member on its side.
    fn text_of(&self, value: &Value, side: Side, field: &Field) -> String {
        let mut out = String::new();
        Canonical { context: self.context, side }.write(value, inner(field), &mut out);
        out
    }

    fn keyed(&mut self, l: &[Value], r: &[Value], field: &Field) {
        let mut by_key: BTreeMap<String, (Vec<&Value>, Vec<&Value>)> = BTreeMap::new();
        for (items, side) in [(l, Side::Primary), (r, Side::Dr)] {
            for item in items {
                let slot = by_key.entry(key(self.context, item, side, field)).or_default();
                if side == Side::Primary { slot.0.push(item) } else { slot.1.push(item) }
            }
        }
        for (key, (a, b)) in by_key {
            for at in 0..a.len().max(b.len()) {
                self.path.push(Segment::Member(format!("{key:?}")));
                match (a.get(at).copied(), b.get(at).copied()) {
                    (Some(a), Some(b)) => self.values(Some(a), Some(b), inner(field)),
                    (a, b) => self.report(a, b),
                }
                self.path.pop();
            }
        }
    }

    /// Members that have no equal on the other side; of one on each side, what differs in them.
    fn unordered(&mut self, l: &[Value], r: &[Value], field: &Field) {
        let mut rest: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for item in r {
            rest.entry(self.text_of(item, Side::Dr, field)).or_default().push(item);
        }
        let mut alone: Vec<&Value> = Vec::new();
        for item in l {
            let text = self.text_of(item, Side::Primary, field);
            match rest.get_mut(&text) {
                Some(list) if !list.is_empty() => {
                    list.pop();
                }
                _ => alone.push(item),
            }
        }
        let others: Vec<&Value> = rest.into_values().flatten().collect();
        if alone.len() == others.len() {
            for (at, (a, b)) in alone.iter().zip(&others).enumerate() {
                let several = alone.len() > 1;
                if several {
                    self.path.push(Segment::Member(at.to_string()));
                }
                self.values(Some(a), Some(b), inner(field));
                if several {
                    self.path.pop();
                }
            }
            return;
        }
        for item in alone {
            self.path.push(Segment::Member(label(item)));
            self.report(Some(item), None);
            self.path.pop();
        }
        for item in others {
            self.path.push(Segment::Member(label(item)));
            self.report(None, Some(item));
            self.path.pop();
        }
    }
}

/// The key by which a member of a keyed list is matched.
pub(super) fn key(context: &Context, item: &Value, side: Side, field: &Field) -> String {
    let canonical = Canonical { context, side };
    let mut out = String::new();
    let Value::Map(map) = item else {
        canonical.write(item, inner(field), &mut out);
        return out;
    };
    for name in field.keys {
        if let Some(value) = map.get(name).filter(|v| !is_off(v)) {
            if !out.is_empty() {
                out.push(' ');
            }
            let none = Field::default();
            canonical.write(value, field.member(name).unwrap_or(&none), &mut out);
        }
    }
    out
}

/// The members of a list are compared as its field says; only what concerns the list itself does
/// not go down.
const fn inner(field: &Field) -> &Field {
    field
}

/// Names that a table without schema still leaves out.
fn unknown_name_dropped(field: &Field, name: &str) -> bool {
    field.member(name).is_none() && name.ends_with("_prefix")
}

/// A short name for a member in a path.
fn label(item: &Value) -> String {
    match item {
        Value::String(s) => format!("{:?}", s.as_str()),
        Value::Number(n) => n.to_string(),
        Value::Map(map) => ["name", "id", "key", "sid", "Sid"]
            .iter()
            .find_map(|k| map.get(k).and_then(Value::as_str))
            .map_or_else(|| "*".to_owned(), |s| format!("{s:?}")),
        _ => "*".to_owned(),
    }
}

fn or_default<'a>(value: &'a Value, field: &'a Field) -> &'a Value {
    match (&field.default, value) {
        (Some(default), Value::Null) => default,
        _ => value,
    }
}

/// Equality of scalars that may be written as text.
fn same_plain(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Number(x), Value::Number(y)) => x == y,
        (Value::String(s), Value::Number(n)) | (Value::Number(n), Value::String(s)) => {
            s.parse::<crate::model::Number>().is_ok_and(|m| m == *n)
        }
        (Value::String(s), Value::Bool(b)) | (Value::Bool(b), Value::String(s)) => {
            s.as_str() == if *b { "true" } else { "false" }
        }
        _ => false,
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::List(list) => {
            let mut texts: Vec<&str> = list.items().iter().filter_map(Value::as_str).collect();
            texts.sort_unstable();
            texts.dedup();
            texts.len().max(usize::from(!list.items().is_empty()))
        }
        other => usize::from(!is_off(other)),
    }
}

/// `8.0` and `8.0.45`, `16.4` and `16.4`.
fn version_prefix(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
