//! The gate: fresh live facts, who serves and who waits, and the verdict.

use std::sync::Arc;

use super::Request;
use super::drills::{drill_log, drill_resources};
use super::loading::Prepared;
use crate::assess::topology;
use crate::kinds::{self, Scope};
use crate::model::{Gap, Inventory, Resource, Side, Snapshot, Text};

/// The job's name.
pub const GATE: &str = "gate";

/// Facts from further in the future than this show that a clock is wrong, in seconds.
const SKEW_SECONDS: i64 = 120;

/// What the gate makes of live facts: too old ones are unknown; where the regions have changed
/// their parts, so have the sides.
pub(super) fn facts(prepared: &mut Prepared, request: &Request, mut live: Snapshot) -> Snapshot {
    let limit = prepared.app.gate.max_age_seconds;
    if let Some(why) = out_of_date(&live.meta.taken_at, &request.now, limit) {
        live = live.stale(&why);
    }
    let log = drill_log(&prepared.app, &prepared.base);
    add(&mut live, &["drill.record"], drill_resources(&log, &prepared.app.name));
    let pairs = std::mem::take(&mut prepared.pairs);
    live.resources.extend(pairs.resources);
    live.coverage.join(pairs.coverage);
    let inventory = Inventory::new(live.resources.clone(), live.coverage.clone(), Vec::new());
    let found = topology(&prepared.estate(&inventory), &inventory);
    let turned = found.turned;
    if let Some(gate) = &mut prepared.settings.gate {
        let role = prepared.app.gate.failover_role.as_ref();
        gate.not_visible.extend(role_not_visible(role, &inventory));
        gate.topology = Some(found);
    }
    if turned {
        prepared.turn();
        live = live.turned();
    }
    live
}

/// What nobody told of the role that carries out the failover; `None` when all was told.
fn role_not_visible(role: Option<&Text>, inventory: &Inventory) -> Option<String> {
    if role.is_none() {
        return Some("who may carry out the failover: no failover_role is configured".to_owned());
    }
    // AWS tells of service control policies only where the account is in an organisation and may
    // know: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html>.
    let mut asked = inventory.of_kind("permission.aws_iam_role").peekable();
    let told =
        asked.peek().is_some() && asked.all(|p| p.attribute("allowed_by_organizations").is_some());
    (!told).then(|| {
        "whether service control policies allow the calls of the failover role: the simulation \
         does not say"
            .to_owned()
    })
}

/// What the states record, with the parts of both regions changed. Whoever serves owns the DNS
/// record, whichever region's state recorded it.
pub(super) fn turned(state: Snapshot) -> Snapshot {
    let moves = |r: &Resource| {
        let table = kinds::kind(&r.kind);
        table.is_some_and(|k| k.scope == Scope::Global && k.primary_alone)
    };
    let owned: Vec<Arc<Resource>> =
        state.resources.iter().filter(|r| r.side() == Side::Primary && moves(r)).cloned().collect();
    let mut state = state.turned();
    state.resources.retain(|r| !(r.side() == Side::Dr && moves(r)));
    state.resources.extend(owned);
    state
}

/// Adds facts that do not come from AWS.
fn add(live: &mut Snapshot, kinds: &[&str], (resources, gaps): (Vec<Arc<Resource>>, Vec<Gap>)) {
    for side in [Side::Primary, Side::Dr, Side::Global] {
        live.coverage.looked_for(side, kinds.iter().map(|k| Text::from(*k)));
    }
    live.resources.extend(resources);
    for gap in gaps {
        live.coverage.add(gap);
    }
}

/// Why facts of a moment tell nothing about now; `None` when they do.
fn out_of_date(taken_at: &Text, now: &str, limit_seconds: u64) -> Option<String> {
    let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
    let (Some(taken), Some(now)) = (moment(taken_at), moment(now)) else {
        return Some("the facts carry no time".to_owned());
    };
    let age = now.as_second() - taken.as_second();
    if age < -SKEW_SECONDS {
        return Some(format!("the facts are from {taken_at}, which lies ahead: a clock is wrong"));
    }
    (u64::try_from(age).unwrap_or_default() > limit_seconds).then(|| {
        format!(
            "the facts are {} min old, the limit is {} min: collect again",
            age / 60,
            limit_seconds / 60
        )
    })
}

impl Prepared {
    /// Changes the parts of both regions.
    fn turn(&mut self) {
        let context = &mut self.context;
        std::mem::swap(&mut context.primary, &mut context.dr);
        context.primary.side = context.primary.side.opposite();
        context.dr.side = context.dr.side.opposite();
        let pairing = &mut self.settings.pairing;
        *pairing = std::mem::take(pairing).turned();
        self.turned = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_good_for_a_while() {
        let at = |taken: &str| out_of_date(&Text::from(taken), "2026-11-25T12:00:00Z", 900);
        assert_eq!(at("2026-11-25T11:45:00Z"), None);
        assert_eq!(at("2026-11-25T12:01:00Z"), None);
        assert!(at("2026-11-25T11:44:59Z").is_some_and(|w| w.contains("15 min old")));
        assert!(at("2026-11-25T12:03:00Z").is_some_and(|w| w.contains("clock")));
        assert!(at("").is_some());
    }
}
