//! Terraform's conversions between types.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion>.
//! Unknowns stay unknown, null stays null; a message says what cannot be converted.

use std::cmp::Ordering;
use std::sync::Arc;

use super::unknowns::unknown_of;
use crate::model::{List, ListFlavour, Map, MapFlavour, Number, Text, Value};

/// To a string: numbers and truth values have one spelling each.
///
/// # Errors
///
/// Lists, maps and resources have no string form.
pub fn to_string(value: &Value) -> Result<Value, String> {
    match value {
        Value::String(_) | Value::Null | Value::Unknown(_) | Value::Sensitive(_) => {
            Ok(value.clone())
        }
        Value::Bool(b) => Ok(Value::text(if *b { "true" } else { "false" })),
        Value::Number(n) => Ok(Value::text(n.to_string())),
        other => Err(format!("string required, but have {}", other.type_word())),
    }
}

/// To a number: a string must be a decimal number.
///
/// # Errors
///
/// Anything that is not a number or the text of one.
pub fn to_number(value: &Value) -> Result<Value, String> {
    match value {
        Value::Number(_) | Value::Null | Value::Unknown(_) | Value::Sensitive(_) => {
            Ok(value.clone())
        }
        Value::String(s) => {
            numeric(s).map(Value::Number).ok_or_else(|| "a number is required".to_owned())
        }
        other => Err(format!("number required, but have {}", other.type_word())),
    }
}

/// The number that a text stands for: a sign, and a point without digits on one side, are taken.
fn numeric(text: &str) -> Option<Number> {
    let (minus, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let lead = if rest.starts_with('.') { "0" } else { "" };
    let rest = rest.strip_suffix('.').unwrap_or(rest);
    format!("{minus}{lead}{rest}").parse().ok()
}

/// To a truth value: only the strings `true` and `false` (and `1` and `0`) stand for one.
///
/// # Errors
///
/// Anything else.
pub fn to_bool(value: &Value) -> Result<Value, String> {
    match value {
        Value::Bool(_) | Value::Null | Value::Unknown(_) | Value::Sensitive(_) => Ok(value.clone()),
        Value::String(s) => match s.as_str() {
            "true" | "1" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => Err("a bool is required".to_owned()),
        },
        other => Err(format!("bool required, but have {}", other.type_word())),
    }
}

/// The primitive types that members are brought to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Primitive {
    Bool,
    Number,
    String,
}

fn primitive(value: &Value) -> Option<Primitive> {
    match value {
        Value::Bool(_) => Some(Primitive::Bool),
        Value::Number(_) => Some(Primitive::Number),
        Value::String(_) => Some(Primitive::String),
        _ => None,
    }
}

/// A value as the type that it has in common with another: what the arms of a conditional give.
///
/// # Errors
///
/// A number and a bool have no type in common.
pub fn like(value: &Value, other: &Value) -> Result<Value, String> {
    match (value, other) {
        (Value::Number(_) | Value::Bool(_), Value::String(_)) => to_string(value),
        (Value::Number(_), Value::Bool(_)) | (Value::Bool(_), Value::Number(_)) => {
            Err("a number and a bool have no type in common".to_owned())
        }
        (Value::List(a), Value::List(b))
            if a.flavour() == ListFlavour::Tuple
                && b.flavour() == ListFlavour::Tuple
                && a.items().len() == b.items().len() =>
        {
            let items = a.items().iter().zip(b.items()).map(|(x, y)| like(x, y));
            Ok(relist(items.collect::<Result<_, _>>()?, a.flavour(), a))
        }
        _ => Ok(value.clone()),
    }
}

/// Brings values to one type, as the members of a list must be: primitives of different types
/// become strings.
///
/// # Errors
///
/// Primitives cannot be mixed with lists or maps.
pub fn unify(values: &[Value]) -> Result<Vec<Value>, String> {
    let mut found: Option<Primitive> = None;
    let mut mixed = false;
    let mut structured = false;
    for value in values {
        match (primitive(value), found) {
            (Some(p), Some(f)) if p != f => mixed = true,
            (Some(p), _) => found = Some(p),
            (None, _) => structured |= matches!(value, Value::List(_) | Value::Map(_)),
        }
    }
    if found.is_some() && structured {
        return Err("all list elements must have the same type".to_owned());
    }
    if mixed {
        // Without a string among them, numbers and truth values have no type in common.
        return if values.iter().any(|v| matches!(v, Value::String(_))) {
            values.iter().map(to_string).collect()
        } else {
            Err("numbers and bools have no type in common".to_owned())
        };
    }
    if structured {
        return Ok(unify_structures(values));
    }
    Ok(values.to_vec())
}

