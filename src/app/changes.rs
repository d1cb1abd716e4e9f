//! Base against head: what the change does to each finding.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::{Accepts, Waiver};
use crate::finding::{AuditReport, Change, ChangeClass, Finding, GapLine, Location, Outcome};
use crate::model::Address;
use crate::sources::git::ChangedLines;

/// Tells every finding of the report by what the change does to it, and lets it point at what
/// the change edits. True when the report has gaps that the base has not.
pub(super) fn classify(
    report: &mut AuditReport,
    base: &AuditReport,
    known: &BTreeSet<Address>,
    lines: &ChangedLines,
    (base_commit, head_commit): (&str, Option<String>),
) -> bool {
    let before: BTreeMap<&str, &Finding> =
        base.findings.iter().map(|f| (f.fingerprint.as_str(), f)).collect();
    for finding in &mut report.findings {
        if let Some(place) = finding.places.iter().find(|p| edits(lines, p)) {
            finding.location = Some(place.clone());
        }
        finding.class = Some(class(finding, &before, known, lines));
    }
    let now: BTreeSet<&str> = report
        .findings
        .iter()
        .filter(|f| matches!(f.outcome, Outcome::Fail | Outcome::Unassessed { .. }))
        .map(|f| f.fingerprint.as_str())
        .collect();
    let fixed = base
        .findings
        .iter()
        .filter(|f| f.outcome == Outcome::Fail && !now.contains(f.fingerprint.as_str()))
        .cloned()
        .map(|mut f| {
            f.class = Some(ChangeClass::Fixed);
            f
        })
        .collect();
    // A gap is the same while its reason is, though its line moves.
    let gap = |g: &GapLine| (g.side.clone(), g.kind.clone(), file_of(&g.operation).to_owned());
    let gaps: BTreeSet<_> = base.gaps.iter().map(gap).collect();
    let known_gaps = report.gaps.iter().filter(|g| gaps.contains(&gap(g))).count();
    let new_gaps = known_gaps < report.gaps.len();
    report.change = Some(Change {
        base: base_commit.to_owned(),
        head: head_commit.filter(|head| head != base_commit),
        fixed,
        known_gaps,
        exceptions: Vec::new(),
    });
    new_gaps
}

/// The file of `infra/main.tf:12:3`.
fn file_of(operation: &str) -> &str {
    operation.split(':').next().unwrap_or(operation)
}

fn class(
    finding: &Finding,
    before: &BTreeMap<&str, &Finding>,
    known: &BTreeSet<Address>,
    lines: &ChangedLines,
) -> ChangeClass {
    let unassessed = matches!(finding.outcome, Outcome::Unassessed { .. });
    let Some(old) = before.get(finding.fingerprint.as_str()) else {
        let there = |address: &str| known.contains(&Address::new(address));
        // What is assessed for the first time cannot have been lost.
        let lost = unassessed && finding.subjects.iter().any(|s| there(&s.address));
        return if lost { ChangeClass::Lost } else { ChangeClass::New };
    };
    match (&old.outcome, &finding.outcome) {
        (Outcome::Unassessed { .. }, Outcome::Unassessed { .. }) => ChangeClass::Existing,
        (_, Outcome::Unassessed { .. }) => ChangeClass::Lost,
        (Outcome::Fail, Outcome::Fail) if finding.severity > old.severity => ChangeClass::Worse,
        (Outcome::Fail, Outcome::Fail) => {
            if finding.message != old.message || finding.evidence != old.evidence {
                ChangeClass::Changed
            } else if finding.places.iter().any(|p| edits(lines, p)) {
                ChangeClass::Touched
            } else {
                ChangeClass::Existing
            }
        }
        // It was declared or accepted, or could not be told, and is a failure now.
        (_, Outcome::Fail) => ChangeClass::New,
        _ => ChangeClass::Existing,
    }
}

/// The exceptions that a change adds, for people.
pub(super) fn added(now: &[Waiver], before: &[Waiver]) -> Vec<String> {
    // Lines move: an exception is the same while rule, file and reason are.
    let key = |w: &Waiver| {
        let place = match &w.accepts {
            Accepts::Line(file, _) => file.clone(),
            Accepts::Finding(fingerprint) => fingerprint.clone(),
            Accepts::Subject(subject) => subject.clone(),
        };
        (w.rule.clone(), place, w.reason.clone(), w.until.clone())
    };
    let known: BTreeSet<_> = before.iter().map(key).collect();
    now.iter()
        .filter(|w| !matches!(w.accepts, Accepts::Subject(_)) && !known.contains(&key(w)))
        .map(|w| format!("{}: {} until {}: {}", w.origin, w.rule, w.until, w.reason))
        .collect()
}

/// Whether the change edits a place.
fn edits(lines: &ChangedLines, place: &Location) -> bool {
    let Some(first) = place.line else { return false };
    let last = place.end_line.unwrap_or(first).max(first);
    let ranges = lines.get(&place.file).map(Vec::as_slice).unwrap_or_default();
    ranges.iter().any(|(from, to)| *from <= last && first <= *to)
}
