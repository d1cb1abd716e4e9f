//! Finding resources, and what is known of a kind.

use std::sync::Arc;

use super::{list, object, resource_at, side_named, text_at};
use crate::compare::attribute_reference;
use crate::kinds;
use crate::lang::{convert, first_unknown, unknown_of};
use crate::model::{Arn, Reason, Resource, Side, Text, Unknown, Value};
use crate::rules::world::World;

/// `resources(kind, { side = "dr" })`: the managed resources of a kind, of all kinds for `*`.
pub(super) fn resources(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let kind = text_at(arguments, 0)?;
    let side = match arguments.get(1) {
        None => None,
        Some(Value::Map(map)) => match map.get("side") {
            Some(Value::String(side)) => Some(side_named(side)?),
            _ => return Err("the second argument is { side = \"…\" }".to_owned()),
        },
        Some(_) => return Err("the second argument is { side = \"…\" }".to_owned()),
    };
    Ok(world.resources(&kind, side))
}

/// What a lookup found, and why there may be more.
type Found = (Vec<Arc<Resource>>, Option<Arc<Unknown>>);

/// Looks up; the inner error is why that is not possible.
fn found(world: &World<'_>, arguments: &[Value]) -> Result<Result<Found, Arc<Unknown>>, String> {
    let kind = text_at(arguments, 0)?;
    let wanted = match arguments.get(1) {
        Some(Value::Map(map)) if !map.is_empty() => map,
        Some(other) if unknown_of(other).is_some() => {
            return Ok(Err(
                first_unknown(other).unwrap_or_else(|| Arc::new(Unknown::new(Reason::NoValue, "")))
            ));
        }
        _ => return Err("the second argument is { attribute = value, … }".to_owned()),
    };
    let side = match wanted.get("side") {
        Some(side) => Some(side_named(&convert::text(side)?)?),
        None => None,
    };
    // What is looked for is only a symbol: not to find it says nothing.
    let mut by_symbol: Option<Arc<Unknown>> = None;
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (name, value) in wanted.iter() {
        if name.as_str() == "side" {
            continue;
        }
        if value.is_null() {
            return Ok(Ok((Vec::new(), None)));
        }
        names.push(name.clone());
        let either = side.unwrap_or(Side::Primary);
        match (world.key(value, either), unknown_of(value)) {
            (Some((text, symbol)), why) => {
                values.push(text);
                by_symbol = by_symbol.or(why.filter(|_| symbol));
            }
            (None, Some(why)) => return Ok(Err(why)),
            (None, None) => values.push(convert::text(value)?),
        }
    }
    let index = world.index(&kind, &names);
    let on_side = |r: &&Arc<Resource>| side.is_none_or(|s| r.side() == s);
    let hits: Vec<Arc<Resource>> = index
        .by_values
        .get(&values)
        .map(|l| l.iter().filter(on_side).cloned().collect())
        .unwrap_or_default();
    if by_symbol.is_some() && hits.is_empty() {
        return Ok(Ok((hits, by_symbol)));
    }
    let symbolic = if by_symbol.is_some() { &[][..] } else { index.symbolic.as_slice() };
    let perhaps = index.perhaps.iter().chain(symbolic).find(on_side).map(|r| {
        let mut why = Unknown::new(
            Reason::NotCollected,
            format!("{} does not say its {}", r.address, names.first().map_or("", Text::as_str)),
        );
        why.refs.push(r.address.clone());
        Arc::new(why)
    });
    Ok(Ok((hits, world.openness(&kind, side).or(perhaps))))
}

/// `lookup_one(kind, { attribute = value })`: the resource; null when it was looked for and is
/// not there; unknown when nobody could look. Of several the first by address.
pub(super) fn lookup_one(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(match found(world, arguments)? {
        Err(why) => Value::Unknown(why),
        Ok((hits, open)) => match (hits.into_iter().next(), open) {
            (Some(hit), _) => Value::Resource(hit),
            (None, Some(why)) => Value::Unknown(why),
            (None, None) => Value::Null,
        },
    })
}

