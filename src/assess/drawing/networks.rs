//! VPCs with their ranges, subnets and availability zones.

use std::collections::{BTreeSet, HashMap};

use crate::assess::readiness::facts::{incomplete, label, text};
use crate::compare::attribute_reference;
use crate::finding::NetworkDrawn;
use crate::model::{Inventory, Resource, Side, Value};

const VPC: &str = "aws_vpc";
const SUBNET: &str = "aws_subnet";
const ASSOCIATION: &str = "aws_vpc_ipv4_cidr_block_association";

/// What is gathered of one VPC.
struct Gathered<'i> {
    drawn: NetworkDrawn,
    zones: BTreeSet<&'i str>,
    zones_known: bool,
}

/// The VPCs of a side, by address.
pub(super) fn networks(inventory: &Inventory, side: Side) -> Vec<NetworkDrawn> {
    let mut places: HashMap<&str, usize, foldhash::fast::RandomState> = HashMap::default();
    let mut found: Vec<Gathered<'_>> = Vec::new();
    for vpc in inventory.of_kind_on(VPC, side) {
        places.insert(vpc.address.as_str(), found.len());
        if let Some(id) = vpc.id.as_deref() {
            places.insert(id, found.len());
        }
        let drawn = NetworkDrawn {
            name: label(vpc).to_owned(),
            ranges: range(vpc).into_iter().collect(),
            ..NetworkDrawn::default()
        };
        found.push(Gathered { drawn, zones: BTreeSet::new(), zones_known: true });
    }
    for association in inventory.of_kind_on(ASSOCIATION, side) {
        let at = owner(association).and_then(|vpc| places.get(vpc));
        if let Some(one) = at.and_then(|at| found.get_mut(*at)) {
            one.drawn.ranges.extend(range(association).filter(|r| !one.drawn.ranges.contains(r)));
        }
    }
    let mut astray = incomplete(inventory, side, SUBNET).is_some();
    for subnet in inventory.of_kind_on(SUBNET, side) {
        let at = owner(subnet).and_then(|vpc| places.get(vpc));
        let Some(one) = at.and_then(|at| found.get_mut(*at)) else {
            astray |= owner(subnet).is_none();
            continue;
        };
        one.drawn.subnets += 1;
        let mut zone = ["availability_zone", "availability_zone_id"].into_iter();
        match zone.find_map(|name| text(subnet, name).ok().flatten()) {
            Some(zone) => {
                one.zones.insert(zone);
            }
            None => one.zones_known = false,
        }
    }
    let finish = |one: Gathered<'_>| NetworkDrawn {
        // A subnet whose VPC is not known may be anybody's.
        zones: (one.zones_known && !astray).then_some(one.zones.len()),
        ..one.drawn
    };
    found.into_iter().map(finish).collect()
}

/// The IPv4 range of a VPC or an association; that it is not known is said.
fn range(of: &Resource) -> Option<String> {
    match text(of, "cidr_block") {
        Ok(range) => range.map(str::to_owned),
        Err(_) => Some("range not known".to_owned()),
    }
}

/// The id, or in a configuration the address, of the VPC that something belongs to.
fn owner(of: &Resource) -> Option<&str> {
    match of.attribute("vpc_id")? {
        Value::Unknown(why) => attribute_reference(why).map(|(address, _)| address),
        value => value.as_str(),
    }
}
