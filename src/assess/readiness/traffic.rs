//! Whose the DNS records are that clients follow.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::facts::label;
use crate::model::{Estate, Inventory, Region, Resource, Side, Value};

/// Records by the side that they lead to.
#[derive(Default)]
pub(in crate::assess) struct Traffic {
    /// Names that lead to the primary side.
    pub(in crate::assess) primary: Vec<String>,
    /// Names that lead to the DR side.
    pub(in crate::assess) dr: Vec<String>,
}

impl Traffic {
    /// One sentence for each side that records lead to; `regions` are those of both sides.
    pub(super) fn evidence(&self, regions: (&str, &str)) -> Vec<String> {
        let said = |names: &[String], region: &str| {
            (!names.is_empty()).then(|| format!("DNS sends {} to {region}", some(names)))
        };
        let both = [said(&self.primary, regions.0), said(&self.dr, regions.1)];
        both.into_iter().flatten().collect()
    }
}

fn some(names: &[String]) -> String {
    match names {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => names.join(", "),
    }
}

/// Attributes that hold a host name which a record may lead to, by kind.
const HOSTS: &[(&str, &str)] = &[
    ("aws_lb", "dns_name"),
    ("aws_api_gateway_domain_name", "regional_domain_name"),
    ("aws_eip", "public_ip"),
    ("aws_eip", "public_dns"),
];
/// What names of AWS's front doors hold; only these tell the side by the region in them.
const DOORS: &[&str] = &[".elb.", ".execute-api."];

/// A host name as it is compared: without letter case, final dot and the `dualstack.` that an
/// alias may carry.
fn plain(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_prefix("dualstack.").map_or(host.clone(), str::to_owned)
}

/// Host names with the side whose resource answers to them.
fn hosts(inventory: &Inventory) -> BTreeMap<String, Side> {
    let mut hosts = BTreeMap::new();
    let mut add = |resource: &Arc<Resource>, host: Option<&str>| {
        if let Some(host) = host.filter(|h| !h.is_empty()) {
            hosts.insert(plain(host), resource.side());
        }
    };
    for (kind, attribute) in HOSTS {
        for resource in inventory.of_kind(kind) {
            add(resource, resource.text(attribute));
        }
    }
    for domain in inventory.of_kind("aws_apigatewayv2_domain_name") {
        let blocks = domain.attribute("domain_name_configuration").and_then(Value::as_list);
        for block in blocks.unwrap_or_default() {
            let host = block.as_map().and_then(|b| b.get("target_domain_name"));
            add(domain, host.and_then(Value::as_str));
        }
    }
    hosts
}

/// Where a record leads, as far as it is known.
pub(crate) fn targets(record: &Resource) -> Vec<&str> {
    let items = |name: &str| record.attribute(name).and_then(Value::as_list).unwrap_or_default();
    let aliases = items("alias")
        .iter()
        .filter_map(|alias| alias.as_map()?.get("name").and_then(Value::as_str));
    aliases.chain(items("records").iter().filter_map(Value::as_str)).collect()
}

/// What decides whether Route 53 answers with a record; gathered once for all records.
struct Answers<'i> {
    /// Zones that only VPCs see.
    private_zones: HashSet<&'i str>,
    /// Health checks that fail.
    failing: HashSet<&'i str>,
    /// Names and types whose primary record has a health check that fails.
    failed_over: HashSet<(&'i str, &'i str)>,
}

