//! Type constraints of Terraform's variables.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>.

use std::sync::Arc;

use super::convert::{self, relist};
use super::{Budget, Constants, Diagnostic, Expression, Source, evaluate, parse_expression};
use crate::model::{List, ListFlavour, Map, MapFlavour, Text, Value};

/// A type constraint.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// `any`.
    Any,
    /// `string`.
    String,
    /// `number`.
    Number,
    /// `bool`.
    Bool,
    /// `list(…)`.
    List(Box<Type>),
    /// `set(…)`.
    Set(Box<Type>),
    /// `map(…)`.
    Map(Box<Type>),
    /// `tuple([…])`.
    Tuple(Vec<Type>),
    /// `object({…})`.
    Object(Vec<Field>),
}

/// One attribute of an object type.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name.
    pub name: Text,
    /// The type.
    pub ty: Type,
    /// Whether it may be left out: `optional(…)`.
    pub optional: bool,
    /// What it is then.
    pub default: Option<Value>,
}

impl Type {
    /// Reads a constraint.
    ///
    /// # Errors
    ///
    /// What is no type, with its place.
    pub fn of(expression: &Expression) -> Result<Self, Diagnostic> {
        let wrong = || {
            Diagnostic::new(expression.source(), expression.span(), "this is no type constraint")
                .mend("write string, number, bool, any, list(…), set(…), map(…), tuple([…]) or object({…})")
        };
        if let Some(Value::String(word)) = expression.literal() {
            // In JSON a constraint is an expression in quotes.
            return Self::word(word).map_or_else(
                || {
                    let source = Arc::new(Source::of(expression.source().name(), word.as_str()));
                    let inner = parse_expression(&source).map_err(|_| wrong())?;
                    if inner.literal().is_some() { Err(wrong()) } else { Self::of(&inner) }
                },
                Ok,
            );
        }
        if let Some(traversal) = expression.as_traversal() {
            let plain = traversal.steps.is_empty().then_some(traversal.root);
            return plain.and_then(|word| Self::word(&word)).ok_or_else(wrong);
        }
        let Some((name, arguments)) = expression.call() else { return Err(wrong()) };
        let [argument, ..] = arguments.as_slice() else { return Err(wrong()) };
        Ok(match name.as_str() {
            "list" => Self::List(Box::new(Self::of(argument)?)),
            "set" => Self::Set(Box::new(Self::of(argument)?)),
            "map" => Self::Map(Box::new(Self::of(argument)?)),
            "tuple" => {
                let elements = argument.elements().ok_or_else(wrong)?;
                Self::Tuple(elements.iter().map(Self::of).collect::<Result<_, _>>()?)
            }
            "object" => {
                let entries = argument.entries().ok_or_else(wrong)?;
                let mut fields = Vec::with_capacity(entries.len());
                for (name, _, ty) in entries {
                    fields.push(Field::of(name, &ty)?);
                }
                fields.sort_by(|a, b| a.name.cmp(&b.name));
                Self::Object(fields)
            }
            _ => return Err(wrong()),
        })
    }

    /// A type of one word; `list` and `map` alone mean members of any type.
    fn word(word: &str) -> Option<Self> {
        Some(match word {
            "string" => Self::String,
            "number" => Self::Number,
            "bool" => Self::Bool,
            "any" => Self::Any,
            "list" => Self::List(Box::new(Self::Any)),
            "set" => Self::Set(Box::new(Self::Any)),
            "map" => Self::Map(Box::new(Self::Any)),
            _ => return None,
        })
    }

    /// The value as this type. Unknown stays unknown and null null, but for optional attributes
    /// with a default.
    ///
    /// # Errors
    ///
    /// What cannot be converted, as a lower-case fragment.
    pub fn convert(&self, value: &Value) -> Result<Value, String> {
        if matches!(value, Value::Null | Value::Unknown(_) | Value::Sensitive(_)) {
            return Ok(value.clone());
        }
        let refused = |what: &str| Err(format!("{what} required, but have {}", value.type_word()));
        match (self, value) {
            (Self::Any, _) => Ok(value.clone()),
            (Self::String, _) => convert::to_string(value),
            (Self::Number, _) => convert::to_number(value),
            (Self::Bool, _) => convert::to_bool(value),
            (Self::List(inner), Value::List(list)) => {
                let items = inner.members(list)?;
                let made = relist(items, ListFlavour::Tuple, list);
                if **inner == Self::Any { convert::to_list(&made) } else { Ok(flavoured(&made)) }
            }
            (Self::Set(inner), Value::List(list)) => {
                convert::to_set(&relist(inner.members(list)?, ListFlavour::Tuple, list))
            }
            (Self::Map(inner), Value::Map(map)) => {
                let values = map.values().iter().map(|v| inner.convert(v));
                let values = values.collect::<Result<Vec<_>, _>>()?;
                let made = map.revalued(values).map_or(Value::Null, |m| Value::Map(Arc::new(m)));
                if **inner == Self::Any {
                    convert::to_map(&made)
                } else {
                    Ok(remapped(&made, MapFlavour::Map))
                }
            }
            (Self::Tuple(types), Value::List(list)) if types.len() == list.items().len() => {
                let items = types.iter().zip(list.items()).map(|(t, v)| t.convert(v));
                Ok(relist(items.collect::<Result<_, _>>()?, ListFlavour::Tuple, list))
            }
            (Self::Object(fields), Value::Map(map)) => object(fields, map),
            (Self::List(_), _) => refused("list"),
            (Self::Set(_), _) => refused("set"),
            (Self::Map(_), _) => refused("map"),
            (Self::Tuple(_), _) => refused("tuple"),
            (Self::Object(_), _) => refused("object"),
        }
    }