/// `lookup_all(kind, { attribute = value })`: every such resource; open when not all could be
/// looked at.
pub(super) fn lookup_all(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(match found(world, arguments)? {
        Err(why) => list(Vec::new(), Some(why)),
        Ok((hits, open)) => list(hits.into_iter().map(Value::Resource).collect(), open),
    })
}

/// `counterpart(resource)`: the other member of its pair; null when it has none and the other
/// side's listing is complete.
pub(super) fn counterpart(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resource = match resource_at(arguments, 0) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    if let Some(other) = world.comparison.counterpart(&resource) {
        return Ok(Value::Resource(Arc::clone(other)));
    }
    if world.comparison.is_ambiguous(&resource) {
        let why = format!("{} has several possible counterparts", resource.address);
        return Ok(Value::unknown(Unknown::new(Reason::NotCollected, why)));
    }
    let open = world.openness(&resource.kind, Some(resource.side().opposite()));
    Ok(open.map_or(Value::Null, Value::Unknown))
}

/// `kind_of(resource)`: what is known of its kind.
pub(super) fn kind_of(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resource = match resource_at(arguments, 0) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    let kind = kinds::kind(&resource.kind).unwrap_or(&kinds::Kind::PLAIN);
    let owner = kind.part_of.and_then(|(owner, _)| kinds::kind(owner));
    Ok(object([
        ("name", Value::String(resource.kind.clone())),
        ("severity", Value::text(kind.severity.name())),
        ("missing", Value::text(kind.missing.name())),
        ("primary_alone", Value::Bool(kind.primary_alone)),
        ("global", Value::Bool(kind.scope == kinds::Scope::Global)),
        ("part_of", owner.map_or(Value::Null, |o| Value::text(o.name))),
        ("judged_as_facts", Value::Bool(judged_as_facts(world, &resource, kind))),
    ]))
}

/// Whether the resource is a part of another whose pair is compared fact by fact, so that it is
/// judged there. A rule whose group is in none of the sources is not.
fn judged_as_facts(world: &World<'_>, resource: &Resource, kind: &kinds::Kind) -> bool {
    let Some((owner, attribute)) = kind.part_of else { return false };
    if kinds::kind(owner).is_none_or(|o| o.facts.is_empty()) {
        return false;
    }
    match resource.attribute(attribute) {
        Some(Value::String(id)) => {
            let index = world.index(&Text::from(owner), &[Text::from("id")]);
            let owners = index.by_values.get(std::slice::from_ref(id));
            owners.is_some_and(|o| o.iter().any(|o| world.comparison.pair_of(o).is_some()))
        }
        // It may belong to any group: there the doubt is told.
        Some(Value::Unknown(_)) => true,
        _ => false,
    }
}

/// `replicated(resource)`: whether the primary resource says that AWS keeps a replica of it in
/// the DR region.
pub(super) fn replicated(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resource = match resource_at(arguments, 0) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    let Some(region) = world.comparison.context().region(Side::Dr) else {
        let why = Unknown::new(Reason::NoValue, "the region of the dr side is not declared");
        return Ok(Value::unknown(why));
    };
    for (attribute, member) in [("replica", "region"), ("replica", "region_name")] {
        match resource.attribute(attribute) {
            Some(Value::List(blocks)) => {
                let here = |b: &Value| {
                    b.as_map().and_then(|m| m.get(member)).and_then(Value::as_str) == Some(region)
                };
                if blocks.items().iter().any(here) {
                    return Ok(Value::Bool(true));
                }
                if let Some(why) = blocks.openness() {
                    return Ok(Value::Unknown(Arc::clone(why)));
                }
            }
            // A configuration that leaves the replicas out declares none.
            Some(Value::Unknown(why))
                if attribute_reference(why) == Some((resource.address.as_str(), attribute)) => {}
            Some(Value::Unknown(why)) => return Ok(Value::Unknown(Arc::clone(why))),
            _ => {}
        }
    }
    if resource.kind.as_str() == "aws_ecr_repository" {
        return Ok(repository_replicated(world, &resource, region));
    }
    Ok(Value::Bool(false))
}

