//! What became of an estate between two snapshots of what runs.
//!
//! Resources are joined as in drift, by kind, region and id, and compared by meaning. What is in
//! one snapshot alone has come or gone only where the other's listing was complete; otherwise it
//! cannot be told.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::autoscaled::{Autoscaled, Kept};
use super::joining;
use super::{Context, Drift, Evidence, Pair, diff};
use crate::kinds;
use crate::model::{
    AccountId, Completeness, Difference, Reason, Region, Resource, Side, Snapshot, Text, Unknown,
};

/// What differs between an older and a newer snapshot, each in order of kind and address.
#[derive(Debug, Default)]
pub struct Changes {
    /// What has come.
    pub added: Vec<Arc<Resource>>,
    /// What has gone.
    pub removed: Vec<Arc<Resource>>,
    /// What is in both and not, or perhaps not, the same.
    pub changed: Vec<Changed>,
    /// What is in one of them, while nobody could look for it in the other.
    pub untold: Vec<Untold>,
}

/// A resource that is in both.
#[derive(Debug)]
pub struct Changed {
    /// As it was.
    pub older: Arc<Resource>,
    /// As it is.
    pub newer: Arc<Resource>,
    /// In what it differs: left as it was, right as it is.
    pub differences: Vec<Difference>,
}

/// A resource of which it cannot be told whether it has come or gone.
#[derive(Debug)]
pub struct Untold {
    /// The resource.
    pub resource: Arc<Resource>,
    /// Whether the newer snapshot is the one that has it.
    pub newer: bool,
    /// Why the other does not tell.
    pub why: Unknown,
}

/// What makes two entries one object.
type Key = (Text, Option<Region>, Option<AccountId>, Text);

fn key_of(resource: &Resource) -> Key {
    let account = resource.site.account.clone();
    if let Some((kind, region, id)) = joining::key_of(resource) {
        return (Text::from(kind), region, account, id);
    }
    let id = resource.id.clone().unwrap_or_else(|| resource.address.text().clone());
    (resource.kind.clone(), resource.site.region.clone(), account, id)
}

impl Changes {
    /// Compares two snapshots of the same regions.
    #[must_use]
    pub fn between(older: &Snapshot, newer: &Snapshot) -> Self {
        let (was, is) = (shown(older), shown(newer));
        let mut earlier: HashMap<Key, Vec<&Arc<Resource>>, RandomState> = HashMap::default();
        for resource in &older.resources {
            earlier.entry(key_of(resource)).or_default().push(resource);
        }
        let mut autoscaled = Autoscaled::listed(&newer.coverage);
        let mut kinds = BTreeSet::new();
        for resource in &newer.resources {
            autoscaled.note(resource);
            kinds.insert(resource.kind.clone());
        }
        let context = Context::of_one_side(kinds);
        let mut changes = Self::default();
        for resource in &newer.resources {
            let counterpart = earlier.get_mut(&key_of(resource)).and_then(|same| {
                let alike = same.iter().position(|r| r.address == resource.address);
                (!same.is_empty()).then(|| same.swap_remove(alike.unwrap_or(0)))
            });
            if !is.contains(&at(resource)) {
                continue;
            }
            let Some(earlier) = counterpart else {
                match unseen(older, resource) {
                    None => changes.added.push(Arc::clone(resource)),
                    Some(why) => changes.untold.push(Untold {
                        resource: Arc::clone(resource),
                        newer: true,
                        why,
                    }),
                }
                continue;
            };
            let pair = Pair {
                primary: Arc::clone(earlier),
                dr: Arc::clone(resource),
                evidence: Evidence::Address,
                key: Text::new(),
            };
            let mut differences = diff::differences(&context, &pair, None);
            differences.retain_mut(|d| {
                match autoscaled.within_limits(earlier, resource, &d.path) {
                    Kept::Within => false,
                    Kept::Beyond => true,
                    Kept::Perhaps(why) => {
                        d.undecided.get_or_insert(why);
                        true
                    }
                }
            });
            if !differences.is_empty() {
                let Pair { primary: older, dr: newer, .. } = pair;
                changes.changed.push(Changed { older, newer, differences });
            }
        }
        let gone = earlier.into_values().flatten().filter(|r| was.contains(&at(r)));
        for resource in gone {
            match unseen(newer, resource) {
                None => changes.removed.push(Arc::clone(resource)),
                Some(why) => changes.untold.push(Untold {
                    resource: Arc::clone(resource),
                    newer: false,
                    why,
                }),
            }
        }
        changes.sort();
        changes
    }

    fn sort(&mut self) {
        fn order(resource: &Resource) -> (&Text, &Text) {
            (&resource.kind, resource.address.text())
        }
        self.added.sort_by(|a, b| order(a).cmp(&order(b)));
        self.removed.sort_by(|a, b| order(a).cmp(&order(b)));
        self.changed.sort_by(|a, b| order(&a.newer).cmp(&order(&b.newer)));
        self.untold.sort_by(|a, b| order(&a.resource).cmp(&order(&b.resource)));
    }
}

/// A resource by where it lies in memory: both snapshots outlive the comparison.
fn at(resource: &Arc<Resource>) -> usize {
    Arc::as_ptr(resource).addr()
}

/// What is worth telling: nothing that AWS makes by itself or that its owner tells.
fn shown(snapshot: &Snapshot) -> BTreeSet<usize> {
    Drift::without_state(&snapshot.resources).iter().map(at).collect()
}

/// Why a snapshot that does not have a resource does not tell that there was none.
fn unseen(snapshot: &Snapshot, resource: &Resource) -> Option<Unknown> {
    let scope = kinds::kind(&resource.kind).map(|kind| kind.scope);
    let side = match scope {
        Some(kinds::Scope::Global) => Side::Global,
        _ => resource.side(),
    };
    match snapshot.coverage.of(side, &resource.kind) {
        Completeness::Complete => {}
        Completeness::Partial(gaps) => {
            let gap = gaps.first()?;
            return Some(Unknown::new(gap.reason, gap.detail.as_str()));
        }
        Completeness::Missing => {
            let detail = format!("{} was not looked for", resource.kind);
            return Some(Unknown::new(Reason::NotCollected, detail));
        }
    }
    // Global services are asked once for each account that could be reached.
    let account = resource.site.account.as_ref()?;
    let known = |r: &Arc<Resource>| r.site.account.as_ref().is_none_or(|a| a == account);
    let reached = snapshot.resources.is_empty() || snapshot.resources.iter().any(known);
    (!reached).then(|| {
        Unknown::new(Reason::NotCollected, format!("nothing of account {account} was read"))
    })
}
