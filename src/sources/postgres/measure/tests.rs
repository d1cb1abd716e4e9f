//! Samples as servers give them, and what they come to.

use std::collections::BTreeMap;

use super::*;
use crate::model::Side;
use crate::sources::postgres::lsn::Lsn;
use crate::sources::postgres::queries::{Control, Sender, Setting};

const LIMIT: usize = 3;

fn limits() -> Limits {
    Limits { samples: LIMIT, ..Limits::default() }
}

fn lsn(low: u32) -> Option<Lsn> {
    Lsn::parse(&format!("0/{low:X}"))
}

fn end(samples: Vec<Sample>, started: f64) -> Known<End> {
    let slot = Setting { value: "dr".to_owned(), unit: None };
    let facts = Facts {
        role: "watcher".to_owned(),
        started: Some(started),
        reads_settings: true,
        reads_stats: true,
        control: Some(Control { system_identifier: "7".to_owned(), timeline: Some(1) }),
        settings: BTreeMap::from([("primary_slot_name".to_owned(), slot)]),
        ..Facts::default()
    };
    Ok(End { facts, samples, broke: None })
}

/// The primary's clock is 1000 s ahead of ours.
fn writer(at: f64, current: u32, replay: u32, replay_lag: Option<f64>) -> Sample {
    let sender = Sender {
        state: Some("streaming".to_owned()),
        replay: lsn(replay),
        replay_lag,
        replied: Some(1000.0 + at),
        slot: Some("dr".to_owned()),
        ..Sender::default()
    };
    Sample {
        at,
        clock: 1000.0 + at,
        current: lsn(current),
        senders: vec![sender],
        ..Sample::default()
    }
}

/// The standby's clock is two hours ahead: it must not matter.
fn standby(at: f64, replay: u32, replayed: f64) -> Sample {
    Sample {
        at,
        clock: 7200.0 + at,
        in_recovery: true,
        receive: lsn(replay),
        replay: lsn(replay),
        replayed: Some(replayed),
        receiver: Receiver::Status { status: "streaming".to_owned(), slot: Some("dr".to_owned()) },
        ..Sample::default()
    }
}

fn judge(primary: Vec<Sample>, dr: Vec<Sample>) -> Replication {
    replication(&end(primary, 1.0), &end(dr, 2.0), &limits())
}

