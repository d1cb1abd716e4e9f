//! Values as JSON, with marks for what JSON lacks.

use std::fmt;
use std::sync::Arc;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::model::{
    Digest, List, ListFlavour, Map, MapFlavour, Number, Origin, Reason, Text, Unknown, Value,
};

const UNKNOWN: &str = "$unknown";
const SENSITIVE: &str = "$sensitive";
const OPEN: &str = "$open";
/// Stands around an object whose own first key begins with the mark.
const PLAIN: &str = "$object";

/// Writes a value.
pub(super) struct Written<'a>(pub(super) &'a Value);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null | Value::Resource(_) => to.serialize_unit(),
            Value::Bool(b) => to.serialize_bool(*b),
            Value::Number(number) => {
                // Exact: as a number of JSON with all its digits.
                let text = number.to_string();
                match (text.parse::<i64>(), text.parse::<serde_json::Number>()) {
                    (Ok(whole), _) => to.serialize_i64(whole),
                    (_, Ok(other)) => other.serialize(to),
                    _ => to.serialize_str(&text),
                }
            }
            Value::String(text) => to.serialize_str(text),
            Value::Sensitive(digest) => marked(to, SENSITIVE, &hex(digest)),
            Value::Unknown(why) => marked(to, UNKNOWN, &Why::of(why)),
            Value::List(list) => {
                if let Some(why) = list.openness() {
                    let items = list.items().iter().map(|v| to_json(&Written(v))).collect();
                    let parts = Opened { items, why: Why::of(why) };
                    return marked(to, OPEN, &parts);
                }
                let mut seq = to.serialize_seq(Some(list.items().len()))?;
                for item in list.items() {
                    seq.serialize_element(&Written(item))?;
                }
                seq.end()
            }
            Value::Map(map) => {
                if map.keys().first().is_some_and(|k| k.starts_with('$')) {
                    return marked(to, PLAIN, &Entries(map));
                }
                Entries(map).serialize(to)
            }
        }
    }
}

/// Writes the entries of a map. What a live map lacks is told by unknowns, so no map is open.
pub(in crate::sources) struct Entries<'a>(pub(in crate::sources) &'a Map);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0.iter() {
            map.serialize_entry(key.as_str(), &Written(value))?;
        }
        map.end()
    }
}

/// Writes an object with nothing but a mark.
fn marked<S: Serializer, T: Serialize>(to: S, mark: &str, value: &T) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(1))?;
    map.serialize_entry(mark, value)?;
    map.end()
}

fn to_json<T: Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// An unknown as it is written.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Why {
    pub(super) reason: String,
    #[serde(default)]
    pub(super) detail: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) call: Option<String>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Opened {
    items: Vec<serde_json::Value>,
    why: Why,
}

impl Why {
    fn of(unknown: &Unknown) -> Self {
        let call = match &unknown.origin {
            Some(Origin::Call(call)) => Some(call.to_string()),
            _ => None,
        };
        let reason = reason_word(unknown.reason).to_owned();
        Self { reason, detail: unknown.detail.to_string(), call }
    }

    fn unknown(&self) -> Unknown {
        let mut unknown = Unknown::new(reason_of(&self.reason), &self.detail);
        unknown.origin = self.call.as_ref().map(|c| Origin::Call(Text::from(c.as_str())));
        unknown
    }
}

/// The reasons that a snapshot may hold, by their words in the file.
const REASONS: &[(Reason, &str)] = &[
    (Reason::Denied, "denied"),
    (Reason::Throttled, "throttled"),
    (Reason::TimedOut, "timed-out"),
    (Reason::Unreachable, "unreachable"),
    (Reason::NotCollected, "not-collected"),
    (Reason::Unreadable, "unreadable"),
    (Reason::Unsupported, "unsupported"),
    (Reason::Stale, "stale"),
    (Reason::Sensitive, "sensitive"),
];

/// The word of a reason in the file.
pub(super) fn reason_word(reason: Reason) -> &'static str {
    REASONS.iter().find(|(r, _)| *r == reason).map_or("unreadable", |(_, word)| *word)
}

/// The reason of a word; a word of a later version is at least no answer.
pub(super) fn reason_of(word: &str) -> Reason {
    REASONS.iter().find(|(_, w)| *w == word).map_or(Reason::Unreadable, |(reason, _)| *reason)
}

fn hex(digest: &Digest) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in digest.bytes() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn digest(text: &str) -> Option<Digest> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(Digest::new(bytes))
}