impl<'i> Answers<'i> {
    fn new(inventory: &'i Inventory) -> Self {
        let of_vpcs = |zone: &&Arc<Resource>| {
            let vpcs = zone.attribute("vpc").and_then(Value::as_list);
            vpcs.is_some_and(|v| !v.is_empty())
        };
        // Of several readings of a zone or a health check the first one counts.
        let mut zones = HashSet::new();
        let zones = inventory
            .of_kind("aws_route53_zone")
            .filter(|z| z.text("zone_id").is_some_and(|id| zones.insert(id)));
        let mut checks = HashSet::new();
        let checks = inventory
            .of_kind("status.aws_route53_health_check")
            .filter(|s| s.id.as_deref().is_some_and(|id| checks.insert(id)));
        let mut answers = Self {
            private_zones: zones.filter(of_vpcs).filter_map(|z| z.text("zone_id")).collect(),
            failing: checks
                .filter(|s| s.attribute("healthy").and_then(Value::as_bool) == Some(false))
                .filter_map(|s| s.id.as_deref())
                .collect(),
            failed_over: HashSet::new(),
        };
        answers.failed_over = inventory
            .of_kind("aws_route53_record")
            .filter(|r| part(r).as_ref().and_then(Value::as_str) == Some("PRIMARY"))
            .filter(|r| answers.fails(r))
            .filter_map(|r| Some((r.text("fqdn")?, r.text("type")?)))
            .collect();
        answers
    }

    fn fails(&self, record: &Resource) -> bool {
        record.text("health_check_id").is_some_and(|check| self.failing.contains(check))
    }

    fn is_private(&self, record: &Resource) -> bool {
        record.text("zone_id").is_some_and(|zone| self.private_zones.contains(zone))
    }

    /// Whether Route 53 answers with the record now: not with one of weight 0, and of a failover
    /// pair with the primary's unless its health check fails. See
    /// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-simple-configs.html>.
    fn is_answered(&self, record: &Resource) -> bool {
        if policy(record, "weighted_routing_policy", "weight") == Some(Value::from(0)) {
            return false;
        }
        match part(record).as_ref().and_then(Value::as_str) {
            Some("PRIMARY") => !self.fails(record),
            Some("SECONDARY") => record
                .text("fqdn")
                .zip(record.text("type"))
                .is_some_and(|name| self.failed_over.contains(&name)),
            _ => true,
        }
    }
}

fn policy(record: &Resource, block: &str, name: &str) -> Option<Value> {
    let blocks = record.attribute(block)?.as_list()?;
    blocks.first()?.as_map()?.get(name).cloned()
}

/// `PRIMARY` or `SECONDARY` of a failover pair.
fn part(record: &Resource) -> Option<Value> {
    policy(record, "failover_routing_policy", "type")
}

/// The records that clients follow, each with the side that it leads to; `None` for a target of
/// neither.
pub(crate) fn followed<'i>(
    estate: &Estate,
    inventory: &'i Inventory,
) -> Vec<(&'i Arc<Resource>, Option<Side>)> {
    let hosts = hosts(inventory);
    let answers = Answers::new(inventory);
    let regions = [Side::Primary, Side::Dr]
        .map(|side| (side, estate.site(side).and_then(|s| s.region.as_ref()).map(Region::as_str)));
    let side_of = |target: &str| -> Option<Side> {
        let host = plain(target);
        if let Some(side) = hosts.get(&host) {
            return Some(*side);
        }
        if !DOORS.iter().any(|door| host.contains(door)) {
            return None;
        }
        let holds = |region: &str| host.split('.').any(|part| part == region);
        regions.iter().find(|(_, r)| r.is_some_and(holds)).map(|(side, _)| *side)
    };
    let address = |r: &&Arc<Resource>| matches!(r.text("type"), Some("A" | "AAAA" | "CNAME"));
    inventory
        .of_kind("aws_route53_record")
        .filter(address)
        .filter(|r| !answers.is_private(r) && answers.is_answered(r))
        .map(|record| (record, targets(record).into_iter().find_map(side_of)))
        .collect()
}

/// Whose the records are.
pub(in crate::assess) fn owners(estate: &Estate, inventory: &Inventory) -> Traffic {
    let mut traffic = Traffic::default();
    for (record, side) in followed(estate, inventory) {
        let name = record.text("fqdn").map_or_else(|| label(record).to_owned(), str::to_owned);
        match side {
            Some(Side::Primary) => traffic.primary.push(name),
            Some(Side::Dr) => traffic.dr.push(name),
            Some(Side::Global) | None => {}
        }
    }
    for names in [&mut traffic.primary, &mut traffic.dr] {
        names.sort();
        names.dedup();
    }
    traffic
}
