//! JSON.

use std::fmt::Write as _;

use super::Row;
use super::arguments::{bounded, get, object, text, tuple};
use crate::lang::first_unknown;
use crate::model::{Bounds, Number, Text, Unknown, Value};

pub(super) const ROWS: &[Row] = &[
    ("jsondecode", 1, 1, false, |a| {
        let source = text(a, 0)?;
        let parsed: serde_json::Value =
            serde_json::from_str(&source).map_err(|e| format!("not JSON: {e}"))?;
        decoded(&parsed)
    }),
    ("jsonencode", 1, 1, true, |a| {
        let value = get(a, 0)?;
        if let Some(why) = first_unknown(value) {
            return Ok(Value::unknown(Unknown {
                bounds: Bounds { not_null: true, ..Bounds::default() },
                symbol: symbolic(value),
                ..why.as_ref().clone()
            }));
        }
        bounded(encoded(value)?)
    }),
];

fn decoded(value: &serde_json::Value) -> Result<Value, String> {
    Ok(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => {
            Value::Number(n.to_string().parse::<Number>().map_err(|_| format!("{n} is no number"))?)
        }
        serde_json::Value::String(s) => Value::text(s),
        serde_json::Value::Array(items) => {
            tuple(items.iter().map(decoded).collect::<Result<_, _>>()?)
        }
        serde_json::Value::Object(map) => {
            let entries = map.iter().map(|(k, v)| Ok((Text::from(k.as_str()), decoded(v)?)));
            object(entries.collect::<Result<_, String>>()?)
        }
    })
}

/// The JSON text with holes for what is not known, when all of that has symbols.
fn symbolic(value: &Value) -> Option<Text> {
    let mut out = String::new();
    symbolic_into(value, &mut out)?;
    (out.len() <= super::arguments::MAX_WIDTH).then(|| Text::from(out))
}

fn symbolic_into(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Unknown(why) => {
            out.push('"');
            out.push_str(why.symbol.as_ref()?);
            out.push('"');
        }
        Value::List(list) => {
            if list.openness().is_some() {
                return None;
            }
            out.push('[');
            for (at, item) in list.items().iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                symbolic_into(item, out)?;
            }
            out.push(']');
        }
        Value::Map(map) => {
            if map.openness().is_some() {
                return None;
            }
            out.push('{');
            for (at, (key, item)) in map.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quoted(key, out);
                out.push(':');
                symbolic_into(item, out)?;
            }
            out.push('}');
        }
        known => out.push_str(&encoded(known).ok()?.replace("${", "$${")),
    }
    Some(())
}

/// A value as JSON text.
pub(super) fn encoded(value: &Value) -> Result<String, String> {
    let mut out = String::new();
    encode(value, &mut out)?;
    Ok(out)
}

/// Compact, keys sorted, `<`, `>` and `&` escaped: as Go's encoder does.
fn encode(value: &Value, out: &mut String) -> Result<(), String> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => {
            let _ = write!(out, "{n}");
        }
        Value::String(s) => quoted(s, out),
        Value::List(list) => {
            out.push('[');
            for (at, item) in list.items().iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                encode(item, out)?;
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (at, (key, item)) in map.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quoted(key, out);
                out.push(':');
                encode(item, out)?;
            }
            out.push('}');
        }
        Value::Resource(_) | Value::Sensitive(_) | Value::Unknown(_) => {
            return Err(format!("{} cannot be written as JSON", value.type_word()));
        }
    }
    Ok(())
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\u{0}'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
