//! The canonical form of single values: symbols, placeholders, folded words.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::context::Context;
use super::plan::Field;
use super::symbols;
use crate::kinds::Meaning;
use crate::model::{Arn, Side, Text, Value};

/// Writes values of one side in canonical form.
#[derive(Clone, Copy)]
pub(super) struct Canonical<'a> {
    pub(super) context: &'a Context,
    pub(super) side: Side,
}

impl Canonical<'_> {
    /// Writes a value so that equal meanings give equal text: attributes that are left out are
    /// left out, sets are sorted, references are symbols.
    pub(super) fn write(self, value: &Value, field: &Field, out: &mut String) {
        match value {
            Value::Null => out.push('~'),
            Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            Value::Number(n) => {
                let _ = write!(out, "{n}");
            }
            Value::String(s) => out.push_str(&self.string(s, field)),
            Value::List(list) => {
                let mut parts: Vec<String> = list
                    .items()
                    .iter()
                    .map(|item| {
                        let mut part = String::new();
                        self.write(item, field, &mut part);
                        part
                    })
                    .collect();
                if field.set {
                    parts.sort_unstable();
                }
                let _ = write!(out, "[{}]", parts.join("\u{1e}"));
            }
            Value::Map(map) => {
                out.push('{');
                for (name, inner) in map.iter() {
                    let member = field.member(name);
                    if member.is_some_and(|m| m.dropped) || is_off(inner) {
                        continue;
                    }
                    let _ = write!(out, "{name}=");
                    match member {
                        Some(member) => self.write(inner, member, out),
                        None => self.write(inner, &Field::default(), out),
                    }
                    out.push('\u{1e}');
                }
                out.push('}');
            }
            Value::Resource(resource) => out.push_str(resource.address.as_str()),
            Value::Sensitive(digest) => {
                for byte in digest.bytes() {
                    let _ = write!(out, "{byte:02x}");
                }
            }
            Value::Unknown(why) => match symbols::concrete(self.context, self.side, why) {
                Some(text) => out.push_str(&self.string(&text, field)),
                None => out.push('?'),
            },
        }
    }

    /// A text in canonical form.
    pub(super) fn string<'t>(self, text: &'t str, field: &Field) -> Cow<'t, str> {
        if let Some(kind) = field.name_of
            && let Some(symbol) = self.named(kind, text)
        {
            return Cow::Owned(symbol);
        }
        let normal = match field.meaning {
            Some(meaning) => normal(text, meaning),
            None => Cow::Borrowed(text),
        };
        if let Some(symbol) = self.reference(&normal) {
            return Cow::Owned(symbol);
        }
        let resolved = self.references_inside(&normal);
        let placed = self.placeholders(&resolved);
        let folded = match self.context.names_of(self.side) {
            Some(names) => names.words.fold(&placed),
            None => Cow::Borrowed(placed.as_ref()),
        };
        match folded {
            Cow::Borrowed(same) if same == text => Cow::Borrowed(text),
            Cow::Borrowed(other) => Cow::Owned(other.replace('_', "-")),
            Cow::Owned(other) => Cow::Owned(other.replace('_', "-")),
        }
    }

    /// The symbol of a resource that is referred to by its name.
    fn named(self, kind: &str, name: &str) -> Option<String> {
        let key = (Text::from(kind), self.side, Text::from(name));
        let at = self.context.names.get(&key)?;
        Some(format!("<{kind} {}>", self.context.symbol(*at)))
    }

    /// The symbol of the resource that an identifier belongs to.
    fn reference(self, text: &str) -> Option<String> {
        let target = self.context.target(text)?;
        let whose = if target.shared || target.side == self.side { "" } else { "peer " };
        Some(format!("<{whose}{}.{}>", self.context.symbol(target.symbol), target.attribute))
    }

    /// Replaces identifiers that stand inside a longer text.
    fn references_inside(self, text: &str) -> Cow<'_, str> {
        let boundary = |c: char| {
            matches!(c, '"' | '\'' | ' ' | ',' | '\n' | '=' | '(' | ')' | '{' | '}' | '[' | ']')
        };
        let mut out: Option<String> = None;
        for word in text.split(boundary).filter(|w| w.len() >= 8) {
            if let Some((found, symbol)) = self.longest(word) {
                let changed = out.get_or_insert_with(|| text.to_owned());
                *changed = changed.replace(found, &symbol);
            }
        }
        out.map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// The longest beginning of a word, or of what follows a scheme, a path or a host in it,
    /// that is an identifier.
    fn longest(self, word: &str) -> Option<(&str, String)> {
        let starts = [
            Some(word),
            word.split_once("://").map(|(_, r)| r),
            word.split_once('/').map(|(_, r)| r),
        ];
        for start in starts.into_iter().flatten() {
            let mut end = start.len();
            for _ in 0..8 {
                let candidate = start.get(..end)?;
                if candidate.len() < 8 {
                    break;
                }
                if let Some(symbol) = self.reference(candidate) {
                    return Some((candidate, symbol));
                }
                match candidate.rfind(['/', ':', '?', '*']) {
                    Some(at) if at > 0 => end = at,
                    _ => break,
                }
            }
        }
        None
    }

    /// Own and peer region and account become placeholders where they stand alone.
    fn placeholders(self, text: &str) -> Cow<'_, str> {
        let mut out = Cow::Borrowed(text);
        for (side, region_name, account_name) in [
            (self.side, "${region}", "${account}"),
            (self.side.opposite(), "${peer-region}", "${peer-account}"),
        ] {
            let Some(names) = self.context.names_of(side) else { continue };
            if let (Some(region), Some(finder)) = (&names.region, &names.region_finder)
                && finder.find(out.as_bytes()).is_some()
            {
                out = Cow::Owned(replace_bounded(&out, region, region_name));
            }
            if let Some(account) = &names.account
                && out.contains(account.as_str())
            {
                out = Cow::Owned(replace_bounded(&out, account, account_name));
            }
        }
        match secret_suffix(&out) {
            Some(cut) => Cow::Owned(cut),
            None => out,
        }
    }
}

