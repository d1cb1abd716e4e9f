//! What became of findings over the runs that were kept.
//!
//! A finding is known by its fingerprint. In each run it is *open*, *mended*, *accepted*, or the run
//! could not tell: its check was not assessed, its rule did not run, or the rule could not see all
//! subjects. Such a run says nothing, and never that the finding is mended.

use std::collections::{BTreeMap, BTreeSet};

use super::index::Run;
use super::ledger::{Ledger, Line, Standing};
use crate::finding::{AuditReport, Course, Fingerprint, Gone, Past, Trend};

/// A finding flaps that changed this often between open and mended …
const CHANGES: usize = 3;
/// … in the last runs, so many.
const WINDOW: usize = 8;
const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// Where a finding stands in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Mended,
    Accepted,
}

/// What is known of one finding, run after run.
#[derive(Clone, Debug, Default)]
struct Story {
    /// The last state that a run could tell.
    state: Option<State>,
    first_seen: Option<String>,
    since: String,
    open_runs: usize,
    /// The runs in which it changed between open and mended.
    changed_in: Vec<usize>,
}

impl Story {
    fn goes_on(&mut self, at: &Run, number: usize, state: State) {
        if state == State::Open {
            self.open_runs += 1;
            if self.first_seen.is_none() {
                self.first_seen = Some(at.at.clone());
            }
            if self.state != Some(State::Open) {
                self.since.clone_from(&at.at);
            }
        }
        let changed = matches!(
            (self.state, state),
            (Some(State::Open), State::Mended) | (Some(State::Mended), State::Open)
        );
        // Of what was never open there is nothing to tell.
        if changed && self.open_runs > usize::from(state == State::Open) {
            self.changed_in.push(number);
        }
        self.state = Some(state);
    }

    fn flaps(&self, now: usize) -> bool {
        self.changed_in.iter().filter(|n| **n + WINDOW > now).count() >= CHANGES
    }
}

/// The state of a finding in a run; `None` where the run could not tell.
fn state(ledger: &Ledger, fingerprint: &str, line: &Line) -> Option<State> {
    match ledger.lines.get(fingerprint).map(|line| line.standing) {
        Some(Standing::Open) => Some(State::Open),
        Some(Standing::Accepted) => Some(State::Accepted),
        Some(Standing::Untold) => None,
        None => ledger.saw(line).then_some(State::Mended),
    }
}

/// Tells a report what earlier runs say. `earlier` are the runs before it, the oldest first, each
/// with its ledger where that could be read.
pub fn tell(report: &mut AuditReport, this: &Run, earlier: &[(&Run, Option<&Ledger>)]) {
    let now = Ledger::of(report);
    let told: Vec<(&Run, &Ledger)> =
        earlier.iter().filter_map(|(run, ledger)| ledger.map(|l| (*run, l))).collect();
    let mut trend = Trend {
        since_run: told.last().map(|(run, _)| run.id.clone()),
        runs: earlier.iter().map(|(run, _)| run.point()).chain([this.point()]).collect(),
        gone: Vec::new(),
        notes: notes(this, earlier),
    };
    if let Some((_, last)) = told.last() {
        let mut known: BTreeMap<&str, &Line> = BTreeMap::new();
        for (_, ledger) in &told {
            known.extend(ledger.lines.iter().map(|(f, line)| (f.as_str(), line)));
        }
        known.extend(now.lines.iter().map(|(f, line)| (f.as_str(), line)));
        let ever_ran: BTreeSet<&str> =
            told.iter().flat_map(|(_, l)| l.rules.iter().map(String::as_str)).collect();
        let mut pasts: BTreeMap<&str, Past> = BTreeMap::new();
        for (fingerprint, line) in known {
            let mut story = Story::default();
            for (number, (run, ledger)) in told.iter().enumerate() {
                if let Some(state) = state(ledger, fingerprint, line) {
                    story.goes_on(run, number, state);
                }
            }
            let before = story.clone();
            let state = state(&now, fingerprint, line);
            if let Some(state) = state {
                story.goes_on(this, told.len(), state);
            }
            let flaps = story.flaps(told.len());
            if state == Some(State::Open) {
                let course = match before.state {
                    _ if flaps => Course::Flapping,
                    Some(State::Open) => Course::Persisting,
                    Some(State::Accepted) => Course::Reopened,
                    Some(State::Mended) if before.open_runs > 0 => Course::Reopened,
                    Some(State::Mended) => Course::New,
                    None if ever_ran.contains(line.rule.as_str()) => Course::New,
                    None => Course::RuleNew,
                };
                pasts.insert(fingerprint, past(course, &story, this));
            } else if before.state == Some(State::Open)
                && (state.is_some() || was_open(last, fingerprint))
            {
                let course = match state {
                    Some(State::Mended) if flaps => Course::Flapping,
                    Some(State::Mended) => Course::Resolved,
                    Some(State::Accepted) => Course::Accepted,
                    _ => Course::Lost,
                };
                let Past { first_seen, age_days, .. } = past(course, &before, this);
                trend.gone.push(Gone {
                    fingerprint: Fingerprint::from(fingerprint.to_owned()),
                    rule: line.rule.clone(),
                    severity: line.severity,
                    subject: line.subject.clone(),
                    course,
                    first_seen,
                    age_days,
                });
            }
        }
        for finding in &mut report.findings {
            finding.past = pasts.remove(finding.fingerprint.as_str());
        }
        trend.gone.sort_by(|a, b| {
            let key = |g: &Gone| (g.course, std::cmp::Reverse(g.severity));
            key(a).cmp(&key(b)).then_with(|| (&a.rule, &a.subject).cmp(&(&b.rule, &b.subject)))
        });
    }
    report.trend = Some(trend);
}

/// Whether a finding was open in a run.
fn was_open(ledger: &Ledger, fingerprint: &str) -> bool {
    ledger.lines.get(fingerprint).is_some_and(|line| line.standing == Standing::Open)
}

fn past(course: Course, story: &Story, this: &Run) -> Past {
    let first_seen = story.first_seen.clone().unwrap_or_else(|| this.at.clone());
    Past {
        course,
        first_seen,
        since: story.since.clone(),
        age_days: days(&story.since, &this.at),
        open_runs: story.open_runs,
        changes: story.changed_in.len(),
    }
}

/// Whole days between two moments; none when the second is earlier.
fn days(from: &str, to: &str) -> u64 {
    let seconds = |text: &str| text.parse::<jiff::Timestamp>().ok().map(|t| t.as_second());
    match (seconds(from), seconds(to)) {
        (Some(from), Some(to)) => u64::try_from((to - from) / SECONDS_A_DAY).unwrap_or_default(),
        _ => 0,
    }
}

fn notes(this: &Run, earlier: &[(&Run, Option<&Ledger>)]) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some((last, _)) = earlier.last()
        && last.at > this.at
    {
        notes.push(format!(
            "a clock went backwards: the run before was assessed at {}, this one at {}; runs are in \
             the order in which they were kept",
            last.at, this.at
        ));
    }
    let unread = earlier.iter().filter(|(_, ledger)| ledger.is_none()).count();
    if unread > 0 {
        let runs =
            if unread == 1 { "1 earlier run".to_owned() } else { format!("{unread} earlier runs") };
        notes.push(format!("the findings of {runs} could not be read: ages may be too small"));
    }
    if let Some((last, _)) = earlier.last()
        && last.tool_version != this.tool_version
    {
        notes.push(format!(
            "the run before was made by passmuster {}, this one by {}",
            last.tool_version, this.tool_version
        ));
    }
    notes
}

#[cfg(test)]
mod tests;
