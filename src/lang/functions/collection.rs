//! Lists and maps. Those marked partial answer from the members that are known.

use std::sync::Arc;

use super::arguments::{MAX_WIDTH, get, list, map, text, texts, typed_list, whole};
use super::{ANY, Row, string};
use crate::lang::convert::{self, relist};
use crate::lang::equality::{Tri, equals};
use crate::lang::unknowns::unknown_of;
use crate::model::{Bounds, List, ListFlavour, Map, MapFlavour, Text, Unknown, Value};

pub(super) const ROWS: &[Row] = &[
    ("alltrue", 1, 1, true, |a| decided(a, false)),
    ("anytrue", 1, 1, true, |a| decided(a, true)),
    ("chunklist", 2, 2, false, chunklist),
    ("coalesce", 1, ANY, true, coalesce),
    ("coalescelist", 1, ANY, true, coalescelist),
    ("compact", 1, 1, false, string::nonempty),
    ("concat", 1, ANY, true, concat),
    ("contains", 2, 2, true, contains),
    ("distinct", 1, 1, false, distinct),
    ("element", 2, 2, true, element),
    ("flatten", 1, 1, true, flatten),
    ("index", 2, 2, false, index),
    ("keys", 1, 1, true, keys),
    ("length", 1, 1, true, length),
    ("list", 0, ANY, false, |_| Err("was removed from Terraform; use tolist([…])".to_owned())),
    ("lookup", 2, 3, true, lookup),
    ("map", 0, ANY, false, |_| Err("was removed from Terraform; use tomap({…})".to_owned())),
    ("matchkeys", 3, 3, false, matchkeys),
    ("merge", 0, ANY, true, merge),
    ("one", 1, 1, true, one),
    ("range", 1, 3, false, range),
    ("reverse", 1, 1, false, |a| {
        let l = list(a, 0)?;
        Ok(relist(l.items().iter().rev().cloned().collect(), flavour(l), l))
    }),
    ("slice", 3, 3, true, slice),
    ("sort", 1, 1, false, string::sorted),
    ("transpose", 1, 1, false, transpose),
    ("values", 1, 1, true, values),
    ("zipmap", 2, 2, false, zipmap),
];

/// What a function that only moves members gives: a tuple stays one, anything else is a list.
fn flavour(list: &List) -> ListFlavour {
    match list.flavour() {
        ListFlavour::Set => ListFlavour::List,
        other => other,
    }
}

/// The unknown that an argument is, which the result then is too.
fn given_up(a: &[Value], at: usize) -> Option<Value> {
    a.get(at).and_then(unknown_of).map(Value::Unknown)
}

/// `alltrue` is decided by a false member, `anytrue` by a true one.
fn decided(a: &[Value], by: bool) -> Result<Value, String> {
    if let Some(unknown) = given_up(a, 0) {
        return Ok(unknown);
    }
    let l = list(a, 0)?;
    let mut why = l.openness().cloned();
    for item in l.items() {
        match convert::to_bool(item)? {
            Value::Bool(b) if b == by => return Ok(Value::Bool(by)),
            Value::Null if !by => return Ok(Value::Bool(false)),
            other => why = unknown_of(&other).or(why),
        }
    }
    Ok(why.map_or(Value::Bool(!by), Value::Unknown))
}

fn chunklist(a: &[Value]) -> Result<Value, String> {
    let size = usize::try_from(whole(a, 1)?).map_err(|_| "the size must not be negative")?;
    let items = list(a, 0)?.items();
    if items.is_empty() {
        return Ok(typed_list(Vec::new()));
    }
    let size = if size == 0 { items.len() } else { size };
    Ok(typed_list(items.chunks(size).map(|c| typed_list(c.to_vec())).collect()))
}

fn coalesce(a: &[Value]) -> Result<Value, String> {
    let known: Vec<Value> = a.to_vec();
    for value in convert::unify(&known)? {
        match &value {
            Value::Null => {}
            Value::String(s) if s.is_empty() => {}
            Value::Unknown(u) if u.bounds.not_null && u.bounds.prefix.is_some() => {
                return Ok(value);
            }
            _ => return Ok(value),
        }
    }
    Err("no argument has a value".to_owned())
}

fn coalescelist(a: &[Value]) -> Result<Value, String> {
    for value in a {
        match value {
            Value::List(l) if l.items().is_empty() && l.openness().is_none() => {}
            Value::Null => {}
            Value::List(l) if l.items().is_empty() => {
                return Ok(l.openness().cloned().map_or(Value::Null, Value::Unknown));
            }
            Value::List(_) | Value::Unknown(_) | Value::Sensitive(_) => return Ok(value.clone()),
            other => return Err(format!("list required, but have {}", other.type_word())),
        }
    }
    Err("every list is empty".to_owned())
}

