//! Joins states with what runs.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::super::parts::{Parts, names_of, owner_of};
use super::groups::{self, Groups};
use super::{Autoscaled, Context, Drift, Found, Joined, Recorded};
use crate::kinds;
use crate::model::{
    Completeness, Condition, Coverage, Map, Reason, Region, Resource, Side, Site, Snapshot, Text,
    Unknown, Value, is_managed_kind,
};

/// Kind, region and id (identity where the provider makes up the id): what makes two entries one
/// object.
type Key = (&'static str, Option<Region>, Text);

/// Live resources by key; of global ones each account may have one.
type Running = HashMap<Key, Vec<(Arc<Resource>, bool)>, RandomState>;

pub(super) fn key_of(resource: &Resource) -> Option<Key> {
    let kind = kinds::kind(&resource.kind)?;
    let region = match kind.scope {
        kinds::Scope::Global => None,
        kinds::Scope::Regional => resource.site.region.clone(),
    };
    if kinds::has_made_up_id(kind.name) {
        let known = kind.identity.iter().filter_map(|name| resource.text(name));
        let parts: Vec<&str> = known.filter(|text| !text.is_empty()).collect();
        return (!parts.is_empty()).then(|| (kind.name, region, Text::from(parts.join(" "))));
    }
    Some((kind.name, region, resource.id.clone()?))
}

pub(super) fn join(state: Snapshot, live: Snapshot, sites: [&Site; 2]) -> Joined {
    let mut running = Running::default();
    let mut autoscaled = Autoscaled::listed(&live.coverage);
    let mut others = Vec::new();
    for resource in live.resources {
        autoscaled.note(&resource);
        match key_of(&resource).filter(|_| is_managed_kind(&resource.kind)) {
            Some(key) => running.entry(key).or_default().push((resource, false)),
            None => others.push(resource),
        }
    }
    let mut joiner = Joiner {
        live: &live.coverage,
        sites,
        running,
        resources: Vec::with_capacity(state.resources.len()),
        recorded: Vec::new(),
    };
    for resource in &state.resources {
        joiner.add(resource);
    }
    let Joiner { running, mut resources, recorded, .. } = joiner;
    let parts = Parts::of(&state.resources);
    resources.extend(others);
    let mut left: Vec<Arc<Resource>> =
        running.into_values().flatten().filter(|(_, taken)| !taken).map(|(r, _)| r).collect();
    left.sort_by(|a, b| (&a.kind, &a.address).cmp(&(&b.kind, &b.address)));
    let (unrecorded, doubtful) = unrecorded(&left, &state.resources, &recorded, &live.coverage);
    resources.extend(unrecorded.iter().cloned());
    let by_state =
        recorded.iter().enumerate().map(|(at, r)| (Arc::as_ptr(&r.state).addr(), at)).collect();
    let by_live = recorded.iter().enumerate().filter_map(|(at, r)| match &r.live {
        Found::There(live) => Some((Arc::as_ptr(live).addr(), at)),
        Found::Gone | Found::NotKnown(_) => None,
    });
    let by_live = by_live.collect();
    let by_doubt =
        doubtful.iter().enumerate().map(|(at, (r, _))| (Arc::as_ptr(r).addr(), at)).collect();
    let kinds = recorded.iter().map(|r| r.state.kind.clone()).collect();
    let context = Context::of_one_side(kinds);
    let groups = Groups::new(&state.resources, &context);
    let mut files = state.meta.files;
    files.extend(live.meta.files);
    let mut coverage = state.coverage;
    let unread = coverage.gaps().first();
    let unread = unread.map(|g| Arc::new(Unknown::new(g.reason, g.detail.as_str())));
    coverage.join(live.coverage);
    Joined {
        resources,
        coverage,
        files,
        drift: Drift {
            context,
            recorded,
            unrecorded,
            by_state,
            by_live,
            parts,
            autoscaled,
            groups,
            unread,
            doubtful,
            by_doubt,
        },
    }
}

struct Joiner<'a> {
    live: &'a Coverage,
    sites: [&'a Site; 2],
    running: Running,
    resources: Vec<Arc<Resource>>,
    recorded: Vec<Recorded>,
}

impl Joiner<'_> {
    fn add(&mut self, state: &Arc<Resource>) {
        let key = key_of(state).filter(|_| is_managed_kind(&state.kind));
        let (Some(key), Some(side)) = (key, self.looked_for(state)) else {
            // What the group lets through is told by the group as it runs.
            let told = state.kind.as_str() == groups::OLDER && self.group_runs(state);
            if !told {
                self.resources.push(stand_in(state));
            }
            return;
        };
        if matches!(state.condition, Condition::Deposed(_)) {
            // Recorded as to be destroyed: whether it still runs does not matter.
            self.take(&key, state);
            return;
        }
        let live = match self.take(&key, state) {
            Some(live) => {
                self.resources.push(Arc::new(merged(state, &live)));
                Found::There(live)
            }
            None => match self.live.of(side, key.0) {
                Completeness::Complete => Found::Gone,
                other => {
                    let why = Arc::new(why(&other, key.0));
                    self.resources.push(Arc::new(shell(state, &why)));
                    Found::NotKnown(why)
                }
            },
        };
        self.recorded.push(Recorded { state: Arc::clone(state), live });
    }

    fn group_runs(&self, rule: &Resource) -> bool {
        let group = owner_of(rule).map(Text::from);
        let key = |kind| Some((kind, rule.site.region.clone(), group.clone()?));
        ["aws_security_group", "aws_default_security_group"]
            .into_iter()
            .filter_map(key)
            .any(|key| self.running.contains_key(&key))
    }

    /// The side on which the resource's kind was looked for; `None` when nobody looked there.
    fn looked_for(&self, state: &Resource) -> Option<Side> {
        let kind = kinds::kind(&state.kind)?;
        let side = match (kind.scope, &state.site.region) {
            (kinds::Scope::Global, _) => {
                // Asked through whichever side could be reached.
                let reached = [Side::Primary, Side::Dr].into_iter();
                reached.into_iter().find(|s| self.kinds_of(*s, kind.name))?
            }
            (kinds::Scope::Regional, Some(region)) => {
                let here = |site: &&&Site| site.region.as_ref() == Some(region);
                self.sites.iter().find(here)?.side
            }
            (kinds::Scope::Regional, None) => return None,
        };
        self.kinds_of(side, kind.name).then_some(side)
    }

    fn kinds_of(&self, side: Side, kind: &str) -> bool {
        // AWS knows rules of the older style under no id.
        kind != groups::OLDER
            && self.live.kinds_looked_for(side).is_some_and(|kinds| kinds.contains(kind))
    }

    fn take(&mut self, key: &Key, state: &Resource) -> Option<Arc<Resource>> {
        let same_account = |live: &Resource| {
            live.site.account.is_none()
                || state.site.account.is_none()
                || live.site.account == state.site.account
        };
        // Some names are unique only within their owner: a policy within its group.
        let identity = kinds::kind(&state.kind).map_or(&[][..], |k| k.identity);
        let alike =
            |live: &Resource| identity.iter().all(|n| live.attribute(n) == state.attribute(n));
        let found = self.running.get_mut(key)?;
        let free = |(live, taken): &&mut (Arc<Resource>, bool)| !*taken && same_account(live);
        let alike = found.iter_mut().filter(free).position(|(live, _)| alike(live)).unwrap_or(0);
        let (live, taken) = found.iter_mut().filter(free).nth(alike)?;
        *taken = true;
        Some(Arc::clone(live))
    }
}

