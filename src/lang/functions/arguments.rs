//! Taking arguments apart.

use std::sync::Arc;

use crate::lang::convert;
use crate::model::{List, ListFlavour, Map, MapFlavour, Number, Text, Value};

/// Members and characters that one result may have.
pub(super) const MAX_WIDTH: usize = 1 << 20;

/// The argument as text.
pub(super) fn text(arguments: &[Value], at: usize) -> Result<Text, String> {
    convert::text(get(arguments, at)?)
}

/// The argument as a number.
pub(super) fn number(arguments: &[Value], at: usize) -> Result<Number, String> {
    match convert::to_number(get(arguments, at)?)? {
        Value::Number(n) => Ok(n),
        other => Err(format!("number required, but have {}", other.type_word())),
    }
}

/// The argument as a whole number.
pub(super) fn whole(arguments: &[Value], at: usize) -> Result<i64, String> {
    number(arguments, at)?.as_i64().ok_or_else(|| "a whole number is required".to_owned())
}

/// The argument as a list or set.
pub(super) fn list(arguments: &[Value], at: usize) -> Result<&Arc<List>, String> {
    match get(arguments, at)? {
        Value::List(list) => Ok(list),
        other => Err(format!("list required, but have {}", other.type_word())),
    }
}

/// The argument as a map.
pub(super) fn map(arguments: &[Value], at: usize) -> Result<&Arc<Map>, String> {
    match get(arguments, at)? {
        Value::Map(map) => Ok(map),
        other => Err(format!("map required, but have {}", other.type_word())),
    }
}

/// The argument.
pub(super) fn get(arguments: &[Value], at: usize) -> Result<&Value, String> {
    arguments.get(at).ok_or_else(|| format!("argument {} is missing", at + 1))
}

/// The members of an argument that is a list of texts.
pub(super) fn texts(arguments: &[Value], at: usize) -> Result<Vec<Text>, String> {
    list(arguments, at)?.items().iter().map(convert::text).collect()
}

/// A list with members of one type.
pub(super) fn typed_list(items: Vec<Value>) -> Value {
    Value::List(Arc::new(List::new(items, ListFlavour::List)))
}

/// A tuple.
pub(super) fn tuple(items: Vec<Value>) -> Value {
    Value::List(Arc::new(List::new(items, ListFlavour::Tuple)))
}

/// An object.
pub(super) fn object(entries: Vec<(Text, Value)>) -> Value {
    Value::Map(Arc::new(Map::new(entries, MapFlavour::Object)))
}

/// A text within the bound.
pub(super) fn bounded(text: String) -> Result<Value, String> {
    if text.len() > MAX_WIDTH {
        Err(format!("the result is longer than {MAX_WIDTH} bytes"))
    } else {
        Ok(Value::text(text))
    }
}
