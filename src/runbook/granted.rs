//! What the role that fails over must be allowed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::facts::Facts;
use super::gathered::Gathered;
use super::parts::{Call, Phase};
use super::takeover::Way;
use super::{failback, suffixes, takeover_phases};
use crate::model::{Address, Estate, Resource, Side, Snapshot};

/// The changing calls of a failover and a switchover to DR, with the ARNs that they are made on, by
/// the same commands as [`plan`](super::plan) has, and what is lacking for all of them to be known.
///
/// `pairs` are counterparts, primary first. After a failover the primary of `estate` is the region
/// that writes now; with `failed_over` the calls that rebuild the other region's clusters for the
/// failback are told as well.
#[must_use]
pub fn calls(
    listed: &[Arc<Resource>],
    estate: &Estate,
    pairs: &[[Address; 2]],
    failed_over: bool,
) -> (Vec<Call>, Vec<String>) {
    let mut found = Found::default();
    let mut facts = Facts::new(listed, &estate.primary, &estate.dr, pairs, suffixes(estate));
    let gathered = Gathered::new(&mut facts);
    // What only the steps themselves lack leaves no call unknown.
    found.lack(&facts);
    if let Some(all) = &gathered {
        for planned in [false, true] {
            for phase in takeover_phases(&mut facts, all, Way { to: Side::Dr, planned }) {
                found.add(&phase);
            }
        }
    }
    if failed_over {
        rebuilding(listed, estate, pairs, &mut found);
    }
    (found.calls.into_iter().collect(), found.missing.into_iter().collect())
}

#[derive(Default)]
struct Found {
    calls: BTreeSet<Call>,
    missing: BTreeSet<String>,
}

impl Found {
    fn add(&mut self, phase: &Phase) {
        for command in &phase.commands {
            self.calls.extend(command.grants.iter().map(|(action, arn)| Call {
                step: phase.step,
                action,
                resource_arn: arn.clone(),
                region: command.line.place.region.clone(),
            }));
        }
    }

    fn lack(&mut self, facts: &Facts<'_>) {
        // What is not there at all is told by the rules on it; no call hangs on it.
        let unknown = facts.missing.iter().filter(|m| !m.absent);
        self.missing.extend(unknown.map(|m| format!("{}; {}", m.what, m.mend)));
    }
}

/// The calls of a failback that its takeover does not make: the sides are those of before.
fn rebuilding(
    listed: &[Arc<Resource>],
    estate: &Estate,
    pairs: &[[Address; 2]],
    found: &mut Found,
) {
    let before = Snapshot { resources: listed.to_vec(), ..Snapshot::default() }.turned();
    let (mut primary, mut dr) = (estate.dr.clone(), estate.primary.clone());
    primary.side = Side::Primary;
    dr.side = Side::Dr;
    let pairs: Vec<[Address; 2]> = pairs.iter().map(|[a, b]| [b.clone(), a.clone()]).collect();
    let [a, b] = suffixes(estate);
    let mut facts = Facts::new(&before.resources, &primary, &dr, &pairs, [b, a]);
    let Some(all) = Gathered::new(&mut facts) else { return };
    // What both sides lack was told from the other end.
    facts.missing.clear();
    for phase in failback::rebuild(&mut facts, &all, "0") {
        found.add(&phase);
    }
    found.lack(&facts);
}