/// A recorded resource beside live ones: those have the provider's default tags among their tags.
fn stand_in(state: &Arc<Resource>) -> Arc<Resource> {
    match (state.attribute("tags"), state.attribute("tags_all")) {
        (Some(own), Some(all)) if own != all => {
            let attributes = Arc::new(state.attributes.with("tags", all.clone()));
            Arc::new(Resource { attributes, ..state.as_ref().clone() })
        }
        _ => Arc::clone(state),
    }
}

/// The live values under the state's name; what no call tells is as the state has it.
fn merged(state: &Resource, live: &Resource) -> Resource {
    let mut entries: Vec<(Text, Value)> =
        live.attributes.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let untold = state.attributes.iter().filter(|(name, _)| live.attributes.get(name).is_none());
    entries.extend(untold.map(|(k, v)| (k.clone(), v.clone())));
    Resource {
        attributes: Arc::new(Map::new(entries, live.attributes.flavour())),
        name: live.name.clone().or_else(|| state.name.clone()),
        provenance: live.provenance.clone(),
        ..state.clone()
    }
}

fn why(completeness: &Completeness<'_>, kind: &str) -> Unknown {
    match completeness {
        Completeness::Partial(gaps) => match gaps.first() {
            Some(gap) => Unknown::new(gap.reason, gap.detail.as_str()),
            None => Unknown::new(Reason::NotCollected, kind),
        },
        _ => Unknown::new(Reason::NotCollected, format!("{kind} was not looked for")),
    }
}

/// A recorded resource that nobody could look at: its names alone, open for the rest.
fn shell(state: &Resource, why: &Arc<Unknown>) -> Resource {
    let table = kinds::kind(&state.kind);
    let named = |name: &str| {
        name == "id"
            || super::super::context::identifier_attribute(name).is_some()
            || table.is_some_and(|k| k.names.contains(&name) || k.identity.contains(&name))
    };
    let kept = state.attributes.iter().filter(|(name, _)| named(name));
    let entries = kept.map(|(k, v)| (k.clone(), v.clone())).collect();
    let map = Map::new(entries, state.attributes.flavour()).opened(Arc::clone(why));
    Resource { attributes: Arc::new(map), ..state.clone() }
}

/// Resources with the reason why it cannot be told whether AWS made them.
pub(super) type Doubtful = Vec<(Arc<Resource>, Arc<Unknown>)>;

