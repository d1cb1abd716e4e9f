//! YAML, as far as Terraform takes it: scalars, lists, maps with text keys, anchors.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::Row;
use super::arguments::{MAX_WIDTH, bounded, get, object, text, tuple};
use super::json;
use crate::lang::first_unknown;
use crate::model::{Number, Text, Value};

/// Nesting beyond this is refused.
const MAX_DEPTH: usize = 100;

pub(super) const ROWS: &[Row] = &[
    ("yamldecode", 1, 1, false, |a| decode(&text(a, 0)?)),
    ("yamlencode", 1, 1, true, |a| {
        let value = get(a, 0)?;
        if let Some(why) = first_unknown(value) {
            return Ok(Value::Unknown(why));
        }
        let mut out = String::new();
        encode(value, 0, &mut out)?;
        if matches!(value, Value::Null | Value::Bool(_) | Value::Number(_)) {
            // A plain scalar alone does not say where it ends.
            out.push_str("...\n");
        }
        bounded(out)
    }),
];

/// A collection that is being read.
enum Open {
    List(Vec<Value>, usize),
    Map(Vec<(Text, Value)>, Option<Text>, usize),
}

struct Decoder {
    open: Vec<Open>,
    anchors: HashMap<usize, (Value, usize)>,
    root: Option<Value>,
    /// Values made so far: an alias counts what it stands for.
    made: usize,
}

fn decode(source: &str) -> Result<Value, String> {
    let mut decoder = Decoder { open: Vec::new(), anchors: HashMap::new(), root: None, made: 0 };
    let mut documents = 0;
    for event in Parser::new_from_str(source) {
        let (event, _) = event.map_err(|e| format!("not YAML: {e}"))?;
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err("only one YAML document is taken".to_owned());
                }
            }
            Event::Alias(anchor) => {
                let known = decoder.anchors.get(&anchor).cloned();
                let (value, size) = known.ok_or("an alias names no finished anchor")?;
                decoder.add(value, 0, size)?;
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|t| t.suffix.clone());
                let value = scalar(&text, style == ScalarStyle::Plain, tag.as_deref())?;
                decoder.add(value, anchor, 1)?;
            }
            Event::SequenceStart(anchor, _) => decoder.open(Open::List(Vec::new(), anchor))?,
            Event::MappingStart(anchor, _) => decoder.open(Open::Map(Vec::new(), None, anchor))?,
            Event::SequenceEnd | Event::MappingEnd => decoder.close()?,
            _ => {}
        }
    }
    decoder.root.ok_or_else(|| "the YAML holds nothing".to_owned())
}

impl Decoder {
    fn open(&mut self, open: Open) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err("the YAML is nested too deeply".to_owned());
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let (value, anchor) = match self.open.pop() {
            Some(Open::List(items, anchor)) => (tuple(items), anchor),
            Some(Open::Map(entries, _, anchor)) => (merged(entries)?, anchor),
            None => return Ok(()),
        };
        self.add(value, anchor, 1)
    }

    fn add(&mut self, value: Value, anchor: usize, size: usize) -> Result<(), String> {
        self.made += size;
        if self.made > MAX_WIDTH {
            return Err("the YAML holds too much".to_owned());
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), count(&value)));
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(Open::List(items, _)) => items.push(value),
            Some(Open::Map(entries, key, _)) => match key.take() {
                Some(key) => entries.push((key, value)),
                None => {
                    *key = Some(match &value {
                        Value::String(text) => text.clone(),
                        Value::Number(n) => Text::from(n.to_string()),
                        Value::Bool(b) => Text::from(b.to_string()),
                        _ => return Err("a key of a YAML map must be a text".to_owned()),
                    });
                }
            },
        }
        Ok(())
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::List(list) => 1 + list.items().iter().map(count).sum::<usize>(),
        Value::Map(map) => 1 + map.values().iter().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// `<<` brings in the entries of other maps where there are none.
fn merged(entries: Vec<(Text, Value)>) -> Result<Value, String> {
    if !entries.iter().any(|(key, _)| key.as_str() == "<<") {
        return Ok(object(entries));
    }
    let mut whole: Vec<(Text, Value)> = Vec::new();
    for (_, value) in entries.iter().filter(|(key, _)| key.as_str() == "<<") {
        let Value::Map(map) = value else { return Err("<< must name a map".to_owned()) };
        whole.extend(map.iter().map(|(k, v)| (k.clone(), v.clone())));
    }
    whole.extend(entries.into_iter().filter(|(key, _)| key.as_str() != "<<"));
    Ok(object(whole))
}

fn scalar(text: &str, plain: bool, tag: Option<&str>) -> Result<Value, String> {
    match tag {
        Some("str") => return Ok(Value::text(text)),
        Some("int" | "float") => {
            return number(text).ok_or_else(|| format!("{text:?} is no number"));
        }
        _ => {}
    }
    if !plain {
        return Ok(Value::text(text));
    }
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            Value::Bool(true)
        }
        "false" | "False" | "FALSE" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Value::Bool(false)
        }
        ".inf" | ".Inf" | ".INF" | "+.inf" | "-.inf" | ".nan" | ".NaN" | ".NAN" => {
            return Err("infinity and not-a-number are no values".to_owned());
        }
        other => match (number(other), moment(other)) {
            (Some(number), _) => number,
            (None, Some(moment)) => Value::text(moment),
            (None, None) => Value::text(other),
        },
    })
}

