//! Values as reports show them.

use std::fmt::Write as _;

use crate::model::Value;

/// Members of a collection that are shown; the rest is counted.
const MEMBERS: usize = 12;

/// A value for people: texts bare, collections as Terraform writes them, secrets and unknowns as
/// a word in parentheses. Not escaped.
#[must_use]
pub fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => {
            let mut out = String::new();
            write(other, &mut out);
            out
        }
    }
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => {
            let _ = write!(out, "{n}");
        }
        Value::String(s) => {
            let _ = write!(out, "{:?}", s.as_str());
        }
        Value::List(list) => {
            out.push('[');
            for (at, item) in list.items().iter().take(MEMBERS).enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                write(item, out);
            }
            rest(list.items().len(), list.openness().is_some(), out);
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (at, (key, item)) in map.iter().take(MEMBERS).enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                let _ = write!(out, "{key} = ");
                write(item, out);
            }
            rest(map.len(), map.openness().is_some(), out);
            out.push('}');
        }
        Value::Resource(resource) => out.push_str(resource.address.as_str()),
        Value::Sensitive(_) => out.push_str("(sensitive)"),
        Value::Unknown(why) => {
            let _ = write!(out, "({})", why.because());
        }
    }
}

fn rest(count: usize, open: bool, out: &mut String) {
    if count > MEMBERS {
        let _ = write!(out, ", … {} more", count - MEMBERS);
    }
    if open {
        out.push_str(", … perhaps more");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Digest;

    #[test]
    fn a_secret_is_a_word() {
        let value =
            Value::map([("password", Value::Sensitive(std::sync::Arc::new(Digest::new([7; 32]))))]);
        assert_eq!(show(&value), "{password = (sensitive)}");
    }
}