/// Lists whose members have different primitive types are brought to one type over all lists.
fn unify_structures(values: &[Value]) -> Vec<Value> {
    let members: Vec<&Value> = values.iter().filter_map(Value::as_list).flatten().collect();
    let kinds: Vec<Primitive> = members.iter().filter_map(|m| primitive(m)).collect();
    let mixed = kinds.windows(2).any(|w| w[0] != w[1]);
    let all_lists = values.iter().all(|v| matches!(v, Value::List(_)));
    if !(mixed && all_lists && kinds.len() == members.len()) {
        return values.to_vec();
    }
    values
        .iter()
        .map(|value| match value {
            Value::List(list) => {
                let items = list.items().iter().map(|i| to_string(i).unwrap_or_else(|_| i.clone()));
                relist(items.collect(), list.flavour(), list)
            }
            other => other.clone(),
        })
        .collect()
}

/// A list of `items` that is open where `like` is.
#[must_use]
pub fn relist(items: Vec<Value>, flavour: ListFlavour, like: &List) -> Value {
    Value::List(Arc::new(match like.openness() {
        Some(why) => List::open(items, flavour, Arc::clone(why)),
        None => List::new(items, flavour),
    }))
}

/// To a list with members of one type.
///
/// # Errors
///
/// Values that are no collection, and members that cannot be unified.
pub fn to_list(value: &Value) -> Result<Value, String> {
    match value {
        Value::List(list) => Ok(relist(unify(list.items())?, ListFlavour::List, list)),
        Value::Null | Value::Unknown(_) | Value::Sensitive(_) => Ok(value.clone()),
        other => Err(format!("cannot convert {} to list", other.type_word())),
    }
}

/// To a set: members of one type, sorted, distinct. A set with members that are not known may
/// have fewer members than it seems, and is open besides.
///
/// # Errors
///
/// As [`to_list`].
pub fn to_set(value: &Value) -> Result<Value, String> {
    match value {
        Value::List(list) => {
            let mut items = unify(list.items())?;
            items.sort_by(order);
            items.dedup_by(|a, b| a == b && a.is_wholly_known());
            let unknown = items.iter().find_map(unknown_of);
            let why = list.openness().cloned().or(unknown);
            Ok(Value::List(Arc::new(match why {
                Some(why) => List::open(items, ListFlavour::Set, why),
                None => List::new(items, ListFlavour::Set),
            })))
        }
        Value::Null | Value::Unknown(_) | Value::Sensitive(_) => Ok(value.clone()),
        other => Err(format!("cannot convert {} to set", other.type_word())),
    }
}

/// To a map with values of one type.
///
/// # Errors
///
/// Values that are no map, and members that cannot be unified.
pub fn to_map(value: &Value) -> Result<Value, String> {
    match value {
        Value::Map(map) => {
            let values = unify(map.values())
                .map_err(|_| "all map elements must have the same type".to_owned())?;
            let entries = map.keys().iter().cloned().zip(values).collect();
            let made = Map::new(entries, MapFlavour::Map);
            Ok(Value::Map(Arc::new(made.open_as(map))))
        }
        Value::Null | Value::Unknown(_) | Value::Sensitive(_) => Ok(value.clone()),
        other => Err(format!("cannot convert {} to map", other.type_word())),
    }
}

/// The order of set members: by type, then false before true, numbers by value, strings by
/// code point, collections by their members.
#[must_use]
pub fn order(a: &Value, b: &Value) -> Ordering {
    let rank = |v: &Value| match v {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::List(_) => 4,
        Value::Map(_) => 5,
        Value::Resource(_) => 6,
        Value::Sensitive(_) => 7,
        Value::Unknown(_) => 8,
    };
    match (a, b) {
        (Value::Bool(x), Value::Bool(y)) => x.cmp(y),
        (Value::Number(x), Value::Number(y)) => x.cmp(y),
        (Value::String(x), Value::String(y)) => x.cmp(y),
        (Value::Sensitive(x), Value::Sensitive(y)) => x.cmp(y),
        (Value::List(x), Value::List(y)) => by_members(x.items().iter(), y.items().iter()),
        (Value::Map(x), Value::Map(y)) => {
            x.keys().cmp(y.keys()).then_with(|| by_members(x.values().iter(), y.values().iter()))
        }
        (Value::Resource(x), Value::Resource(y)) => {
            (x.site.side, &x.address, &x.id).cmp(&(y.site.side, &y.address, &y.id))
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

fn by_members<'a>(
    mut a: impl Iterator<Item = &'a Value>,
    mut b: impl Iterator<Item = &'a Value>,
) -> Ordering {
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match order(x, y) {
                Ordering::Equal => {}
                other => return other,
            },
        }
    }
}

/// The text of a known string, number or truth value.
///
/// # Errors
///
/// As [`to_string`]; null and unknowns have none either.
pub fn text(value: &Value) -> Result<Text, String> {
    match to_string(value)? {
        Value::String(text) => Ok(text),
        other => Err(format!("string required, but have {}", other.type_word())),
    }
}