fn concat(a: &[Value]) -> Result<Value, String> {
    let mut items = Vec::new();
    let mut open = None;
    let mut all_lists = true;
    for at in 0..a.len() {
        if let Some(why) = a.get(at).and_then(unknown_of) {
            open = open.or(Some(why));
            continue;
        }
        let l = list(a, at)?;
        if l.flavour() == ListFlavour::Set {
            return Err("a set has no order; write tolist(…)".to_owned());
        }
        all_lists &= l.flavour() == ListFlavour::List;
        items.extend(l.items().iter().cloned());
        open = open.or_else(|| l.openness().cloned());
    }
    let kind = if all_lists { ListFlavour::List } else { ListFlavour::Tuple };
    let items = if all_lists { convert::unify(&items)? } else { items };
    Ok(Value::List(Arc::new(match open {
        Some(why) => List::open(items, kind, why),
        None => List::new(items, kind),
    })))
}

fn contains(a: &[Value]) -> Result<Value, String> {
    if let Some(unknown) = given_up(a, 0) {
        return Ok(unknown);
    }
    let l = list(a, 0)?;
    let wanted = get(a, 1)?;
    if wanted.is_null() {
        return Err("null cannot be looked for".to_owned());
    }
    let mut why = l.openness().cloned();
    for item in l.items() {
        match equals(item, wanted) {
            Tri::True => return Ok(Value::Bool(true)),
            Tri::False => {}
            Tri::Unknown(u) => why = why.or(Some(u)),
        }
    }
    Ok(why.map_or(Value::Bool(false), Value::Unknown))
}

fn distinct(a: &[Value]) -> Result<Value, String> {
    let mut kept: Vec<Value> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for item in convert::unify(list(a, 0)?.items())? {
        // The ordering of values makes the look-up quick; equal order means equal value here,
        // since all members have one type.
        if seen.insert(Ordered(item.clone())) {
            kept.push(item);
        }
    }
    Ok(typed_list(kept))
}

/// A value in the order of set members.
pub(super) struct Ordered(pub(super) Value);

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        convert::order(&self.0, &other.0)
    }
}

fn element(a: &[Value]) -> Result<Value, String> {
    if let Some(unknown) = given_up(a, 0).or_else(|| given_up(a, 1)) {
        return Ok(unknown);
    }
    let l = list(a, 0)?;
    if let Some(why) = l.openness() {
        return Ok(Value::Unknown(Arc::clone(why)));
    }
    let count = i64::try_from(l.items().len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Err("an empty list has no element".to_owned());
    }
    let at = whole(a, 1)?;
    if at < 0 || l.flavour() == ListFlavour::Set {
        return Err("a list and an index from 0 are required".to_owned());
    }
    let at = at % count;
    Ok(usize::try_from(at).ok().and_then(|at| l.items().get(at)).cloned().unwrap_or(Value::Null))
}

fn flatten(a: &[Value]) -> Result<Value, String> {
    fn into(
        l: &List,
        depth: u32,
        out: &mut Vec<Value>,
        open: &mut Option<Arc<Unknown>>,
    ) -> Result<(), String> {
        if depth == 0 || out.len() > MAX_WIDTH {
            return Err("the list is nested too deeply or too large".to_owned());
        }
        for item in l.items() {
            match item {
                Value::List(inner) => into(inner, depth - 1, out, open)?,
                // It may be a list of any length.
                Value::Unknown(why) => {
                    open.get_or_insert_with(|| Arc::clone(why));
                }
                other => out.push(other.clone()),
            }
        }
        if let Some(why) = l.openness() {
            open.get_or_insert_with(|| Arc::clone(why));
        }
        Ok(())
    }
    if let Some(unknown) = given_up(a, 0) {
        return Ok(unknown);
    }
    let (mut out, mut open) = (Vec::new(), None);
    into(list(a, 0)?, 100, &mut out, &mut open)?;
    Ok(Value::List(Arc::new(match open {
        Some(why) => List::open(out, ListFlavour::Tuple, why),
        None => List::new(out, ListFlavour::Tuple),
    })))
}

fn index(a: &[Value]) -> Result<Value, String> {
    let wanted = get(a, 1)?;
    let at = list(a, 0)?.items().iter().position(|i| equals(i, wanted) == Tri::True);
    match at.and_then(|at| i64::try_from(at).ok()) {
        Some(at) => Ok(Value::from(at)),
        None => Err("the value is not in the list".to_owned()),
    }
}

