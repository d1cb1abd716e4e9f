//! Address ranges and availability zones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipnet::IpNet;

use super::{list, object, text_at};
use crate::lang::{first_unknown, unknown_of};
use crate::model::{Reason, Resource, Side, Text, Unknown, Value};
use crate::rules::world::World;

/// `vpc_ranges()`: every range of every VPC, and the declared networks, as
/// `{ cidr, vpc, owner, side, label, attribute }`; `vpc` and `owner` are null for networks.
pub(super) fn vpc_ranges(world: &World<'_>, _: &[Value]) -> Result<Value, String> {
    let mut items = Vec::new();
    let range =
        |cidr: Value, vpc: Value, owner: Value, side: &str, label: &str, at: &'static str| {
            object([
                ("cidr", cidr),
                ("vpc", vpc),
                ("owner", owner),
                ("side", Value::text(side)),
                ("label", Value::text(label)),
                ("attribute", Value::text(at)),
            ])
        };
    for vpc in world.inventory.of_kind("aws_vpc") {
        let label = vpc.name.as_ref().unwrap_or_else(|| vpc.address.text());
        let own = Value::Resource(Arc::clone(vpc));
        let cidr = crate::lang::attribute_of(&own, "cidr_block")?;
        if !cidr.is_null() {
            items.push(range(cidr, own.clone(), own, vpc.side().name(), label, "cidr_block"));
        }
    }
    let mut open = world.openness("aws_vpc", None);
    let more = "aws_vpc_ipv4_cidr_block_association";
    open = open.or_else(|| world.openness(more, None));
    for association in world.inventory.of_kind(more) {
        let id = association.text("vpc_id").map(Text::from);
        let vpc = id.and_then(|id| by(world, "aws_vpc", "id", &id).into_iter().next());
        let own = Value::Resource(Arc::clone(association));
        let cidr = crate::lang::attribute_of(&own, "cidr_block")?;
        let label = match &vpc {
            Some(vpc) => vpc.name.as_ref().unwrap_or_else(|| vpc.address.text()).to_string(),
            None => association.address.to_string(),
        };
        let vpc = vpc.map_or(Value::Null, Value::Resource);
        items.push(range(cidr, vpc, own, association.side().name(), &label, "cidr_block"));
    }
    for (name, cidr) in &world.estate.networks {
        let cidr = Value::String(cidr.clone());
        items.push(range(cidr, Value::Null, Value::Null, "network", name, ""));
    }
    Ok(list(items, open))
}

/// The resources of a kind whose attribute has a value.
fn by(world: &World<'_>, kind: &str, attribute: &str, value: &Text) -> Vec<Arc<Resource>> {
    let index = world.index(&Text::from(kind), &[Text::from(attribute)]);
    index.by_values.get(std::slice::from_ref(value)).cloned().unwrap_or_default()
}

/// Why a resource of a kind may have that value of an attribute although it is not listed.
fn perhaps(world: &World<'_>, kind: &str, attribute: &str) -> Option<Arc<Unknown>> {
    let index = world.index(&Text::from(kind), &[Text::from(attribute)]);
    let resource = index.perhaps.first()?;
    let why = format!("{} does not say its {attribute}", resource.address);
    Some(Arc::new(Unknown::new(Reason::NotCollected, why)))
}

/// `cidr_overlaps(ranges)`: pairs of ranges on different sides that share addresses, as
/// `{ a, b, intersection, addresses, key }`, `b` being the one on the DR side where there is one.
/// A range that is not known overlaps perhaps: one member with `undecided`.
pub(super) fn overlaps(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let Some(Value::List(ranges)) = arguments.first() else {
        return Err("a list of ranges is required".to_owned());
    };
    let mut known: Vec<(IpNet, &Value)> = Vec::new();
    let mut items = Vec::new();
    for range in ranges.items() {
        let cidr = range.as_map().and_then(|m| m.get("cidr"));
        match cidr {
            Some(Value::String(text)) => match text.parse::<IpNet>() {
                Ok(net) => known.push((net.trunc(), range)),
                Err(_) => {
                    return Err(format!("{:?} is not a range in CIDR notation", text.as_str()));
                }
            },
            Some(other) => {
                let why = unknown_of(other).map_or_else(String::new, |u| u.because());
                items.push(object([
                    ("a", range.clone()),
                    ("b", range.clone()),
                    ("intersection", Value::Null),
                    ("addresses", Value::Null),
                    ("key", Value::text("unknown")),
                    ("undecided", Value::text(format!("the range is not known: {why}"))),
                ]));
            }
            None => return Err("a range has a cidr".to_owned()),
        }
    }
    // Sorted by first address, a range overlaps only what is still open: ranges nest or are apart.
    known.sort_by_key(|(net, _)| (net.addr(), net.prefix_len()));
    let mut open: BTreeMap<String, Vec<(IpNet, &Value)>> = BTreeMap::new();
    for (net, range) in known {
        let own = side_of(range);
        for (side, outer) in &mut open {
            if *side == own {
                continue;
            }
            outer.retain(|(outer, _)| outer.contains(&net.network()));
            items.extend(outer.iter().map(|(_, other)| overlap(other, range, net)));
        }
        let beside = open.entry(own).or_default();
        // What no longer reaches this far reaches no later range either.
        while beside.last().is_some_and(|(outer, _)| !outer.contains(&net.network())) {
            beside.pop();
        }
        beside.push((net, range));
    }
    Ok(list(items, ranges.openness().cloned()))
}

