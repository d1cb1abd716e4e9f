//! The verdict of the gate in words, for every format that people read.

use std::collections::BTreeMap;

use crate::finding::{
    AuditReport, CapacityLine, Decisive, Level, Readiness, RecoveryTime, StepLine, StoreLag,
    TimePart,
};

/// The verdict in one line.
pub(super) fn headline(readiness: &Readiness) -> String {
    let said = match (readiness.level, readiness.incomplete) {
        (Level::FullyReady, _) => "no known blocker, the drill may start",
        (Level::ReadyWithWarnings, _) => "no known blocker, the drill may start; mind the warnings",
        (_, true) => "it could not be told: the drill must not start",
        (Level::Degraded, false) => "a failover would end degraded: the drill must not start",
        (Level::NotReady, false) => "a failover would fail: the drill must not start",
    };
    format!("{}: {said}", readiness.level)
}

/// The state of the estate, with what it was seen from.
pub(super) fn topology(report: &AuditReport, readiness: &Readiness) -> String {
    let topology = &readiness.topology;
    let mut text = format!("topology {}", topology.state);
    if topology.turned
        && let [primary, dr] = report.sides.as_slice()
    {
        text.push_str(&format!(
            " (the parts have changed: {} serves and is called primary here, {} waits)",
            primary.region, dr.region
        ));
    }
    if !topology.evidence.is_empty() {
        text.push_str(": ");
        text.push_str(&topology.evidence.join("; "));
    }
    text
}

/// Seconds in words: `0.4 s`, `1 min 30 s`, `2 h`.
pub(super) fn seconds(seconds: f64) -> String {
    if seconds < 10.0 && seconds.fract() != 0.0 {
        return format!("{seconds:.1} s");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let whole = seconds.round().clamp(0.0, 1e12) as u64;
    whole_seconds(whole)
}

/// The same for whole seconds.
pub(super) fn whole_seconds(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "min"), (rest, "s")];
    let shown: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    if shown.is_empty() { "0 s".to_owned() } else { shown.join(" ") }
}

fn range(range: (u64, u64)) -> String {
    if range.0 == range.1 {
        whole_seconds(range.0)
    } else {
        format!("{} to {}", whole_seconds(range.0), whole_seconds(range.1))
    }
}

/// Loss and time in one line, each against its objective.
pub(super) fn objectives(readiness: &Readiness) -> String {
    let loss = &readiness.data_loss;
    let lost = match loss.worst_seconds() {
        Some(worst) => format!("data loss now {}", seconds(worst)),
        None if loss.stores.is_empty() => "no replicated data store was seen".to_owned(),
        None => "data loss now not known".to_owned(),
    };
    let objective =
        |s: Option<u64>| s.map_or(String::new(), |s| format!(" (objective {})", whole_seconds(s)));
    let time = &readiness.recovery_time;
    format!(
        "{lost}{} · recovery time {}{}",
        objective(loss.objective_seconds),
        total(time),
        objective(time.objective_seconds)
    )
}

/// The sum of the parts; where one is not known, the least that is certain.
pub(super) fn total(time: &RecoveryTime) -> String {
    match time.range_seconds() {
        Some(sum) => range(sum),
        None => {
            let known = time.parts.iter().filter_map(|p| p.range_seconds).map(|r| r.0).sum();
            format!("at least {}, not all parts are known", whole_seconds(known))
        }
    }
}

/// A step: its number and title, its state, and what stands for or against it.
pub(super) fn step(line: &StepLine) -> [String; 3] {
    let state = match (line.level, line.unassessed) {
        (Level::FullyReady, _) if line.supported_by == 0 => "not checked",
        (Level::FullyReady, _) => "ready",
        (_, true) => "not assessed",
        (Level::ReadyWithWarnings, _) => "with warnings",
        (Level::Degraded, _) => "degraded",
        (Level::NotReady, _) => "BLOCKED",
    };
    let supported = match line.supported_by {
        0 => "no check speaks for it".to_owned(),
        1 => "1 check passed".to_owned(),
        n => format!("{n} checks passed"),
    };
    let said = match line.against.as_slice() {
        [] => supported,
        [one] => brief(one),
        [first, rest @ ..] => format!("{} (and {} more)", brief(first), rest.len()),
    };
    let step = line.step;
    [format!("{} {}", step.number(), step.title()), state.to_owned(), said]
}

/// Characters of a message that a line of a table has room for.
const BRIEF: usize = 100;

/// The first clause of a message; all of it is told with its finding.
fn brief(message: &str) -> String {
    let clause = message.split("; ").next().unwrap_or(message);
    let clause = clause.split(". ").next().unwrap_or(clause);
    if clause.chars().count() <= BRIEF {
        return clause.to_owned();
    }
    let mut cut: String = clause.chars().take(BRIEF).collect();
    cut.push('…');
    cut
}

/// A store: what, lag, how it was measured or why not.
pub(super) fn store(lag: &StoreLag) -> [String; 3] {
    let behind = match (lag.seconds, lag.bytes) {
        (Some(s), Some(bytes)) => format!("{}, {bytes} bytes", seconds(s)),
        (Some(s), None) => seconds(s),
        (None, _) => "not known".to_owned(),
    };
    let how = lag.unknown.clone().unwrap_or_else(|| lag.measured_by.clone());
    [format!("{} {}", lag.store, lag.name), behind, how]
}

