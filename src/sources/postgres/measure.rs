//! From the samples of both ends to the state of replication and its lag.
//!
//! The worst of the samples counts.

use super::Limits;
use super::lag::{clock_at, matching, seconds};
use super::queries::{Facts, Receiver, Sample};
use super::trouble::Trouble;
use crate::model::{Reason, Side};

/// What was read of one end.
#[derive(Debug)]
pub(super) struct End {
    pub(super) facts: Facts,
    pub(super) samples: Vec<Sample>,
    /// Why there are no more samples.
    pub(super) broke: Option<Trouble>,
}

/// How it stands with the replication from the end that writes to the one that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The follower receives and replays.
    Streaming,
    /// The follower receives, and does not replay.
    Paused,
    /// DR receives nothing.
    Stopped,
    /// DR writes, and nobody follows it.
    Promoted,
    /// Both ends write.
    SplitBrain,
    /// The ends do not belong together, or not any more.
    Broken,
}

impl State {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Streaming => "streaming",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Promoted => "promoted",
            Self::SplitBrain => "split-brain",
            Self::Broken => "broken",
        }
    }
}

type Known<T> = Result<T, Trouble>;

/// What the samples come to.
#[derive(Clone, Debug)]
pub(super) struct Replication {
    pub(super) state: Known<State>,
    /// Why, in a sentence without a full stop.
    pub(super) detail: String,
    pub(super) lag_seconds: Known<f64>,
    pub(super) lag_bytes: Known<u64>,
    pub(super) receive_lag_bytes: Known<u64>,
    /// How many samples the worst was taken of.
    pub(super) samples: usize,
    pub(super) measured_by: Option<&'static str>,
    /// DR's clock minus the primary's, in seconds.
    pub(super) clock_difference: Known<f64>,
    /// The side that follows: the primary while it is to take over again, else DR.
    pub(super) follower: Side,
}

impl Replication {
    /// Nothing but a state, and why no lag can be told.
    fn without_lag(state: Known<State>, detail: impl Into<String>, why: &Trouble) -> Self {
        let lag = || Err(why.clone());
        Self {
            state,
            detail: detail.into(),
            lag_seconds: lag(),
            lag_bytes: Err(why.clone()),
            receive_lag_bytes: Err(why.clone()),
            samples: 0,
            measured_by: None,
            clock_difference: lag(),
            follower: Side::Dr,
        }
    }

    fn stateless(why: &Trouble) -> Self {
        Self::without_lag(Err(why.clone()), why.detail.clone(), why)
    }

    fn of(state: State, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let why = Trouble::new(Reason::NotCollected, format!("there is no lag: {detail}"));
        Self::without_lag(Ok(state), detail, &why)
    }
}

/// Judges a pair.
pub(super) fn replication(primary: &Known<End>, dr: &Known<End>, limits: &Limits) -> Replication {
    let whole = |end: &'_ Known<End>| match end {
        Err(trouble) => Err(trouble.clone()),
        Ok(End { broke: Some(trouble), .. }) => Err(trouble.clone()),
        Ok(_) => Ok(()),
    };
    match (primary, dr, whole(primary), whole(dr)) {
        (Ok(primary), Ok(dr), Ok(()), Ok(())) => both(primary, dr, limits),
        (Ok(primary), _, Ok(()), Err(why)) => primary_alone(primary, &why),
        (_, Ok(dr), Err(why), Ok(())) => dr_alone(dr, &why),
        (_, _, Err(why), _) | (_, _, _, Err(why)) => Replication::stateless(&why),
        _ => Replication::stateless(&Trouble::new(Reason::NotCollected, "nothing was read")),
    }
}

fn primary_alone(primary: &End, why: &Trouble) -> Replication {
    let sends = primary.samples.last().map(|s| (s.in_recovery, s.senders.is_empty()));
    // The walsenders of others are counted without any privilege.
    if sends == Some((false, true)) {
        let detail = format!("no standby receives from the primary, and {}", why.detail);
        return Replication::without_lag(Ok(State::Stopped), detail, why);
    }
    Replication::stateless(why)
}

