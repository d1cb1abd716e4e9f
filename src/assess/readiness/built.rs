//! Worlds for unit tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compare::{Comparison, PairingOptions};
use crate::model::{
    Address, Condition, Coverage, Estate, Gap, Inventory, Map, MapFlavour, Objectives, Provenance,
    Reason, Region, RegionEvidence, Resource, Side, Site, Text, Unknown, Value, View,
};
use crate::rules::World;

pub(in crate::assess) fn site(side: Side) -> Site {
    let region = match side {
        Side::Primary => Region::parse("us-east-1"),
        Side::Dr => Region::parse("us-west-2"),
        Side::Global => None,
    };
    Site { side, region, account: None }
}

/// A resource; two of one kind and id on both sides are a pair.
pub(in crate::assess) fn resource(
    kind: &str,
    side: Side,
    id: &str,
    attributes: &[(&str, Value)],
) -> Arc<Resource> {
    let entries = attributes.iter().map(|(n, v)| (Text::from(*n), v.clone())).collect();
    Arc::new(Resource {
        kind: Text::from(kind),
        id: Some(Text::from(id)),
        address: Address::new(format!("{kind}.{id}")),
        name: Some(Text::from(id)),
        site: Arc::new(site(side)),
        region_evidence: RegionEvidence::Side,
        attributes: Arc::new(Map::new(entries, MapFlavour::Any)),
        condition: Condition::Current,
        provenance: Provenance::Made,
    })
}

/// A value that nobody was allowed to see.
pub(in crate::assess) fn denied() -> Value {
    Value::unknown(Unknown::new(Reason::Denied, "not for you"))
}

/// A listing of a kind that nobody was allowed to see.
pub(in crate::assess) fn gap(side: Side, kind: &str) -> Gap {
    Gap {
        side: Some(side),
        kind: Some(Text::from(kind)),
        attributes: Vec::new(),
        operation: Text::from("List"),
        iam_action: None,
        reason: Reason::Denied,
        detail: Text::from(format!("no {kind} for you")),
    }
}

/// Both sides, wholly read.
pub(in crate::assess) fn coverage(gaps: Vec<Gap>) -> Coverage {
    let mut coverage = Coverage::default();
    coverage.looked_at(Side::Primary);
    coverage.looked_at(Side::Dr);
    for gap in gaps {
        coverage.add(gap);
    }
    coverage
}

/// Looks at a world that is made of this.
pub(in crate::assess) fn within<T>(
    resources: Vec<Arc<Resource>>,
    coverage: Coverage,
    look: impl FnOnce(&World<'_>) -> T,
) -> T {
    let estate = Estate {
        name: Text::from("shop"),
        primary: site(Side::Primary),
        dr: site(Side::Dr),
        views: BTreeMap::new(),
        networks: BTreeMap::new(),
        dr_name_suffix: Text::new(),
        primary_name_suffix: Text::new(),
        objectives: Objectives::default(),
    };
    let inventory = Inventory::new(resources, coverage, Vec::new());
    let comparison = Comparison::new(&estate, &inventory, &PairingOptions::default());
    look(&World::new(&estate, View::Live, &inventory, &comparison, Text::new()))
}