/// Reads a value.
pub(super) struct AnyValue;

impl<'de> DeserializeSeed<'de> for AnyValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(Value::from(n))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Value, E> {
        number(&n.to_string())
    }

    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Value, E> {
        number(&n.to_string())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(Self)? {
            items.push(item);
        }
        Ok(Value::list(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut entries: Vec<(Text, Value)> = Vec::new();
        while let Some(key) = from.next_key::<std::borrow::Cow<'de, str>>()? {
            if entries.is_empty() && key.starts_with('$') {
                let value = meant(&key, &mut from)?;
                if from.next_key::<de::IgnoredAny>()?.is_some() {
                    return Err(de::Error::custom(format!("{key} stands beside other keys")));
                }
                return Ok(value);
            }
            let value = from.next_value_seed(Self)?;
            entries.push((Text::from(key.as_ref()), value));
        }
        Ok(Value::Map(Arc::new(Map::new(entries, MapFlavour::Any))))
    }
}

fn number<E: de::Error>(text: &str) -> Result<Value, E> {
    text.parse::<Number>().map(Value::Number).map_err(|_| E::custom("no number"))
}

fn meant<'de, A: MapAccess<'de>>(mark: &str, from: &mut A) -> Result<Value, A::Error> {
    match mark {
        UNKNOWN => Ok(Value::unknown(from.next_value::<Why>()?.unknown())),
        SENSITIVE => {
            let text: String = from.next_value()?;
            let digest = digest(&text).ok_or_else(|| de::Error::custom("no digest"))?;
            Ok(Value::Sensitive(Arc::new(digest)))
        }
        OPEN => {
            let Opened { items, why } = from.next_value()?;
            let items: Result<Vec<Value>, _> =
                items.into_iter().map(|item| AnyValue.deserialize(item)).collect();
            let items = items.map_err(de::Error::custom)?;
            let list = List::open(items, ListFlavour::Any, Arc::new(why.unknown()));
            Ok(Value::List(Arc::new(list)))
        }
        PLAIN => from.next_value_seed(PlainObject),
        _ => Err(de::Error::custom(format!("the mark {mark} is not known"))),
    }
}

/// An object whose keys are no marks.
struct PlainObject;

impl<'de> DeserializeSeed<'de> for PlainObject {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PlainObject {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Value, A::Error> {
        let entries = entries(from)?;
        Ok(Value::Map(Arc::new(Map::new(entries, MapFlavour::Any))))
    }
}

fn entries<'de, A: MapAccess<'de>>(mut from: A) -> Result<Vec<(Text, Value)>, A::Error> {
    let mut entries = Vec::new();
    while let Some(key) = from.next_key::<std::borrow::Cow<'de, str>>()? {
        entries.push((Text::from(key.as_ref()), from.next_value_seed(AnyValue)?));
    }
    Ok(entries)
}

/// The attributes of a resource.
pub(in crate::sources) struct Attributes(pub(in crate::sources) Vec<(Text, Value)>);

impl<'de> de::Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Inner;
        impl<'de> Visitor<'de> for Inner {
            type Value = Attributes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("attributes")
            }

            fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Attributes, A::Error> {
                entries(from).map(Attributes)
            }
        }
        from.deserialize_map(Inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(value: &Value) -> Value {
        let text = serde_json::to_string(&Written(value)).unwrap();
        let mut from = serde_json::Deserializer::from_str(&text);
        AnyValue.deserialize(&mut from).unwrap()
    }

    #[test]
    fn values_come_back_as_they_were() {
        let mut why = Unknown::new(Reason::Denied, "kms:DescribeKey");
        why.origin = Some(Origin::Call(Text::from("kms:DescribeKey")));
        let open = List::open(vec![Value::from(1)], ListFlavour::Any, Arc::new(why.clone()));
        for value in [
            Value::Null,
            Value::from(true),
            Value::from(-7),
            Value::Number("0.1".parse().unwrap()),
            Value::Number("18446744073709551615".parse().unwrap()),
            Value::from("é\u{1b}[31m"),
            Value::list(vec![Value::Null, Value::from("a")]),
            Value::map([("b", Value::from(1)), ("a", Value::Null)]),
            Value::map([("$unknown", Value::from("no mark"))]),
            Value::Sensitive(Arc::new(Digest::new([9; 32]))),
            Value::unknown(why),
            Value::List(Arc::new(open)),
        ] {
            assert_eq!(there_and_back(&value), value);
        }
    }
}