fn keys(a: &[Value]) -> Result<Value, String> {
    if let Some(unknown) = given_up(a, 0) {
        return Ok(unknown);
    }
    let m = map(a, 0)?;
    let items: Vec<Value> = m.keys().iter().cloned().map(Value::String).collect();
    Ok(members_of(m, items))
}

fn values(a: &[Value]) -> Result<Value, String> {
    if let Some(unknown) = given_up(a, 0) {
        return Ok(unknown);
    }
    let m = map(a, 0)?;
    Ok(members_of(m, m.values().to_vec()))
}

fn members_of(m: &Map, items: Vec<Value>) -> Value {
    let kind = if m.flavour() == MapFlavour::Map { ListFlavour::List } else { ListFlavour::Tuple };
    Value::List(Arc::new(match m.openness() {
        Some(why) => List::open(items, kind, Arc::clone(why)),
        None => List::new(items, kind),
    }))
}

fn length(a: &[Value]) -> Result<Value, String> {
    let counted = |n: usize, open: Option<&Arc<Unknown>>| {
        let n64 = n as u64;
        match open {
            None => Value::from(i64::try_from(n).unwrap_or(i64::MAX)),
            Some(why) => {
                let bounds = Bounds { not_null: true, min_length: Some(n64), ..Bounds::default() };
                Value::unknown(Unknown { bounds, symbol: None, ..why.as_ref().clone() })
            }
        }
    };
    Ok(match get(a, 0)? {
        Value::List(l) if l.flavour() == ListFlavour::Set => counted(l.items().len(), l.openness()),
        Value::List(l) => counted(l.items().len(), l.openness()),
        Value::Map(m) => counted(m.len(), m.openness()),
        Value::String(s) => counted(string::length(s), None),
        other => match unknown_of(other) {
            Some(why) => Value::Unknown(why),
            None => return Err(format!("{} has no length", other.type_word())),
        },
    })
}

fn lookup(a: &[Value]) -> Result<Value, String> {
    if let Some(unknown) = given_up(a, 0).or_else(|| given_up(a, 1)) {
        return Ok(unknown);
    }
    let (m, key) = (map(a, 0)?, text(a, 1)?);
    match (m.get(&key), m.openness(), a.get(2)) {
        (Some(found), _, _) => Ok(found.clone()),
        (None, Some(why), _) => Ok(Value::Unknown(Arc::clone(why))),
        (None, None, Some(default)) => Ok(default.clone()),
        (None, None, None) => Err(format!("there is no key {key:?}")),
    }
}

fn matchkeys(a: &[Value]) -> Result<Value, String> {
    let (values, keys, wanted) = (list(a, 0)?.items(), list(a, 1)?.items(), list(a, 2)?.items());
    if values.len() != keys.len() {
        return Err("values and keys must be equally long".to_owned());
    }
    let kept =
        values.iter().zip(keys).filter(|(_, k)| wanted.iter().any(|w| equals(k, w) == Tri::True));
    Ok(typed_list(kept.map(|(v, _)| v.clone()).collect()))
}

fn merge(a: &[Value]) -> Result<Value, String> {
    let mut entries: Vec<(Text, Value)> = Vec::new();
    let mut open: Option<Arc<Unknown>> = None;
    let mut typed = !a.is_empty();
    for value in a {
        match value {
            Value::Null => {}
            Value::Map(m) => {
                typed &= m.flavour() == MapFlavour::Map;
                if let Some(why) = m.openness() {
                    // What stood before may be overwritten by an entry that is not listed.
                    for (_, earlier) in &mut entries {
                        *earlier = Value::Unknown(Arc::clone(why));
                    }
                    open = Some(Arc::clone(why));
                }
                entries.extend(m.iter().map(|(k, v)| (k.clone(), v.clone())));
            }
            other => match unknown_of(other) {
                Some(why) => {
                    for (_, earlier) in &mut entries {
                        *earlier = Value::Unknown(Arc::clone(&why));
                    }
                    open = Some(why);
                }
                None => return Err(format!("map required, but have {}", other.type_word())),
            },
        }
    }
    let map = Map::new(entries, if typed { MapFlavour::Map } else { MapFlavour::Object });
    Ok(Value::Map(Arc::new(match open {
        Some(why) => map.opened(why),
        None => map,
    })))
}