fn lag(found: &Replication) -> f64 {
    found.lag_seconds.clone().unwrap_or(f64::NAN)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn a_standby_where_the_primary_writes_is_not_behind_however_old_the_commit() {
    let found = judge(
        vec![writer(0.0, 100, 100, None), writer(0.25, 100, 100, None)],
        vec![standby(0.0, 100, 100.0), standby(0.25, 100, 100.0)],
    );
    assert_eq!(found.state, Ok(State::Streaming));
    assert_eq!((lag(&found), found.samples), (0.0, 2));
    assert_eq!(found.measured_by, Some("position"));
    assert!(found.clock_difference.is_ok_and(|d| near(d, 6200.0)));
}

#[test]
fn a_standby_that_stands_still_is_as_late_as_its_last_commit_by_the_primarys_clock() {
    let stuck = |at| Sample { paused: true, receive: lsn(900), ..standby(at, 100, 960.0) };
    let found = judge(
        vec![writer(0.0, 900, 100, Some(0.1)), writer(0.25, 950, 100, Some(0.1))],
        vec![stuck(0.0), stuck(0.25), stuck(0.5)],
    );
    assert_eq!(found.state, Ok(State::Paused));
    assert!(near(lag(&found), 40.25), "{found:?}");
    assert_eq!(found.measured_by, Some("commit"));
    assert_eq!((found.lag_bytes, found.receive_lag_bytes), (Ok(850), Ok(50)));
}

#[test]
fn the_first_commit_after_a_quiet_minute_is_no_minute_of_lag() {
    let found = judge(
        vec![writer(0.0, 200, 100, None), writer(0.25, 200, 200, None)],
        vec![standby(0.01, 100, 940.0), standby(0.26, 200, 1000.0)],
    );
    assert!(lag(&found) < 0.3, "{found:?}");
    assert_eq!(found.measured_by, Some("catch-up"));
    // The trailing sample of DR serves as well.
    let found = judge(
        vec![writer(0.0, 200, 100, None)],
        vec![standby(0.01, 100, 940.0), standby(0.3, 200, 1000.0)],
    );
    assert!(lag(&found) < 0.31, "{found:?}");
    // Without it the minute stands.
    let found = judge(vec![writer(0.0, 200, 100, None)], vec![standby(0.01, 100, 940.0)]);
    assert!(lag(&found) > 60.0, "{found:?}");
}

#[test]
fn a_standby_that_moves_is_as_late_as_it_says() {
    let found = judge(
        vec![writer(0.0, 1000, 100, Some(2.0)), writer(0.25, 2000, 300, Some(2.5))],
        vec![standby(0.0, 150, 400.0), standby(0.25, 350, 400.0)],
    );
    assert!(near(lag(&found), 2.5), "{found:?}");
    assert_eq!(found.measured_by, Some("replay_lag"));
}

#[test]
fn the_standbys_word_is_a_lower_bound_too() {
    let found = judge(vec![writer(0.0, 1000, 100, Some(9.0))], vec![standby(0.0, 100, 999.0)]);
    assert!(near(lag(&found), 9.0), "{found:?}");
}

#[test]
fn one_sample_without_an_answer_takes_the_lag_away() {
    let silent = Sample { replayed: None, ..standby(0.25, 150, 0.0) };
    let found = judge(
        vec![writer(0.0, 150, 150, None), writer(0.25, 900, 150, None)],
        vec![standby(0.0, 150, 999.0), silent],
    );
    assert!(found.lag_seconds.is_err(), "{found:?}");
    assert_eq!(found.measured_by, None);
    assert_eq!(found.lag_bytes, Ok(750));
}

#[test]
fn the_worst_sample_decides_the_state() {
    let gone = Sample { receiver: Receiver::Absent, ..standby(0.25, 100, 999.0) };
    let primary = vec![writer(0.0, 100, 100, None), writer(0.25, 100, 100, None)];
    let found = judge(primary.clone(), vec![standby(0.0, 100, 999.0), gone]);
    assert_eq!(found.state, Ok(State::Stopped));
    let waiting = Receiver::Status { status: "waiting".to_owned(), slot: None };
    let waits = Sample { receiver: waiting, ..standby(0.25, 100, 999.0) };
    let found = judge(primary, vec![standby(0.0, 100, 999.0), waits]);
    assert_eq!(found.state, Ok(State::Stopped));
}

#[test]
fn what_the_role_may_not_see_is_asked_of_the_other_end() {
    let hidden = || Sample { receiver: Receiver::Hidden, ..standby(0.0, 100, 999.0) };
    let found = judge(vec![writer(0.0, 100, 100, None)], vec![hidden()]);
    assert_eq!(found.state, Ok(State::Streaming));
    let mut blind = writer(0.0, 100, 100, None);
    blind.senders[0].state = None;
    let found = judge(vec![blind], vec![hidden()]);
    let why = found.state.err().map(|t| t.detail).unwrap_or_default();
    assert!(why.contains("GRANT pg_monitor TO watcher"), "{why}");
}

#[test]
fn a_standby_ahead_of_its_primary_has_another_history() {
    let found = judge(
        vec![writer(0.0, 100, 100, None), writer(0.25, 100, 100, None)],
        vec![standby(0.01, 180, 999.0), standby(0.26, 180, 999.0)],
    );
    assert_eq!(found.state, Ok(State::Broken));
    // One that was read later may be ahead of what was read before.
    let found = judge(vec![writer(0.0, 100, 100, None)], vec![standby(0.01, 180, 999.0)]);
    assert_eq!((found.state.clone(), lag(&found)), (Ok(State::Streaming), 0.0));
}

#[test]
fn who_writes_decides() {
    let writes = |at| writer(at, 100, 100, None);
    let follows = |at| standby(at, 100, 999.0);
    let state = |p, d| judge(p, d).state;
    assert_eq!(state(vec![writes(0.0)], vec![writes(0.0)]), Ok(State::SplitBrain));
    let gone = Sample { receiver: Receiver::Absent, ..follows(0.0) };
    let alone = judge(vec![gone], vec![writes(0.0)]);
    assert_eq!((alone.state, alone.follower), (Ok(State::Promoted), Side::Dr));
    assert_eq!(state(vec![follows(0.0)], vec![follows(0.0)]), Ok(State::Broken));
    let turned = vec![follows(0.0), writes(0.25)];
    assert_eq!(state(vec![writes(0.0), writes(0.25)], turned), Ok(State::Promoted));
}

#[test]
fn one_server_and_strangers_are_no_pair() {
    let one = replication(
        &end(vec![writer(0.0, 100, 100, None)], 1.0),
        &end(vec![writer(0.0, 100, 100, None)], 1.0),
        &limits(),
    );
    assert!(one.state.is_err_and(|t| t.detail.contains("one server")));
    let mut other = end(vec![standby(0.0, 100, 999.0)], 2.0);
    if let Ok(end) = &mut other {
        end.facts.control = Some(Control { system_identifier: "8".to_owned(), timeline: None });
    }
    let strange = replication(&end(vec![writer(0.0, 100, 100, None)], 1.0), &other, &limits());
    assert_eq!(strange.state, Ok(State::Broken));
    assert!(strange.lag_seconds.is_err());
}

#[test]
fn an_end_that_cannot_be_read_is_never_a_pass() {
    let down = || Err(Trouble::new(Reason::Unreachable, "db cannot be reached"));
    let alone = replication(&end(vec![writer(0.0, 100, 100, None)], 1.0), &down(), &limits());
    assert!(alone.state.is_err() && alone.lag_seconds.is_err());
    let silent = Sample { senders: Vec::new(), ..writer(0.0, 100, 100, None) };
    let alone = replication(&end(vec![silent], 1.0), &down(), &limits());
    assert_eq!(alone.state, Ok(State::Stopped));
    let dark = replication(&down(), &end(vec![standby(0.0, 100, 999.0)], 2.0), &limits());
    assert_eq!(dark.state, Ok(State::Streaming));
    assert!(dark.lag_seconds.is_err());
    let over = replication(&down(), &end(vec![writer(0.0, 100, 100, None)], 2.0), &limits());
    assert_eq!(over.state, Ok(State::Promoted));
    let neither = replication(&down(), &down(), &limits());
    assert!(neither.state.is_err());
    let mut cut = end(vec![standby(0.0, 100, 999.0)], 2.0);
    if let Ok(end) = &mut cut {
        end.broke = Some(Trouble::new(Reason::Unreachable, "the connection broke off"));
    }
    let found = replication(&end(vec![writer(0.0, 100, 100, None)], 1.0), &cut, &limits());
    assert!(found.state.is_err_and(|t| t.detail.contains("broke off")));
}

#[test]
fn a_primary_that_follows_dr_is_judged_in_that_direction() {
    // The primary's clock is two hours ahead here, and DR is the one that commits.
    let found = judge(
        vec![standby(0.01, 100, 960.0), standby(0.26, 100, 960.0)],
        vec![writer(0.0, 900, 100, None), writer(0.25, 950, 100, None)],
    );
    assert_eq!((found.state.clone(), found.follower), (Ok(State::Streaming), Side::Primary));
    assert_eq!(found.lag_bytes, Ok(850));
    assert!(near(lag(&found), 40.26), "{found:?}");
    assert_eq!(found.detail, "the primary receives and replays");
    let paused = Sample { paused: true, ..standby(0.01, 100, 960.0) };
    let found = judge(vec![paused], vec![writer(0.0, 900, 100, None)]);
    assert_eq!((found.state, found.follower), (Ok(State::Paused), Side::Primary));
    let ahead = judge(
        vec![standby(0.01, 180, 999.0)],
        vec![writer(0.0, 100, 100, None), writer(0.25, 100, 100, None)],
    );
    assert_eq!((ahead.state, ahead.follower), (Ok(State::Broken), Side::Primary));
    assert!(ahead.detail.starts_with("the primary has replayed up to"), "{}", ahead.detail);
}

#[test]
fn a_primary_that_refuses_to_be_asked_may_write() {
    let lone = |reason| {
        let refused = Err(Trouble::new(reason, "the password is wrong"));
        let writes = replication(&refused, &end(vec![writer(0.0, 9, 9, None)], 2.0), &limits());
        let refused = Err(Trouble::new(reason, "the password is wrong"));
        let follows = replication(&refused, &end(vec![standby(0.0, 9, 9.0)], 2.0), &limits());
        [writes.state, follows.state]
    };
    for reason in [Reason::Denied, Reason::NoValue, Reason::Unreadable] {
        assert!(lone(reason).iter().all(Result::is_err), "{reason:?}");
    }
    for reason in [Reason::Unreachable, Reason::TimedOut] {
        assert_eq!(lone(reason), [Ok(State::Promoted), Ok(State::Streaming)]);
    }
}
