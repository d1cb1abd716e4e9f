//! Attributes and members of values.

use std::sync::Arc;

use crate::lang::convert;
use crate::lang::unknowns::{combined, derived, unknown_of};
use crate::model::{ListFlavour, Reason, Resource, Text, Unknown, Value};

/// The attribute of a value by its name.
///
/// An attribute that a resource's source does not carry is unknown, never null.
///
/// # Errors
///
/// The value has no attributes, or not this one.
pub fn attribute_of(value: &Value, name: &str) -> Result<Value, String> {
    match value {
        Value::Resource(resource) => Ok(resource_attribute(resource, name)),
        Value::Map(map) => match (map.get(name), map.openness()) {
            (Some(found), _) => Ok(found.clone()),
            (None, Some(why)) => Ok(stepped(why, &format!(".{name}"))),
            (None, None) => {
                let keys = map.keys().iter().map(Text::as_str);
                Err(match crate::lang::suggest(name, keys) {
                    Some(meant) => format!("there is no attribute {name}; did you mean {meant}?"),
                    None => format!("there is no attribute {name}"),
                })
            }
        },
        Value::Unknown(why) => Ok(stepped(why, &format!(".{name}"))),
        Value::Sensitive(_) => Ok(unknown_of(value).map_or(Value::Null, Value::Unknown)),
        Value::Null => Err(format!("cannot take attribute {name} of null")),
        other => Err(format!("{} has no attributes", other.type_word())),
    }
}

/// A member of an unknown value: of what is one attribute of a resource the path goes on.
fn stepped(why: &Arc<Unknown>, step: &str) -> Value {
    let symbol = why.member_symbol(step);
    let rest = derived(Arc::clone(why));
    if symbol.is_none() {
        return Value::Unknown(rest);
    }
    Value::unknown(Unknown { symbol, ..rest.as_ref().clone() })
}

fn resource_attribute(resource: &Resource, name: &str) -> Value {
    if let Some(found) = resource.attribute(name) {
        return found.clone();
    }
    let optional = |text: Option<&Text>| text.map_or(Value::Null, |t| Value::String(t.clone()));
    match name {
        "address" => Value::String(resource.address.text().clone()),
        "kind" => Value::String(resource.kind.clone()),
        "side" => Value::text(resource.site.side.name()),
        "id" => optional(resource.id.as_ref()),
        "label" => {
            Value::String(resource.name.clone().unwrap_or_else(|| resource.address.text().clone()))
        }
        "name" if resource.name.is_some() => optional(resource.name.as_ref()),
        "region" => match &resource.site.region {
            Some(region) => Value::String(region.text().clone()),
            None => not_carried(resource, name),
        },
        "account" => match &resource.site.account {
            Some(account) => Value::text(account.as_str()),
            None => not_carried(resource, name),
        },
        _ => not_carried(resource, name),
    }
}

fn not_carried(resource: &Resource, name: &str) -> Value {
    if let Some(why) = resource.attributes.openness() {
        return Value::Unknown(Arc::clone(why));
    }
    let mut unknown =
        Unknown::new(Reason::NotCollected, format!("{} carries no {name}", resource.address));
    unknown.refs.push(resource.address.clone());
    Value::unknown(unknown)
}

/// The member of a list or map.
pub(super) fn member(value: &Value, key: &Value) -> Result<Value, String> {
    if let Some(why) = unknown_of(value) {
        return Ok(match key {
            Value::String(name) => stepped(&why, &format!("[{:?}]", name.as_str())),
            Value::Number(number) => stepped(&why, &format!("[{number}]")),
            _ => combined([&why]).unwrap_or(Value::Unknown(why)),
        });
    }
    if let Some(why) = unknown_of(key) {
        return Ok(combined([&why]).unwrap_or(Value::Unknown(why)));
    }
    match value {
        Value::List(list) if list.flavour() == ListFlavour::Set => {
            Err("the members of a set have no index".to_owned())
        }
        Value::List(list) => {
            let Value::Number(number) = convert::to_number(key)? else {
                return Err("an index must be a number".to_owned());
            };
            let at = number.as_i64().and_then(|n| usize::try_from(n).ok());
            match (at.and_then(|at| list.items().get(at)), list.openness()) {
                (Some(found), _) => Ok(found.clone()),
                (None, Some(why)) if at.is_some() => Ok(Value::Unknown(derived(Arc::clone(why)))),
                _ => Err(format!(
                    "index {number} is outside a list of {} members",
                    list.items().len()
                )),
            }
        }
        Value::Map(_) | Value::Resource(_) => attribute_of(value, &convert::text(key)?),
        Value::Null => Err("cannot take a member of null".to_owned()),
        other => Err(format!("{} has no members", other.type_word())),
    }
}