/// Whether a rule of the registry's replication covers a repository.
fn repository_replicated(world: &World<'_>, repository: &Resource, region: &str) -> Value {
    let name = repository.text("name").unwrap_or_default();
    let blocks = |value: Option<&Value>| -> Vec<Value> {
        value.and_then(Value::as_list).map(<[Value]>::to_vec).unwrap_or_default()
    };
    let get = |v: &Value, name: &str| v.as_map().and_then(|m| m.get(name)).cloned();
    let configurations =
        world.inventory.of_kind_on("aws_ecr_replication_configuration", repository.side());
    for configuration in configurations {
        for outer in blocks(configuration.attribute("replication_configuration")) {
            for rule in blocks(get(&outer, "rule").as_ref()) {
                let to = blocks(get(&rule, "destination").as_ref());
                let filters = blocks(get(&rule, "repository_filter").as_ref());
                let there = to
                    .iter()
                    .any(|d| get(d, "region").as_ref().and_then(Value::as_str) == Some(region));
                let fits = |f: &Value| {
                    get(f, "filter")
                        .as_ref()
                        .and_then(Value::as_str)
                        .is_some_and(|p| name.starts_with(p))
                };
                if there && (filters.is_empty() || filters.iter().any(fits)) {
                    return Value::Bool(true);
                }
            }
        }
    }
    let open = world.openness("aws_ecr_replication_configuration", Some(repository.side()));
    open.map_or(Value::Bool(false), Value::Unknown)
}

/// `arn(text)`: its parts; all null when the text is no ARN. Of an unknown value the region is
/// told where it refers to resources of one region only.
pub(super) fn arn(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let parts = |a: Option<Arn<'_>>| {
        let of = |part: Option<&str>| match part {
            Some(text) if !text.is_empty() => Value::text(text),
            _ => Value::Null,
        };
        object([
            ("partition", of(a.map(|a| a.partition))),
            ("service", of(a.map(|a| a.service))),
            ("region", of(a.map(|a| a.region))),
            ("account", of(a.map(|a| a.account))),
            ("resource", of(a.map(|a| a.resource))),
        ])
    };
    let Some(value) = arguments.first() else { return Err("an ARN is required".to_owned()) };
    match value {
        Value::String(text) => Ok(parts(Arn::parse(text))),
        Value::Null => Ok(parts(None)),
        other => match unknown_of(other) {
            Some(why) => Ok(object([
                ("partition", Value::Unknown(Arc::clone(&why))),
                ("service", Value::Unknown(Arc::clone(&why))),
                ("region", region_of_references(world, &why)),
                ("account", Value::Unknown(Arc::clone(&why))),
                ("resource", Value::Unknown(why)),
            ])),
            None => Err(format!("an ARN is a string, but this is {}", other.type_word())),
        },
    }
}

fn region_of_references(world: &World<'_>, why: &Arc<Unknown>) -> Value {
    let mut region: Option<Text> = None;
    for address in &why.refs {
        let kind = address.resource_part().split('.').next().unwrap_or_default();
        for resource in world.inventory.of_kind(kind).filter(|r| r.address == *address) {
            let Some(own) = &resource.site.region else { return Value::Unknown(Arc::clone(why)) };
            if region.as_ref().is_some_and(|r| r != own.text()) {
                return Value::Unknown(Arc::clone(why));
            }
            region = Some(own.text().clone());
        }
    }
    region.map_or_else(|| Value::Unknown(Arc::clone(why)), Value::String)
}

/// `coalesce_known(a, b, …)`: the first that is known and not null; unknown when one was passed
/// over, null otherwise.
pub(super) fn coalesce_known(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let known = arguments.iter().find(|v| !v.is_null() && unknown_of(v).is_none());
    if let Some(value) = known {
        return Ok(value.clone());
    }
    Ok(arguments.iter().find_map(unknown_of).map_or(Value::Null, Value::Unknown))
}

/// `unknown(why)`: for a rule that sees that it cannot tell.
pub(super) fn unknown(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let why = match arguments.first() {
        Some(value) => crate::finding::show(value),
        None => String::new(),
    };
    Ok(Value::unknown(Unknown::new(Reason::NotCollected, why)))
}