fn one(a: &[Value]) -> Result<Value, String> {
    if let Some(unknown) = given_up(a, 0) {
        return Ok(unknown);
    }
    let l = list(a, 0)?;
    match (l.items(), l.openness()) {
        ([_, _, ..], _) => Err("the list has more than one member".to_owned()),
        (_, Some(why)) => Ok(Value::Unknown(Arc::clone(why))),
        ([only], None) => Ok(only.clone()),
        ([], None) => Ok(Value::Null),
    }
}

fn range(a: &[Value]) -> Result<Value, String> {
    use super::arguments::number;
    use crate::lang::arithmetic::{add, is_negative};
    use crate::model::Number;
    let zero = Number::Int(0);
    let (start, end) = match a.len() {
        1 => (zero.clone(), number(a, 0)?),
        _ => (number(a, 0)?, number(a, 1)?),
    };
    let down = end < start;
    let step = match a.len() {
        3 => number(a, 2)?,
        _ => Number::Int(if down { -1 } else { 1 }),
    };
    if step == zero || (is_negative(&step) != down && start != end) {
        return Err("the step leads away from the end".to_owned());
    }
    let mut items = Vec::new();
    let mut at = start;
    while if down { at > end } else { at < end } {
        if items.len() >= 1024 {
            return Err("more than 1024 members".to_owned());
        }
        items.push(Value::Number(at.clone()));
        at = add(&at, &step);
    }
    Ok(typed_list(items))
}

/// How many members a slice of an unknown list is given: no sane one has more.
const MAX_SLICE: usize = 1_000;

fn slice(a: &[Value]) -> Result<Value, String> {
    if let Some(unknown) = given_up(a, 1).or_else(|| given_up(a, 2)) {
        return Ok(unknown);
    }
    if let Some(why) = sliced_unknown(a) {
        // However the list turns out, the slice has so many members, or there is none at all.
        let (Ok(start), Ok(end)) = (usize::try_from(whole(a, 1)?), usize::try_from(whole(a, 2)?))
        else {
            return Err("places are not negative".to_owned());
        };
        let count = end.checked_sub(start).filter(|n| *n <= MAX_SLICE);
        let count = count.ok_or_else(|| format!("{start} to {end} is no part of a list"))?;
        let bounds = Bounds { min_length: None, max_length: None, ..why.bounds.clone() };
        let each = |at: usize| {
            let symbol = why.member_symbol(&format!("[{at}]"));
            let bounds = bounds.clone();
            Value::unknown(Unknown { bounds, symbol, ..why.as_ref().clone() })
        };
        let items = (start..start + count).map(each).collect();
        return Ok(Value::List(Arc::new(List::new(items, ListFlavour::List))));
    }
    let l = list(a, 0)?;
    if l.flavour() == ListFlavour::Set {
        return Err("a set has no order; use tolist".to_owned());
    }
    let place =
        |at| usize::try_from(whole(a, at)?).map_err(|_| "places are not negative".to_owned());
    let (start, end) = (place(1)?, place(2)?);
    match l.items().get(start..end) {
        Some(items) => Ok(relist(items.to_vec(), flavour(l), l)),
        None => Err(format!("{start} to {end} is outside a list of {} members", l.items().len())),
    }
}

/// Why the list to be sliced is not known at all, if so.
fn sliced_unknown(a: &[Value]) -> Option<Arc<Unknown>> {
    match a.first()? {
        Value::Unknown(why) => Some(Arc::clone(why)),
        Value::List(l) if l.items().is_empty() => l.openness().cloned(),
        _ => None,
    }
}

fn transpose(a: &[Value]) -> Result<Value, String> {
    let mut out: std::collections::BTreeMap<Text, Vec<Value>> = std::collections::BTreeMap::new();
    for (key, value) in map(a, 0)?.iter() {
        for inner in texts(std::slice::from_ref(value), 0)? {
            out.entry(inner).or_default().push(Value::String(key.clone()));
        }
    }
    let entries = out.into_iter().map(|(k, v)| (k, typed_list(v))).collect();
    Ok(Value::Map(Arc::new(Map::new(entries, MapFlavour::Map))))
}

fn zipmap(a: &[Value]) -> Result<Value, String> {
    let (keys, l) = (texts(a, 0)?, list(a, 1)?);
    if keys.len() != l.items().len() {
        return Err("keys and values must be equally many".to_owned());
    }
    let kind = if l.flavour() == ListFlavour::List { MapFlavour::Map } else { MapFlavour::Object };
    let entries = keys.into_iter().zip(l.items().iter().cloned()).collect();
    Ok(Value::Map(Arc::new(Map::new(entries, kind))))
}