fn number(text: &str) -> Option<Value> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return None;
    }
    let plain = text;
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain.strip_prefix('+').unwrap_or(plain)),
    };
    let radix = |prefix: &str, base: u32| {
        let digits = digits.strip_prefix(prefix)?;
        i64::from_str_radix(&format!("{sign}{digits}"), base).ok()
    };
    let whole = radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| radix("0b", 2));
    if let Some(whole) = whole {
        return Some(Value::from(whole));
    }
    let digits = if digits.starts_with('.') { format!("0{digits}") } else { digits.to_owned() };
    let digits = digits.strip_suffix('.').unwrap_or(&digits);
    format!("{sign}{digits}").parse::<Number>().ok().map(Value::Number)
}

/// A day, or a day and a time, as RFC 3339; without an offset it is UTC.
fn moment(text: &str) -> Option<String> {
    let (day, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, "00:00:00"),
    };
    let mut parts = day.split('-');
    let mut part = |long: usize| {
        let digits = parts.next()?;
        let fits = (1..=long).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if fits { digits.parse::<i16>().ok() } else { None }
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() || text.find('-') != Some(4) {
        return None;
    }
    let clock = rest.trim();
    let stamp = format!("{year:04}-{month:02}-{day:02}T{clock}");
    let at = match stamp.parse::<jiff::civil::DateTime>() {
        Ok(civil) if !clock.contains(['+', 'Z']) => civil,
        _ => {
            stamp.parse::<jiff::Timestamp>().ok()?;
            return Some(stamp);
        }
    };
    Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    ))
}

/// Block style; texts quoted, or literal where they have several lines.
fn encode(value: &Value, depth: usize, out: &mut String) -> Result<(), String> {
    match value {
        Value::List(list) if !list.items().is_empty() => {
            for item in list.items() {
                indent(depth, out);
                out.push('-');
                member(item, depth + 1, true, out)?;
            }
        }
        Value::Map(map) if !map.is_empty() => {
            for (key, item) in map.iter() {
                indent(depth, out);
                entry(key, item, depth, out)?;
            }
        }
        other => {
            out.push_str(&plain(other, depth)?);
            out.push('\n');
        }
    }
    Ok(())
}

fn indent(depth: usize, out: &mut String) {
    out.push_str(&"  ".repeat(depth));
}

fn entry(key: &str, item: &Value, depth: usize, out: &mut String) -> Result<(), String> {
    out.push_str(&json::encoded(&Value::text(key))?);
    out.push(':');
    match item {
        // A list stands at the indentation of its key.
        Value::List(list) if !list.items().is_empty() => {
            out.push('\n');
            encode(item, depth, out)
        }
        Value::Map(map) if !map.is_empty() => {
            out.push('\n');
            encode(item, depth + 1, out)
        }
        other => member(other, depth + 1, false, out),
    }
}

/// What follows `-` or `key:` on the same line.
fn member(item: &Value, depth: usize, dash: bool, out: &mut String) -> Result<(), String> {
    out.push(' ');
    match item {
        Value::Map(map) if dash && !map.is_empty() => {
            for (at, (key, inner)) in map.iter().enumerate() {
                if at > 0 {
                    indent(depth, out);
                }
                entry(key, inner, depth, out)?;
            }
        }
        Value::List(list) if dash && !list.items().is_empty() => {
            for (at, inner) in list.items().iter().enumerate() {
                if at > 0 {
                    indent(depth, out);
                }
                out.push('-');
                member(inner, depth + 1, true, out)?;
            }
        }
        other => {
            out.push_str(&plain(other, depth)?);
            out.push('\n');
        }
    }
    Ok(())
}

fn plain(value: &Value, depth: usize) -> Result<String, String> {
    match value {
        Value::String(text) if text.contains('\n') && literal(text) => {
            let body = text.strip_suffix('\n');
            let mut out = if body.is_some() { "|".to_owned() } else { "|-".to_owned() };
            for line in body.unwrap_or(text).split('\n') {
                out.push('\n');
                if !line.is_empty() {
                    indent(depth.max(1), &mut out);
                    out.push_str(line);
                }
            }
            Ok(out)
        }
        Value::List(_) => Ok("[]".to_owned()),
        Value::Map(_) => Ok("{}".to_owned()),
        other => json::encoded(other),
    }
}

/// Whether a text can be written line by line: printable, and not beginning or ending in a way
/// that the form would lose.
fn literal(text: &str) -> bool {
    !text.starts_with([' ', '\n', '\t'])
        && !text.ends_with("\n\n")
        && text.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{feff}'))
}
