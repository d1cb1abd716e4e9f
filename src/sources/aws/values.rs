//! From the SDK's types to values with Terraform's shapes.
//!
//! `None` becomes null: the service answered, and the field is unset.

use crate::model::{Number, Value};

/// A text or a word of an enumeration.
pub(super) fn text(value: Option<impl AsRef<str>>) -> Value {
    value.map_or(Value::Null, |v| Value::text(v.as_ref()))
}

/// A truth value.
pub(super) fn flag(value: Option<bool>) -> Value {
    value.map_or(Value::Null, Value::Bool)
}

/// A whole number.
pub(super) fn number(value: Option<impl Into<i64>>) -> Value {
    value.map_or(Value::Null, |v| Value::from(v.into()))
}

/// A number with a fraction.
pub(super) fn decimal(value: Option<f64>) -> Value {
    let parsed = value.and_then(|v| v.to_string().parse::<Number>().ok());
    parsed.map_or(Value::Null, Value::Number)
}

/// A number that the service gives as text; other text stays text.
pub(super) fn parsed(value: Option<impl AsRef<str>>) -> Value {
    match value {
        None => Value::Null,
        Some(text) => match text.as_ref().parse::<Number>() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::text(text.as_ref()),
        },
    }
}

/// A truth value that the service gives as text.
pub(super) fn truth(value: Option<impl AsRef<str>>) -> Value {
    value.map_or(Value::Null, |word| match word.as_ref() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        other => Value::text(other),
    })
}

/// A list of texts.
pub(super) fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Value {
    Value::list(values.into_iter().map(|v| Value::text(v.as_ref())).collect())
}

/// A list of blocks or other values.
pub(super) fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value::list(values.into_iter().collect())
}

/// A block: an object by its attributes.
pub(super) fn block<const N: usize>(attributes: [(&str, Value); N]) -> Value {
    Value::map(attributes)
}

/// A block of which there is at most one: a list without or with one member.
pub(super) fn at_most_one(value: Option<Value>) -> Value {
    Value::list(value.into_iter().collect())
}

/// Tags without those that AWS sets itself (`aws:…`), which no configuration can hold.
pub(super) fn tags<'a>(
    pairs: impl IntoIterator<Item = (Option<&'a str>, Option<&'a str>)>,
) -> Value {
    let own = pairs.into_iter().filter_map(|(key, value)| {
        let key = key.filter(|k| !k.starts_with("aws:"))?;
        Some((key, Value::text(value.unwrap_or_default())))
    });
    Value::map(own)
}

/// A JSON document that IAM hands out percent-encoded (RFC 3986).
pub(super) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        match (byte, hex.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_aws_itself_are_left_out() {
        let made = tags([(Some("aws:cloudformation:stack-name"), Some("x")), (Some("a"), None)]);
        assert_eq!(made, Value::map([("a", Value::from(""))]));
    }

    #[test]
    fn policies_are_percent_decoded_and_broken_ones_left() {
        assert_eq!(percent_decoded("%7B%22a%22%3A1%7D"), "{\"a\":1}");
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%zz"), "%zz");
    }

    #[test]
    fn fractions_are_kept() {
        assert_eq!(decimal(Some(70.0)), Value::from(70));
        assert_eq!(decimal(Some(0.5)), parsed(Some("0.5")));
    }
}
