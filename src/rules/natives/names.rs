//! Names that must be unique beyond one region.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{list, object};
use crate::kinds::{self, NameScope};
use crate::lang::unknown_of;
use crate::model::{Resource, Text, Unknown, Value};
use crate::rules::world::World;

/// `global_names()`: the managed resources whose name must be unique in the account or the world,
/// as `{ name, attribute, scope, resource, key }`. Equal keys collide.
pub(super) fn global_names(world: &World<'_>, _: &[Value]) -> Result<Value, String> {
    let mut items = Vec::new();
    let mut open = None;
    // Kinds that do not occur too: perhaps they only could not be listed.
    for kind in kinds::all() {
        let Some(scope) = scope_of(kind) else { continue };
        let Some(attribute) = kind.names.first().copied() else { continue };
        open = open.or_else(|| world.openness(kind.name, None));
        for resource in world.spellings(kind.name).flat_map(|k| world.inventory.of_kind(k)) {
            items.push(named(resource, kind.name, attribute, scope)?);
        }
    }
    Ok(list(items, open))
}

/// The kinds that [`global_names`] looks at.
pub(in crate::rules) fn globally_named() -> impl Iterator<Item = &'static kinds::Kind> {
    kinds::all().filter(|k| scope_of(k).is_some() && !k.names.is_empty())
}

fn scope_of(kind: &kinds::Kind) -> Option<&'static str> {
    match kind.name_scope {
        _ if !kind.alias_of.is_empty() => None,
        NameScope::Account => Some("account"),
        NameScope::World => Some("world"),
        NameScope::None | NameScope::Region => None,
    }
}

fn named(
    resource: &Arc<Resource>,
    kind: &str,
    attribute: &'static str,
    scope: &'static str,
) -> Result<Value, String> {
    let own = Value::Resource(Arc::clone(resource));
    let name = crate::lang::attribute_of(&own, attribute)?;
    // Two accounts may each have the name; the world has it once.
    let account = match (scope, &resource.site.account) {
        ("world", _) => "",
        (_, Some(account)) => account.as_str(),
        (_, None) => "?",
    };
    let key = match &name {
        Value::String(text) => Value::text(format!("{kind} {account} {text}")),
        other => other.clone(),
    };
    Ok(object([
        ("name", name),
        ("attribute", Value::text(attribute)),
        ("scope", Value::text(scope)),
        ("resource", own),
        ("key", key),
    ]))
}

/// `duplicates(items)`: the members that share their `key`, one entry for each key, as
/// `{ key, members, undecided }`. A member whose key is not known may be a duplicate of any.
pub(super) fn duplicates(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let Some(Value::List(items)) = arguments.first() else {
        return Err("a list is required".to_owned());
    };
    let mut groups: BTreeMap<Text, Vec<Value>> = BTreeMap::new();
    let mut unknown: Option<Arc<Unknown>> = items.openness().cloned();
    for item in items.items() {
        let key = item.as_map().and_then(|m| m.get("key"));
        match key {
            Some(Value::String(key)) => {
                groups.entry(key.clone()).or_default().push(item.clone());
            }
            Some(Value::Null) => {}
            Some(other) => unknown = unknown.or_else(|| unknown_of(other)),
            None => return Err("a member has a key".to_owned()),
        }
    }
    let found = groups
        .into_iter()
        .filter(|(_, members)| members.len() > 1)
        .map(|(key, members)| {
            object([
                ("key", Value::String(key)),
                ("members", list(members, None)),
                ("undecided", Value::Null),
            ])
        })
        .collect();
    Ok(list(found, unknown))
}