fn dr_alone(dr: &End, why: &Trouble) -> Replication {
    // A primary that runs and cannot be asked may write.
    if !matches!(why.reason, Reason::Unreachable | Reason::TimedOut) {
        return Replication::stateless(why);
    }
    let Some(last) = dr.samples.last() else { return Replication::stateless(why) };
    if !last.in_recovery {
        let detail = format!("DR is out of recovery and writes, and {}", why.detail);
        return Replication::without_lag(Ok(State::Promoted), detail, why);
    }
    let (state, detail) = match &last.receiver {
        Receiver::Hidden => return Replication::stateless(why),
        Receiver::Status { status, .. } if status == "streaming" && last.paused => {
            (State::Paused, "replay is paused in DR")
        }
        Receiver::Status { status, .. } if status == "streaming" => {
            (State::Streaming, "DR still receives")
        }
        _ => (State::Stopped, "DR receives nothing"),
    };
    Replication::without_lag(Ok(state), format!("{detail}, and {}", why.detail), why)
}

/// Whether both connections ended at one server.
pub(super) fn is_one_server(primary: &End, dr: &End) -> bool {
    let identifier = |end: &End| end.facts.control.as_ref().map(|c| c.system_identifier.clone());
    let recovers = |end: &End| end.samples.last().map(|s| s.in_recovery);
    // Moments of a start are told to the microsecond.
    primary.facts.started.is_some()
        && primary.facts.started.map(f64::to_bits) == dr.facts.started.map(f64::to_bits)
        && identifier(primary) == identifier(dr)
        && recovers(primary) == recovers(dr)
}

/// The identifiers of two clusters that do not come from one `initdb`.
pub(super) fn strangers<'e>(primary: &'e End, dr: &'e End) -> Option<(&'e str, &'e str)> {
    let (a, b) = (primary.facts.control.as_ref()?, dr.facts.control.as_ref()?);
    let both = (a.system_identifier.as_str(), b.system_identifier.as_str());
    (both.0 != both.1).then_some(both)
}

fn both(primary: &End, dr: &End, limits: &Limits) -> Replication {
    let (Some(writer), Some(standby)) = (primary.samples.last(), dr.samples.last()) else {
        return Replication::stateless(&Trouble::new(Reason::NotCollected, "nothing was sampled"));
    };
    if is_one_server(primary, dr) {
        return Replication::stateless(&one_server());
    }
    let mut found = if let Some((a, b)) = strangers(primary, dr) {
        Replication::of(
            State::Broken,
            format!("the ends are clusters of different origin: system identifiers {a} and {b}"),
        )
    } else if dr.samples.iter().any(|s| s.in_recovery) && !standby.in_recovery {
        Replication::of(State::Promoted, "DR left recovery while it was looked at")
    } else {
        match (writer.in_recovery, standby.in_recovery) {
            (false, false) => Replication::of(
                State::SplitBrain,
                format!(
                    "both ends are out of recovery and write, the primary on timeline {}, DR on {}",
                    timeline(writer),
                    timeline(standby)
                ),
            ),
            (true, false) => turned(primary, dr, limits),
            (true, true) => {
                Replication::of(State::Broken, "both ends are in recovery: neither writes")
            }
            (false, true) => followed(primary, dr, Side::Dr, limits),
        }
    };
    found.clock_difference = Ok(standby.clock - clock_at(writer, standby.at));
    found
}

/// What two ends are that are one.
pub(super) fn one_server() -> Trouble {
    Trouble::new(
        Reason::Unreadable,
        "both ends are one server: give primary and dr the connection strings of two",
    )
}

fn timeline(sample: &Sample) -> String {
    sample.timeline.map_or_else(|| "unknown".to_owned(), |t| t.to_string())
}

/// DR writes and the primary is in recovery: it follows, or is left over.
fn turned(primary: &End, dr: &End, limits: &Limits) -> Replication {
    let found = followed(dr, primary, Side::Primary, limits);
    match &found.state {
        Ok(State::Stopped) => {
            let detail =
                "DR is out of recovery and writes, and the primary receives nothing from it";
            Replication::of(State::Promoted, detail)
        }
        _ => found,
    }
}

/// The end that writes, and the one behind it, in a sentence.
const fn called(follower: Side) -> (&'static str, &'static str) {
    match follower {
        Side::Primary => ("DR", "the primary"),
        _ => ("the primary", "DR"),
    }
}

