//! How long a standby is behind.
//!
//! Lag in seconds is measured by the clock of the primary alone: commits carry its time, so the
//! clocks of the standby and of this machine do not matter. A standby that is where the primary
//! writes is not behind at all. Else the time of the last replayed commit is an upper bound, and
//! far too high after a quiet minute; so it gives way to a tighter bound where there is one: the
//! standby has since passed where the primary was, or it replays steadily and has told the primary
//! how far behind it is.

use super::measure::End;
use super::queries::{Facts, Receiver, Sample, Sender};

/// The row of DR's standby among those that the primary sends to; none where several may be it.
pub(super) fn matching<'s>(
    senders: &'s [Sender],
    dr: &Facts,
    receiver: &Receiver,
) -> Option<&'s Sender> {
    let by_slot = match receiver {
        Receiver::Status { slot: Some(slot), .. } => Some(slot.clone()),
        _ => dr.setting("primary_slot_name").filter(|s| !s.is_empty()).map(str::to_owned),
    };
    let name = dr.reports_as();
    let is = |s: &&Sender| match &by_slot {
        Some(slot) => s.slot.as_ref() == Some(slot),
        None => Some(&s.application_name) == name.as_ref(),
    };
    let mut rows = senders.iter().filter(is);
    rows.next().filter(|_| rows.next().is_none())
}

/// A server's clock at a moment of ours.
pub(super) fn clock_at(sample: &Sample, at: f64) -> f64 {
    sample.clock + (at - sample.at)
}

/// How long DR was behind at a sample, and how that is known.
pub(super) fn seconds(at: usize, primary: &End, dr: &End) -> Option<(f64, &'static str)> {
    let (writer, standby) = (primary.samples.get(at)?, dr.samples.get(at)?);
    let row = |at: usize| {
        let (writer, standby) = (primary.samples.get(at)?, dr.samples.get(at)?);
        matching(&writer.senders, &dr.facts, &standby.receiver).filter(|_| !standby.paused)
    };
    let now = clock_at(writer, standby.at);
    let told = row(at).and_then(|r| r.replay_lag);
    let commit = standby.replayed.map(|t| (now - t).max(0.0)).map(|lag| match told {
        Some(told) if told > lag => (told, "replay_lag"),
        _ => (lag, "commit"),
    });
    // The standby's own word counts while it moves: of one that stands still the last is kept.
    let moves = |other: Option<usize>| {
        let (a, b) = (row(at)?.replay?, row(other?)?.replay?);
        (a != b).then_some(())
    };
    let moving = moves(at.checked_sub(1)).or_else(|| moves(at.checked_add(1)));
    let steady = row(at).and_then(|r| {
        moving?;
        let age = (clock_at(writer, writer.at) - r.replied?).max(0.0);
        Some((r.replay_lag? + age, "replay_lag"))
    });
    let passed = dr.samples.iter().skip(at).find(|later| later.replay >= writer.current);
    let caught_up = passed.filter(|_| writer.current.is_some()).map(|later| {
        let took = (later.at + later.tolerance) - (writer.at - writer.tolerance);
        (took.max(0.0), "catch-up")
    });
    [commit, steady, caught_up].into_iter().flatten().min_by(|a, b| a.0.total_cmp(&b.0))
}
