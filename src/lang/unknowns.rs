//! How unknowns combine.

use std::sync::Arc;

use crate::model::{Bounds, Reason, Unknown, Value};

/// How many references an unknown keeps: enough to name the obstacle, not all of an estate.
const MAX_REFS: usize = 16;

/// Why the value is not known, if it is not: an unknown, or a secret whose clear text would be
/// needed.
#[must_use]
pub fn unknown_of(value: &Value) -> Option<Arc<Unknown>> {
    match value {
        Value::Unknown(unknown) => Some(Arc::clone(unknown)),
        Value::Sensitive(_) => {
            Some(Arc::new(Unknown::new(Reason::Sensitive, "the value is a secret")))
        }
        _ => None,
    }
}

/// The first obstacle anywhere inside the value, openness included.
#[must_use]
pub fn first_unknown(value: &Value) -> Option<Arc<Unknown>> {
    match value {
        Value::Unknown(_) | Value::Sensitive(_) => unknown_of(value),
        Value::List(list) => {
            list.items().iter().find_map(first_unknown).or_else(|| list.openness().cloned())
        }
        Value::Map(map) => {
            map.values().iter().find_map(first_unknown).or_else(|| map.openness().cloned())
        }
        _ => None,
    }
}

/// The unknown of a value that is made from an unknown one: nothing is certain of it any more.
#[must_use]
pub fn derived(why: Arc<Unknown>) -> Arc<Unknown> {
    if why.bounds == Bounds::default() && why.symbol.is_none() {
        return why;
    }
    Arc::new(Unknown { bounds: Bounds::default(), symbol: None, ..why.as_ref().clone() })
}

/// An unknown that follows from others: the first reason, all references, no bounds.
#[must_use]
pub fn combined<'a>(parts: impl IntoIterator<Item = &'a Arc<Unknown>>) -> Option<Value> {
    let mut parts = parts.into_iter();
    let first = parts.next()?;
    let rest: Vec<_> = parts.filter(|u| !Arc::ptr_eq(u, first) && !u.refs.is_empty()).collect();
    if rest.is_empty() && first.bounds == Bounds::default() && first.symbol.is_none() {
        return Some(Value::Unknown(Arc::clone(first)));
    }
    let mut whole = Unknown { bounds: Bounds::default(), symbol: None, ..first.as_ref().clone() };
    for reference in rest.iter().flat_map(|u| &u.refs) {
        if whole.refs.len() < MAX_REFS && !whole.refs.contains(reference) {
            whole.refs.push(reference.clone());
        }
    }
    Some(Value::unknown(whole))
}
