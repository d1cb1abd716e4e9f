//! Texts. Lengths and positions count what a reader would call characters.

use std::sync::Arc;

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation as _;

use super::arguments::{bounded, get, list, object, text, texts, tuple, typed_list, whole};
use super::{ANY, Row};
use crate::lang::convert;
use crate::model::{List, ListFlavour, Text, Value};

pub(super) const ROWS: &[Row] = &[
    ("basename", 1, 1, false, |a| Ok(Value::text(basename(&text(a, 0)?)))),
    ("chomp", 1, 1, false, |a| Ok(Value::text(text(a, 0)?.trim_end_matches(['\n', '\r'])))),
    ("dirname", 1, 1, false, |a| Ok(Value::text(dirname(&text(a, 0)?)))),
    ("endswith", 2, 2, false, |a| Ok(Value::Bool(text(a, 0)?.ends_with(text(a, 1)?.as_str())))),
    ("indent", 2, 2, false, indent),
    ("join", 2, ANY, false, join),
    ("lower", 1, 1, false, |a| {
        Ok(Value::text(text(a, 0)?.chars().map(lowered).collect::<String>()))
    }),
    ("regex", 2, 2, false, first_match),
    ("regexall", 2, 2, false, all_matches),
    ("replace", 3, 3, false, replace),
    ("split", 2, 2, false, split),
    ("startswith", 2, 2, false, |a| Ok(Value::Bool(text(a, 0)?.starts_with(text(a, 1)?.as_str())))),
    ("strcontains", 2, 2, false, |a| Ok(Value::Bool(text(a, 0)?.contains(text(a, 1)?.as_str())))),
    ("strrev", 1, 1, false, |a| {
        Ok(Value::text(text(a, 0)?.graphemes(true).rev().collect::<String>()))
    }),
    ("substr", 3, 3, false, substr),
    ("title", 1, 1, false, |a| Ok(Value::text(title(&text(a, 0)?)))),
    ("trim", 2, 2, false, |a| {
        let set = text(a, 1)?;
        Ok(Value::text(text(a, 0)?.trim_matches(|c| set.contains(c))))
    }),
    ("trimprefix", 2, 2, false, |a| {
        let (s, prefix) = (text(a, 0)?, text(a, 1)?);
        Ok(Value::text(s.strip_prefix(prefix.as_str()).unwrap_or(&s)))
    }),
    ("trimspace", 1, 1, false, |a| Ok(Value::text(text(a, 0)?.trim()))),
    ("trimsuffix", 2, 2, false, |a| {
        let (s, suffix) = (text(a, 0)?, text(a, 1)?);
        Ok(Value::text(s.strip_suffix(suffix.as_str()).unwrap_or(&s)))
    }),
    ("upper", 1, 1, false, |a| {
        Ok(Value::text(text(a, 0)?.chars().map(raised).collect::<String>()))
    }),
];

