//! Which side the resources of global services play for.
//!
//! IAM and Route 53 know no regions. A name with the DR suffix, or with a region's name in it,
//! belongs to that side, and so does the name beside it that lacks only the suffix; all others
//! belong to neither until a state says more.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Plan;
use crate::model::{Address, Resource, Side, Site, Text};

/// The resources, sorted, each global one on the side that its name tells.
pub(super) fn told_apart(mut resources: Vec<Arc<Resource>>, plan: &Plan) -> Vec<Arc<Resource>> {
    resources.sort_by(|a, b| (&a.kind, &a.site, &a.id).cmp(&(&b.kind, &b.site, &b.id)));
    let names: BTreeSet<(Text, Text)> = resources
        .iter()
        .filter(|r| r.side() == Side::Global)
        .filter_map(|r| Some((r.kind.clone(), r.name.clone()?)))
        .collect();
    for resource in &mut resources {
        if resource.side() != Side::Global {
            continue;
        }
        let Some(name) = &resource.name else { continue };
        let side =
            side_of(name, plan, |twin| names.contains(&(resource.kind.clone(), Text::from(twin))));
        if side != Side::Global {
            let copy = Arc::make_mut(resource);
            copy.site = Arc::new(Site { side, ..copy.site.as_ref().clone() });
        }
    }
    distinct(&mut resources);
    resources
}

fn side_of(name: &str, plan: &Plan, exists: impl Fn(&str) -> bool) -> Side {
    let suffix = plan.dr_name_suffix.as_str();
    if !suffix.is_empty() {
        if name.ends_with(suffix) {
            return Side::Dr;
        }
        if exists(&format!("{name}{suffix}")) {
            return Side::Primary;
        }
    }
    let names = |region: &crate::model::Region| name.contains(region.as_str());
    match (names(&plan.primary.region), names(&plan.dr.region)) {
        (true, false) => Side::Primary,
        (false, true) => Side::Dr,
        _ => Side::Global,
    }
}

/// Ids are unique within a kind, region and account, addresses must be on a side: the rest of a
/// doubled address gets its place behind it.
fn distinct(resources: &mut [Arc<Resource>]) {
    let mut seen: BTreeSet<(Side, Address)> = BTreeSet::new();
    for resource in resources {
        let mut key = (resource.side(), resource.address.clone());
        let mut nth = 2;
        while seen.contains(&key) {
            key.1 = Address::new(format!("{}#{nth}", resource.address));
            nth += 1;
        }
        if key.1 != resource.address {
            Arc::make_mut(resource).address = key.1.clone();
        }
        seen.insert(key);
    }
}