/// A part of the recovery time: what, how long, why.
pub(super) fn part(part: &TimePart) -> [String; 3] {
    let long = part.range_seconds.map_or("not known".to_owned(), range);
    [part.what.clone(), long, part.because.clone()]
}

/// What a capacity line says: what, need, have, missing.
pub(super) fn capacity(line: &CapacityLine) -> [String; 4] {
    let shown = |n: &Option<String>| n.clone().unwrap_or_else(|| "not known".to_owned());
    let missing = match (&line.missing, &line.unknown) {
        (Some(n), _) => n.clone(),
        (None, Some(_)) => "not known".to_owned(),
        (None, None) => "none".to_owned(),
    };
    let what = if line.what.contains(&line.subject) {
        line.what.clone()
    } else {
        format!("{} ({})", line.what, line.subject)
    };
    [what, format!("{} {}", shown(&line.need), line.unit), shown(&line.have), missing]
}

/// Messages of one rule that are told before the rest is counted.
const TOLD: usize = 5;

/// What decides the level, rule by rule.
pub(super) struct Why<'r> {
    /// The first of a rule: its name and steps hold for the rest.
    pub(super) first: &'r Decisive,
    /// The first messages.
    pub(super) messages: Vec<&'r str>,
    /// How many more there are.
    pub(super) more: usize,
}

/// What decides the level, in the order of the worst, with the messages of one rule together.
pub(super) fn decisive(readiness: &Readiness) -> Vec<Why<'_>> {
    let mut by_rule: Vec<Why<'_>> = Vec::new();
    let mut places: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for one in &readiness.decisive {
        let at = *places.entry((&one.rule, one.unassessed)).or_insert_with(|| {
            by_rule.push(Why { first: one, messages: Vec::new(), more: 0 });
            by_rule.len() - 1
        });
        let Some(why) = by_rule.get_mut(at) else { continue };
        if why.messages.len() < TOLD {
            why.messages.push(&one.message);
        } else {
            why.more += 1;
        }
    }
    by_rule
}

/// Commands that would ask for what is missing: of several for one quota the one that asks for
/// most.
pub(super) fn commands(readiness: &Readiness) -> Vec<&str> {
    let mut most: BTreeMap<&str, (u64, &str)> = BTreeMap::new();
    for line in readiness.capacity.iter().filter(|line| line.missing.is_some()) {
        let Some(command) = line.command.as_deref() else { continue };
        // The value that is asked for stands last.
        let (quota, value) = command.rsplit_once(' ').unwrap_or((command, ""));
        let value = value.parse().unwrap_or(0);
        let kept = most.entry(quota).or_insert((value, command));
        if value > kept.0 {
            *kept = (value, command);
        }
    }
    most.into_values().map(|(_, command)| command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{DataLoss, Topology, TopologyState};

    #[test]
    fn a_line_has_room_for_the_first_clause() {
        assert_eq!(brief("a is short: 1 missing; ask for it. b"), "a is short: 1 missing");
        assert_eq!(brief("It is gone. Look elsewhere."), "It is gone");
        assert_eq!(brief(&"x".repeat(300)).chars().count(), BRIEF + 1);
    }

    #[test]
    fn of_many_that_decide_the_first_of_each_rule_are_told() {
        let one = |rule: &str, n: usize| Decisive {
            level: Level::NotReady,
            rule: rule.to_owned(),
            unassessed: false,
            steps: Vec::new(),
            message: n.to_string(),
        };
        let many = (0..4000).map(|n| one("many", n)).chain([one("few", 0)]).collect();
        let readiness = Readiness { decisive: many, ..ready() };
        let told = decisive(&readiness);
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].messages.len(), told[0].more), (TOLD, 4000 - TOLD));
        assert_eq!((told[1].messages.as_slice(), told[1].more), (&["0"][..], 0));
    }

    fn ready() -> Readiness {
        Readiness {
            level: Level::NotReady,
            incomplete: false,
            decisive: Vec::new(),
            topology: Topology {
                state: TopologyState::Steady,
                evidence: Vec::new(),
                turned: false,
            },
            steps: Vec::new(),
            data_loss: DataLoss::default(),
            recovery_time: RecoveryTime::default(),
            capacity: Vec::new(),
            accepted: Vec::new(),
            not_visible: Vec::new(),
        }
    }

    #[test]
    fn a_quota_is_asked_for_once() {
        let line = |value: u64| CapacityLine {
            missing: Some("1".to_owned()),
            command: Some(format!("aws service-quotas x --desired-value {value}")),
            ..CapacityLine::default()
        };
        let readiness = Readiness { capacity: vec![line(6), line(100), line(20)], ..ready() };
        assert_eq!(commands(&readiness), ["aws service-quotas x --desired-value 100"]);
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        for (given, said) in
            [(0.0, "0 s"), (0.4, "0.4 s"), (12.0, "12 s"), (90.0, "1 min 30 s"), (7200.0, "2 h")]
        {
            assert_eq!(seconds(given), said);
        }
        assert_eq!(range((60, 60)), "1 min");
        assert_eq!(range((60, 120)), "1 min to 2 min");
    }
}