fn side_of(range: &Value) -> String {
    let side = range.as_map().and_then(|m| m.get("side")).and_then(Value::as_str);
    side.unwrap_or_default().to_owned()
}

fn overlap(x: &Value, y: &Value, inner: IpNet) -> Value {
    let (sx, sy) = (side_of(x), side_of(y));
    let rank = |s: &str| match s {
        "dr" => 2,
        "primary" => 1,
        _ => 0,
    };
    let (a, b) = if rank(&sx) <= rank(&sy) { (x, y) } else { (y, x) };
    let bits = u32::from(inner.max_prefix_len() - inner.prefix_len());
    let addresses = 1_u128.checked_shl(bits).map_or_else(|| format!("2^{bits}"), |n| n.to_string());
    let cidr = |v: &Value| {
        v.as_map()
            .and_then(|m| m.get("cidr"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    object([
        ("key", Value::text(format!("{} {}", cidr(a), cidr(b)))),
        ("a", a.clone()),
        ("b", b.clone()),
        ("intersection", Value::text(inner.to_string())),
        ("addresses", Value::text(addresses)),
        ("undecided", Value::Null),
    ])
}

/// `vpc_cidrs(vpc_id)`: the ranges of a VPC, managed or read as data; unknown when no source
/// holds the VPC.
pub(super) fn vpc_cidrs(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let id = match arguments.first() {
        Some(Value::Unknown(why)) => match &why.symbol {
            Some(symbol) => symbol.clone(),
            None => return Ok(Value::Unknown(Arc::clone(why))),
        },
        _ => text_at(arguments, 0)?,
    };
    let mut found = Vec::new();
    for kind in ["aws_vpc", "aws_default_vpc", "data.aws_vpc"] {
        for vpc in by(world, kind, "id", &id) {
            found.push(crate::lang::attribute_of(&Value::Resource(vpc), "cidr_block")?);
        }
    }
    if found.is_empty() {
        let why = format!("the VPC {id} is in none of the sources");
        return Ok(Value::unknown(Unknown::new(Reason::NotCollected, why)));
    }
    let more = "aws_vpc_ipv4_cidr_block_association";
    for association in by(world, more, "vpc_id", &id) {
        found.push(crate::lang::attribute_of(&Value::Resource(association), "cidr_block")?);
    }
    let open = world.openness(more, None).or_else(|| perhaps(world, more, "vpc_id"));
    Ok(list(found, open))
}

/// `cidr_within(cidr, ranges)`: whether a range lies inside one of others.
pub(super) fn within(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    for argument in arguments {
        if let Some(why) = unknown_of(argument) {
            return Ok(Value::Unknown(why));
        }
    }
    let inner = text_at(arguments, 0)?;
    let parse =
        |s: &str| s.parse::<IpNet>().map_err(|_| format!("{s:?} is not a range in CIDR notation"));
    let inner = parse(&inner)?;
    let Some(Value::List(ranges)) = arguments.get(1) else {
        return Err("a list of ranges is required".to_owned());
    };
    for range in ranges.items().iter().filter_map(Value::as_str) {
        if parse(range)?.contains(&inner) {
            return Ok(Value::Bool(true));
        }
    }
    let why = ranges.items().iter().find_map(first_unknown).or_else(|| ranges.openness().cloned());
    Ok(why.map_or(Value::Bool(false), Value::Unknown))
}

/// `azs(resources)`: the distinct availability zones, by name where the id is not carried.
pub(super) fn azs(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resources = match arguments.first() {
        Some(Value::List(resources)) => resources,
        Some(other) => match unknown_of(other) {
            Some(why) => return Ok(list(Vec::new(), Some(why))),
            None => return Err("a list of resources is required".to_owned()),
        },
        None => return Err("a list of resources is required".to_owned()),
    };
    let mut zones = BTreeSet::new();
    let mut open = resources.openness().cloned();
    for item in resources.items() {
        let Value::Resource(resource) = item else {
            return Err("a list of resources is required".to_owned());
        };
        match zone(resource) {
            Ok(zone) => {
                zones.insert((resource.side(), zone));
            }
            Err(why) => open = open.or(Some(why)),
        }
    }
    let texts = zones.into_iter().map(|(_, z): (Side, String)| Value::text(z)).collect();
    Ok(list(texts, open))
}

fn zone(resource: &Arc<Resource>) -> Result<String, Arc<Unknown>> {
    for name in ["availability_zone", "availability_zone_id"] {
        if let Some(text) = resource.text(name).filter(|t| !t.is_empty()) {
            return Ok(text.to_owned());
        }
    }
    let value = resource.attribute("availability_zone").and_then(Value::as_unknown).cloned();
    // Members of the list that AWS gives are different zones.
    if let Some(symbol) = value.as_ref().and_then(|why| why.symbol.as_ref())
        && symbol.contains("data.aws_availability_zones.")
    {
        return Ok(symbol.to_string());
    }
    Err(value.unwrap_or_else(|| {
        let why = format!("{} does not say its availability zone", resource.address);
        Arc::new(Unknown::new(Reason::NotCollected, why))
    }))
}
