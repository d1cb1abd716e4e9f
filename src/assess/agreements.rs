//! What the settings agree to, as lines of the report.

use super::{Judged, Settings};
use crate::finding::{AgreementKind, AgreementLine};

/// How many checks each agreement settled: expectations first, then waivers.
pub(super) fn settled(judged: &[Judged], settings: &Settings) -> Vec<usize> {
    let mut counts = vec![0; settings.expectations.len() + settings.waivers.len()];
    for at in judged.iter().filter_map(|one| one.settled_by) {
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
    }
    counts
}

/// Every agreement, in the order of the settings; `settled` is by [`settled`], `accepted` how
/// many checks each acceptance of the gate took.
pub(super) fn lines(
    settings: &Settings,
    settled: &[usize],
    accepted: &[usize],
) -> Vec<AgreementLine> {
    let count = |counts: &[usize], at: usize| counts.get(at).copied().unwrap_or_default();
    let expectations = settings.expectations.iter().enumerate().map(|(at, e)| AgreementLine {
        kind: AgreementKind::Expectation,
        about: e.about(),
        subject: e.subject.to_string(),
        terms: e.pin.words(),
        reason: e.reason.to_string(),
        owner: String::new(),
        until: e.until.to_string(),
        origin: e.origin.to_string(),
        preset: e.preset,
        settled: count(settled, at),
    });
    let first = settings.expectations.len();
    let waivers = settings.waivers.iter().enumerate().map(|(at, w)| AgreementLine {
        kind: AgreementKind::Waiver,
        about: w.rule.to_string(),
        subject: w.accepts.words(),
        terms: "what it finds is accepted".to_owned(),
        reason: w.reason.to_string(),
        owner: w.owner.to_string(),
        until: w.until.to_string(),
        origin: w.origin.to_string(),
        preset: false,
        settled: count(settled, first + at),
    });
    let acceptances = settings.gate.iter().flat_map(|g| &g.accepted).enumerate();
    let acceptances = acceptances.map(|(at, a)| AgreementLine {
        kind: AgreementKind::Acceptance,
        about: a.rule.to_string(),
        subject: String::new(),
        terms: "may stay unassessed".to_owned(),
        reason: a.reason.to_string(),
        owner: a.owner.to_string(),
        until: a.until.to_string(),
        origin: a.origin.to_string(),
        preset: false,
        settled: count(accepted, at),
    });
    expectations.chain(waivers).chain(acceptances).collect()
}