/// The live resources that somebody made without Terraform, and those of which that cannot be told.
fn unrecorded(
    left: &[Arc<Resource>],
    states: &[Arc<Resource>],
    recorded: &[Recorded],
    coverage: &Coverage,
) -> (Vec<Arc<Resource>>, Doubtful) {
    let there = recorded.iter().filter_map(|r| match &r.live {
        Found::There(live) => Some(live.as_ref()),
        Found::Gone | Found::NotKnown(_) => None,
    });
    let parts = Parts::of(states);
    // States of a region that could not be reached count as well.
    let originals: Vec<&Resource> = states.iter().map(AsRef::as_ref).chain(there).collect();
    let running = || left.iter().map(AsRef::as_ref);
    let known: BTreeSet<&str> =
        originals.iter().copied().chain(running()).flat_map(names_of).collect();
    let made = kinds::MadeByAws::among(running().chain(originals.iter().copied()));
    let mut kept = Vec::new();
    let mut doubtful = Vec::new();
    for resource in left {
        if made.contains(resource) || is_copy(resource, &originals) {
            continue;
        }
        let ownerless = || {
            let (_, attribute) = kinds::kind(&resource.kind)?.part_of?;
            resource.attribute(attribute)?.as_unknown().cloned()
        };
        let why = made.perhaps(resource).or_else(|| untold(resource, coverage)).or_else(ownerless);
        if let Some(why) = why {
            doubtful.push((Arc::clone(resource), why));
            continue;
        }
        // What an owner holds is told by the owner itself, unless its parts are recorded.
        let kind = kinds::kind(&resource.kind).map_or("", |k| k.name);
        let told = owner_of(resource).is_some_and(|owner| {
            let mut styles = kinds::siblings(kind).filter(|s| *s != groups::OLDER);
            !styles.any(|s| parts.has(owner, s)) && known.contains(owner)
        });
        if !told {
            kept.push(Arc::clone(resource));
        }
    }
    (kept, doubtful)
}

/// Why it cannot be told whether AWS made a resource: what tells it could not be listed.
fn untold(resource: &Resource, coverage: &Coverage) -> Option<Arc<Unknown>> {
    let own = [resource.side()];
    let sides = match resource.side() {
        Side::Global => &[Side::Primary, Side::Dr][..],
        Side::Primary | Side::Dr => &own[..],
    };
    let told_by = kinds::made_as_told_by(&resource.kind).iter();
    let mut listings = told_by.flat_map(|kind| sides.iter().map(move |side| (side, kind)));
    listings.find_map(|(side, kind)| match coverage.of(*side, kind) {
        Completeness::Partial(gaps) => {
            gaps.first().map(|g| Arc::new(Unknown::new(g.reason, g.detail.as_str())))
        }
        Completeness::Complete | Completeness::Missing => None,
    })
}

/// Whether AWS keeps the resource as a copy of a recorded one in another region, or shows a
/// recorded one in this region too.
fn is_copy(resource: &Resource, originals: &[&Resource]) -> bool {
    let kind = resource.kind.as_str();
    if matches!(kind, "aws_elasticache_global_replication_group" | "aws_rds_global_cluster") {
        return originals.iter().any(|o| o.kind == resource.kind && o.id == resource.id);
    }
    let Some(region) = resource.site.region.as_ref() else { return false };
    let name = match kind {
        "aws_dynamodb_table" | "aws_secretsmanager_secret" => resource.name.clone(),
        "aws_secretsmanager_secret_version" => resource.text("secret_id").and_then(secret_name),
        _ => None,
    };
    let here = |block: &Value| {
        let named = |n: &str| block.as_map()?.get(n)?.as_str();
        named("region_name").or_else(|| named("region")) == Some(region.as_str())
    };
    let copied = |original: &Resource| {
        let replicas = original.attribute("replica").and_then(Value::as_list);
        replicas.is_some_and(|l| l.iter().any(here))
    };
    let original = |o: &Resource| {
        o.name == name
            && matches!(o.kind.as_str(), "aws_dynamodb_table" | "aws_secretsmanager_secret")
    };
    name.is_some() && originals.iter().any(|o| original(o) && copied(o))
}

/// The name in the ARN of a secret, without the six characters that AWS appends.
fn secret_name(arn: &str) -> Option<Text> {
    let (_, tail) = arn.split_once(":secret:")?;
    Some(Text::from(tail.rsplit_once('-').map_or(tail, |(name, _)| name)))
}

/// What is judged where no state is: of two ways to tell a thing the owner's, and nothing that AWS
/// makes by itself.
pub(super) fn alone(resources: &[Arc<Resource>]) -> Vec<Arc<Resource>> {
    let made = kinds::MadeByAws::among(resources.iter().map(AsRef::as_ref));
    let keep = |resource: &Arc<Resource>| {
        !is_managed_kind(&resource.kind)
            || !(made.contains(resource) || kinds::told_by_owner(&resource.kind))
    };
    resources.iter().filter(|r| keep(r)).cloned().collect()
}