    fn members(&self, list: &List) -> Result<Vec<Value>, String> {
        list.items().iter().map(|v| self.convert(v)).collect()
    }
}

/// A list with the flavour of a declared type.
fn flavoured(value: &Value) -> Value {
    match value {
        Value::List(list) => relist(list.items().to_vec(), ListFlavour::List, list),
        other => other.clone(),
    }
}

fn remapped(value: &Value, flavour: MapFlavour) -> Value {
    let Value::Map(map) = value else { return value.clone() };
    let entries = map.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let made = Map::new(entries, flavour);
    Value::Map(Arc::new(made.open_as(map)))
}

/// An object with exactly the declared attributes.
fn object(fields: &[Field], map: &Map) -> Result<Value, String> {
    let mut entries = Vec::with_capacity(fields.len());
    for field in fields {
        let given = match (map.get(&field.name), map.openness()) {
            (Some(value), _) => value.clone(),
            (None, Some(why)) => Value::Unknown(Arc::clone(why)),
            (None, None) if field.optional => Value::Null,
            (None, None) => return Err(format!("attribute {} is required", field.name)),
        };
        let value = match (&given, &field.default) {
            (Value::Null, Some(default)) => field.ty.convert(default),
            _ => field.ty.convert(&given),
        };
        let value = value.map_err(|m| format!("attribute {}: {m}", field.name))?;
        entries.push((field.name.clone(), value));
    }
    Ok(Value::Map(Arc::new(Map::new(entries, MapFlavour::Object))))
}

impl Field {
    fn of(name: Text, expression: &Expression) -> Result<Self, Diagnostic> {
        let Some((_, arguments)) = expression.call().filter(|(f, _)| f.as_str() == "optional")
        else {
            return Ok(Self { name, ty: Type::of(expression)?, optional: false, default: None });
        };
        let Some(ty) = arguments.first() else {
            let message = "optional needs a type";
            return Err(Diagnostic::new(expression.source(), expression.span(), message));
        };
        let default = match arguments.get(1) {
            None => None,
            Some(given) => Some(
                evaluate(given, &Constants, &mut Budget::default()).map_err(|e| e.diagnostic())?,
            ),
        };
        Ok(Self { name, ty: Type::of(ty)?, optional: true, default })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(text: &str) -> Expression {
        parse_expression(&Arc::new(Source::of("t", text))).unwrap()
    }

    fn converted(ty: &str, value: &str) -> Result<Value, String> {
        let value = evaluate(&expression(value), &Constants, &mut Budget::default()).unwrap();
        Type::of(&expression(ty)).unwrap().convert(&value)
    }

    #[test]
    fn optional_attributes_get_their_defaults() {
        let ty = "object({ a = string, b = optional(number, 3), c = optional(string) })";
        let made = converted(ty, "{ a = 1, d = 2 }").unwrap();
        let map = made.as_map().unwrap();
        assert_eq!(map.get("a"), Some(&Value::from("1")));
        assert_eq!(map.get("b"), Some(&Value::from(3)));
        assert_eq!(map.get("c"), Some(&Value::Null));
        assert_eq!(map.get("d"), None);
        assert!(converted(ty, "{}").unwrap_err().contains("attribute a"));
    }

    #[test]
    fn members_are_converted() {
        let made = converted("map(list(string))", "{ a = [1, true] }").unwrap();
        let list = made.as_map().and_then(|m| m.get("a")).and_then(Value::as_list).unwrap();
        assert_eq!(list, [Value::from("1"), Value::from("true")]);
        assert!(converted("list(number)", "[\"x\"]").is_err());
        assert!(converted("set(string)", "\"x\"").is_err());
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for bad in ["strin", "list()", "object(string)", "1", "a.b"] {
            assert!(Type::of(&expression(bad)).is_err(), "{bad}");
        }
    }
}