/// Replaces a word where it is not part of a longer one; a zone letter may follow a region.
fn replace_bounded(text: &str, word: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let before = rest[..at].chars().next_back();
        let after = &rest[at + word.len()..];
        let mut following = after.chars();
        let next = following.next();
        let zone = next.is_some_and(|c| c.is_ascii_lowercase())
            && !following.next().is_some_and(char::is_alphanumeric);
        let bounded = !before.is_some_and(char::is_alphanumeric)
            && (zone || !next.is_some_and(char::is_alphanumeric));
        out.push_str(&rest[..at]);
        out.push_str(if bounded { with } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Cuts the six random characters that Secrets Manager appends to an ARN.
fn secret_suffix(text: &str) -> Option<String> {
    let arn = Arn::parse(text).filter(|a| a.service == "secretsmanager")?;
    let (name, suffix) = arn.resource.rsplit_once('-')?;
    let random = suffix.len() == 6 && suffix.bytes().all(|b| b.is_ascii_alphanumeric());
    random.then(|| text.strip_suffix(arn.resource).map(|front| format!("{front}{name}"))).flatten()
}

/// Null, `""`, `[]`, `{}` and false: what unset stands for where nothing else is said.
pub(super) fn is_off(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(s) => s.is_empty(),
        Value::List(l) => l.items().is_empty() && l.openness().is_none(),
        Value::Map(m) => m.is_empty() && m.openness().is_none(),
        _ => false,
    }
}

/// A text as its meaning reads it.
pub(super) fn normal(text: &str, meaning: Meaning) -> Cow<'_, str> {
    match meaning {
        Meaning::CaseInsensitive => Cow::Owned(text.to_ascii_lowercase()),
        Meaning::DnsName => Cow::Owned(text.trim_end_matches('.').to_ascii_lowercase()),
        Meaning::Protocol => Cow::Borrowed(match text.to_ascii_lowercase().as_str() {
            "-1" | "all" => "all",
            "6" | "tcp" => "tcp",
            "17" | "udp" => "udp",
            "1" | "icmp" => "icmp",
            "58" | "icmpv6" => "icmpv6",
            _ => return Cow::Owned(text.to_ascii_lowercase()),
        }),
        Meaning::Cidr => match text.parse::<ipnet::IpNet>() {
            Ok(net) => Cow::Owned(net.trunc().to_string()),
            Err(_) => Cow::Borrowed(text),
        },
        Meaning::LogGroupArn => Cow::Borrowed(text.strip_suffix(":*").unwrap_or(text)),
        Meaning::Image => {
            // The registry of the own region is part of the region, not of the image.
            match text.split_once('/') {
                Some((host, rest)) if host.contains(".dkr.ecr.") => {
                    Cow::Owned(format!("<ecr>/{rest}"))
                }
                _ => Cow::Borrowed(text),
            }
        }
        Meaning::Number
        | Meaning::Bool
        | Meaning::VersionPrefix
        | Meaning::Presence
        | Meaning::Count => Cow::Borrowed(text),
    }
}
