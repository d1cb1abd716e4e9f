//! Attributes in the flat form of Terraform 0.11, which later states may still carry.
//!
//! `ingress.#` counts a list, `tags.%` a map; members follow as `ingress.0.from_port` or, in
//! sets, under a hash. All values are strings and stay so.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Map, Text, Value};

/// Deeper paths stay as they are written; no resource nests like that.
const DEEPEST: usize = 32;

/// The nested form.
pub(super) fn expand(flat: &BTreeMap<String, Value>) -> Arc<Map> {
    let entries: Vec<(&str, &Value)> = flat.iter().map(|(k, v)| (k.as_str(), v)).collect();
    match object(&entries, 0) {
        Value::Map(map) => map,
        _ => Arc::default(),
    }
}

fn object(entries: &[(&str, &Value)], depth: usize) -> Value {
    let members = grouped(entries).into_iter().map(|(name, inner)| (name, member(&inner, depth)));
    Value::map(members)
}

/// The value behind one name: a scalar (its path is empty), a list, a map or an object.
fn member(inner: &[(&str, &Value)], depth: usize) -> Value {
    if let Some((_, scalar)) = inner.iter().find(|(path, _)| path.is_empty()) {
        return (*scalar).clone();
    }
    let rest = |mark: &str| -> Option<Vec<(&str, &Value)>> {
        let marked = inner.iter().any(|(path, _)| *path == mark);
        marked.then(|| inner.iter().filter(|(path, _)| *path != mark).copied().collect())
    };
    if let Some(entries) = rest("%") {
        return Value::map(
            entries.into_iter().map(|(key, value)| (Text::from(key), value.clone())),
        );
    }
    if depth >= DEEPEST {
        return Value::map(inner.iter().map(|(key, value)| (Text::from(*key), (*value).clone())));
    }
    if let Some(entries) = rest("#") {
        let mut items = grouped(&entries);
        items.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
        return Value::list(items.iter().map(|(_, inner)| member(inner, depth + 1)).collect());
    }
    object(inner, depth + 1)
}

type Group<'a> = (&'a str, Vec<(&'a str, &'a Value)>);

/// Groups by the first step. The entries are sorted by path, but `a-b` sorts before `a.b`, so
/// groups are looked up rather than taken in runs.
fn grouped<'a>(entries: &[(&'a str, &'a Value)]) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<&str, Vec<(&str, &Value)>> = BTreeMap::new();
    for (path, value) in entries {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        groups.entry(name).or_default().push((rest, value));
    }
    groups.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_sets_maps_and_scalars_are_told_apart() {
        let flat = [
            ("id", "sg-1"),
            ("tags.%", "1"),
            ("tags.a.b", "x"),
            ("ingress.#", "1"),
            ("ingress.253.from_port", "443"),
            ("ingress.253.cidr_blocks.#", "2"),
            ("ingress.253.cidr_blocks.0", "10.0.0.0/8"),
            ("ingress.253.cidr_blocks.1", "11.0.0.0/8"),
            ("egress.#", "0"),
        ];
        let flat = flat.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect();
        let cidrs = Value::list(vec!["10.0.0.0/8".into(), "11.0.0.0/8".into()]);
        let rule = Value::map([("from_port", Value::from("443")), ("cidr_blocks", cidrs)]);
        let expected = Value::map([
            ("id", Value::from("sg-1")),
            ("tags", Value::map([("a.b", Value::from("x"))])),
            ("ingress", Value::list(vec![rule])),
            ("egress", Value::list(vec![])),
        ]);
        assert_eq!(Value::Map(expand(&flat)), expected);
    }

    #[test]
    fn endless_paths_end() {
        let path = vec!["a"; 100_000].join(".");
        let flat = BTreeMap::from([(path, Value::from("x"))]);
        assert_eq!(expand(&flat).len(), 1);
    }
}