/// A standby behind the server that writes.
fn followed(leader: &End, standby: &End, follower: Side, limits: &Limits) -> Replication {
    let (leads, follows) = called(follower);
    if let Some((ahead, behind)) = diverged(leader, standby) {
        let detail = format!(
            "{follows} has replayed up to {ahead}, which {leads}, at {behind}, has not written: their histories differ"
        );
        return Replication { follower, ..Replication::of(State::Broken, detail) };
    }
    let mut worst = Replication {
        follower,
        state: link(leader, standby),
        detail: String::new(),
        lag_seconds: Ok(0.0),
        lag_bytes: Ok(0),
        receive_lag_bytes: Ok(0),
        samples: 0,
        measured_by: Some("position"),
        clock_difference: Ok(0.0),
    };
    for at in 0..limits.samples.min(leader.samples.len()).min(standby.samples.len()) {
        let (Some(writer), Some(sample)) = (leader.samples.get(at), standby.samples.get(at)) else {
            break;
        };
        worst.samples += 1;
        let behind = |lsn| Some(writer.current?.since(lsn?));
        let gap = behind(sample.replay);
        // What came from an archive was never received.
        let unreceived = behind(sample.receive.max(sample.replay));
        let told = |what| format!("{follows} tells no {what} position since it started");
        worst.lag_bytes = more(worst.lag_bytes, gap, told("replay"));
        worst.receive_lag_bytes = more(worst.receive_lag_bytes, unreceived, told("receive"));
        let lag = match gap {
            Some(0) => Some((0.0, "position")),
            _ => seconds(at, leader, standby),
        };
        let before = worst.lag_seconds.as_ref().ok().copied();
        worst.measured_by = match (lag, before) {
            (Some((s, by)), Some(b)) if s > b => Some(by),
            (Some(_), Some(_)) => worst.measured_by,
            _ => None,
        };
        worst.lag_seconds = match (lag, worst.lag_seconds) {
            (Some((s, _)), Ok(b)) => Ok(b.max(s)),
            (None, Ok(_)) => Err(Trouble::new(
                Reason::NotCollected,
                format!(
                    "{follows} is behind, and has replayed no commit since it started: how long is not known"
                ),
            )),
            (_, unknown) => unknown,
        };
    }
    worst.detail = match &worst.state {
        Ok(State::Paused) => format!("replay is paused in {follows}"),
        Ok(State::Stopped) => format!("{follows} receives nothing from {leads}"),
        Ok(_) => format!("{follows} receives and replays"),
        Err(why) => why.detail.clone(),
    };
    worst
}

fn more(worst: Known<u64>, next: Option<u64>, otherwise: String) -> Known<u64> {
    let next = next.ok_or_else(|| Trouble::new(Reason::NotCollected, otherwise));
    Ok(worst?.max(next?))
}

/// Where the follower was, and a later place of the writer that lies before it.
fn diverged(primary: &End, dr: &End) -> Option<(String, String)> {
    let later = |sample: &Sample| {
        let after = |p: &&Sample| p.at - p.tolerance > sample.at + sample.tolerance;
        primary.samples.iter().find(after).and_then(|p| p.current)
    };
    dr.samples.iter().find_map(|sample| {
        let (ahead, behind) = (sample.replay?, later(sample)?);
        (ahead > behind).then(|| (ahead.to_string(), behind.to_string()))
    })
}

/// Whether the follower receives, in the worst of the samples.
fn link(primary: &End, dr: &End) -> Known<State> {
    let mut paused = false;
    for (at, sample) in dr.samples.iter().enumerate() {
        paused |= sample.paused;
        match &sample.receiver {
            Receiver::Absent => return Ok(State::Stopped),
            Receiver::Status { status, .. } if status != "streaming" => return Ok(State::Stopped),
            Receiver::Status { .. } => {}
            Receiver::Hidden => match primary.samples.get(at) {
                // The trailing sample of the follower alone.
                None => {}
                Some(writer) => {
                    let row = matching(&writer.senders, &dr.facts, &sample.receiver);
                    match row.and_then(|r| r.state.as_deref()) {
                        Some("streaming" | "catchup") => {}
                        Some(_) => return Ok(State::Stopped),
                        None => return Err(hidden(&dr.facts)),
                    }
                }
            },
        }
    }
    Ok(if paused { State::Paused } else { State::Streaming })
}

fn hidden(facts: &Facts) -> Trouble {
    Trouble::new(
        Reason::Denied,
        format!(
            "the role {} may not see what replication does: GRANT pg_monitor TO {}",
            facts.role, facts.role
        ),
    )
}

#[cfg(test)]
mod tests;