fn basename(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (path.is_empty(), trimmed.is_empty()) {
        (true, _) => ".",
        (false, true) => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

fn dirname(path: &str) -> String {
    let Some((parent, _)) = path.rsplit_once('/') else { return ".".to_owned() };
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in parent.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            other => parts.push(other),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// One character for one, as Go maps them: ß stays.
fn raised(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

fn lowered(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

fn title(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut inside = false;
    for c in s.chars() {
        let letter = c.is_alphanumeric() || c == '_';
        if letter && !inside {
            out.push(raised(c));
        } else {
            out.push(c);
        }
        inside = letter;
    }
    out
}

fn indent(a: &[Value]) -> Result<Value, String> {
    let width = usize::try_from(whole(a, 0)?).map_err(|_| "the width must not be negative")?;
    if width > 1_000 {
        return Err("the width must be at most 1000".to_owned());
    }
    bounded(text(a, 1)?.replace('\n', &format!("\n{}", " ".repeat(width))))
}

fn join(a: &[Value]) -> Result<Value, String> {
    let separator = text(a, 0)?;
    let mut parts: Vec<Text> = Vec::new();
    for at in 1..a.len() {
        if list(a, at)?.items().iter().any(Value::is_null) {
            return Err("null cannot be joined".to_owned());
        }
        parts.extend(texts(a, at)?);
    }
    bounded(parts.iter().map(Text::as_str).collect::<Vec<_>>().join(&separator))
}

fn split(a: &[Value]) -> Result<Value, String> {
    let (separator, s) = (text(a, 0)?, text(a, 1)?);
    let parts: Vec<Value> = if separator.is_empty() {
        s.graphemes(true).map(Value::text).collect()
    } else if s.is_empty() {
        vec![Value::text("")]
    } else {
        s.split(separator.as_str()).map(Value::text).collect()
    };
    Ok(typed_list(parts))
}

fn substr(a: &[Value]) -> Result<Value, String> {
    let s = text(a, 0)?;
    let (offset, length) = (whole(a, 1)?, whole(a, 2)?);
    let parts: Vec<&str> = s.graphemes(true).collect();
    let count = i64::try_from(parts.len()).unwrap_or(i64::MAX);
    let start = if offset < 0 { offset.saturating_add(count).max(0) } else { offset.min(count) };
    let end = if length < 0 { count } else { start.saturating_add(length).min(count) };
    let range = usize::try_from(start).unwrap_or(0)..usize::try_from(end).unwrap_or(0);
    Ok(Value::text(parts.get(range).unwrap_or(&[]).concat()))
}

fn compiled(pattern: &str) -> Result<Regex, String> {
    regex::RegexBuilder::new(pattern)
        .size_limit(1 << 20)
        .build()
        .map_err(|_| format!("{pattern:?} is not a regular expression that can be used"))
}

/// What a match stands for: the whole, a tuple of unnamed groups, or an object of named ones.
fn captured(regex: &Regex, captures: &regex::Captures<'_>) -> Result<Value, String> {
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    let group = |at: usize| captures.get(at + 1).map_or(Value::Null, |m| Value::text(m.as_str()));
    if names.is_empty() {
        return Ok(captures.get(0).map_or(Value::Null, |m| Value::text(m.as_str())));
    }
    if names.iter().all(Option::is_none) {
        return Ok(tuple((0..names.len()).map(group).collect()));
    }
    let mut entries = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let Some(name) = name else {
            return Err("named and unnamed groups cannot be mixed".to_owned());
        };
        entries.push((Text::from(*name), group(at)));
    }
    Ok(object(entries))
}

fn first_match(a: &[Value]) -> Result<Value, String> {
    let regex = compiled(&text(a, 0)?)?;
    let s = text(a, 1)?;
    match regex.captures(&s) {
        Some(captures) => captured(&regex, &captures),
        None => Err("the pattern does not match".to_owned()),
    }
}

fn all_matches(a: &[Value]) -> Result<Value, String> {
    let regex = compiled(&text(a, 0)?)?;
    let s = text(a, 1)?;
    let all: Result<Vec<Value>, String> =
        regex.captures_iter(&s).map(|c| captured(&regex, &c)).collect();
    Ok(Value::List(Arc::new(List::new(all?, ListFlavour::List))))
}

/// A pattern between slashes is a regular expression; `$1` and `${name}` are its groups.
fn replace(a: &[Value]) -> Result<Value, String> {
    let (s, pattern, with) = (text(a, 0)?, text(a, 1)?, text(a, 2)?);
    if let Some(inner) = pattern.strip_prefix('/').and_then(|p| p.strip_suffix('/')) {
        return bounded(compiled(inner)?.replace_all(&s, with.as_str()).into_owned());
    }
    if pattern.is_empty() && s.len().saturating_mul(with.len()) > super::arguments::MAX_WIDTH {
        return Err("the result is too long".to_owned());
    }
    bounded(s.replace(pattern.as_str(), &with))
}

/// The length of a text in characters.
pub(super) fn length(s: &str) -> usize {
    s.graphemes(true).count()
}

/// The members of `sort`: texts in the order of their code points.
pub(super) fn sorted(a: &[Value]) -> Result<Value, String> {
    let _ = get(a, 0)?;
    let mut parts = texts(a, 0)?;
    parts.sort();
    Ok(typed_list(parts.into_iter().map(Value::String).collect()))
}

/// Whether every member is the text of a value; used by `compact`.
pub(super) fn nonempty(a: &[Value]) -> Result<Value, String> {
    let mut kept = Vec::new();
    for item in list(a, 0)?.items() {
        if item.is_null() {
            continue;
        }
        let s = convert::text(item)?;
        if !s.is_empty() {
            kept.push(Value::String(s));
        }
    }
    Ok(typed_list(kept))
}
