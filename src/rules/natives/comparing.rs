//! What the comparison knows.

use std::sync::Arc;

use super::{list, object, pair_at, resource_at};
use crate::finding::Severity;
use crate::kinds;
use crate::model::{Difference, Resource, Value, without_members};
use crate::rules::world::World;

/// `differences(pair)`: every attribute in which the members of a pair differ, as
/// `{ path, primary, dr, peer, undecided, severity }`.
pub(super) fn differences(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (primary, dr) = pair_at(arguments)?;
    let Some(pair) = world.comparison.pair_of(&primary).filter(|p| Arc::ptr_eq(&p.dr, &dr)) else {
        return Err("the two are no pair".to_owned());
    };
    let found = world.comparison.differences(pair);
    if found.is_empty() {
        return Ok(list(Vec::new(), None));
    }
    Ok(list(found.into_iter().map(|d| difference(d, &primary)).collect(), None))
}

/// How much a difference of a resource at a path matters.
pub(super) fn severity_of(resource: &Resource, path: &str) -> Severity {
    let path = without_members(path);
    kinds::kind(&resource.kind).map_or(Severity::Medium, |k| k.severity_of(&path))
}

fn difference(difference: Difference, primary: &Resource) -> Value {
    let severity = severity_of(primary, &difference.path);
    object([
        ("path", Value::String(difference.path)),
        ("primary", difference.left.unwrap_or(Value::Null)),
        ("dr", difference.right.unwrap_or(Value::Null)),
        ("peer", Value::Bool(difference.peer)),
        ("undecided", difference.undecided.map_or(Value::Null, Value::String)),
        ("severity", Value::text(severity.name())),
    ])
}

/// `peer_references(resource)`: every text in a DR resource that names the primary region or one
/// of its resources, as `{ path, text, undecided }`.
pub(super) fn peer_references(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resource = match resource_at(arguments, 0) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    let found = world.comparison.peer_references(&resource);
    let item = |r: crate::compare::PeerReference| {
        object([
            ("path", Value::String(r.path)),
            ("text", Value::String(r.text)),
            ("undecided", r.undecided.map_or(Value::Null, Value::text)),
        ])
    };
    Ok(list(found.into_iter().map(item).collect(), None))
}

/// `rule_differences(pair)` of two security groups: what only one of them lets through, as
/// `{ side, key, words, from, undecided }`.
pub(super) fn rule_differences(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (primary, dr) = pair_at(arguments)?;
    let Some(pair) = world.comparison.pair_of(&primary).filter(|p| Arc::ptr_eq(&p.dr, &dr)) else {
        return Err("the two are no pair".to_owned());
    };
    let [only_primary, only_dr] = world.comparison.rule_differences(pair);
    // Rules of their own may be missing from the listing.
    let kinds = [
        "aws_security_group_rule",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    ];
    let open = kinds.iter().find_map(|kind| world.openness(kind, None));
    let doubt = open.as_ref().map(|why| why.because());
    let mut items = Vec::new();
    for (side, facts) in [("primary", only_primary), ("dr", only_dr)] {
        for fact in facts {
            items.push(object([
                ("side", Value::text(side)),
                ("key", Value::text(fact.key)),
                ("words", Value::text(fact.words)),
                ("from", Value::Resource(fact.from)),
                ("undecided", fact.undecided.or(doubt.clone()).map_or(Value::Null, Value::text)),
            ]));
        }
    }
    Ok(list(items, open))
}
