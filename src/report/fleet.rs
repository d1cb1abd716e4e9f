//! The applications of a fleet beside each other, for every format that people read.

use std::cmp::Reverse;

use super::{coverage, past, verdict};
use crate::finding::{Absent, AuditReport, Course, Fleet, Level, Outcome, Severity};

/// One application in the summary.
pub(super) struct AppLine<'r> {
    /// Its report.
    pub(super) report: &'r AuditReport,
    /// The level of the gate, else what the checks say.
    pub(super) verdict: String,
    /// "412 of 431 checks assessed, 3 gaps".
    pub(super) coverage: String,
    /// Open findings: critical, high, medium, and the rest.
    pub(super) open: [usize; 4],
    /// New and re-opened findings since the run before; `None` where nothing was kept.
    pub(super) new: Option<usize>,
    /// Resolved findings since the run before.
    pub(super) resolved: Option<usize>,
    /// Whole days that the oldest open finding is open.
    pub(super) oldest: Option<u64>,
}

/// The applications, the worst first, then by name.
pub(super) fn apps(fleet: &Fleet) -> Vec<AppLine<'_>> {
    let mut lines: Vec<AppLine<'_>> = fleet.reports.iter().map(line).collect();
    lines.sort_by(|a, b| badness(b).cmp(&badness(a)).then(a.report.app.cmp(&b.report.app)));
    lines
}

/// What orders applications: the level, the open findings worst first, then what nobody could
/// tell.
fn badness(line: &AppLine<'_>) -> (Reverse<Option<Level>>, [usize; 5], usize) {
    let level = line.report.readiness.as_ref().map_or(Level::FullyReady, |r| r.level);
    let mut open = open(line.report);
    open.reverse();
    (Reverse(Some(level)), open, line.report.checks.unassessed + line.report.gaps.len())
}

/// Open findings by severity, in the order of [`Severity::ALL`].
fn open(report: &AuditReport) -> [usize; 5] {
    let mut open = [0; 5];
    for finding in report.findings.iter().filter(|f| f.outcome == Outcome::Fail) {
        if let Some(count) = open.get_mut(finding.severity as usize) {
            *count += 1;
        }
    }
    open
}

fn line(report: &AuditReport) -> AppLine<'_> {
    let of = open(report);
    let count = |s: Severity| of.get(s as usize).copied().unwrap_or_default();
    let compared = report.trend.as_ref().filter(|t| t.since_run.is_some());
    let took = |courses: &[Course]| {
        compared.map(|t| courses.iter().map(|c| past::count(report, t, *c)).sum())
    };
    let rest = count(Severity::Low) + count(Severity::Info);
    AppLine {
        report,
        verdict: match &report.readiness {
            Some(readiness) => readiness.level.name().to_owned(),
            None => verdict(report),
        },
        coverage: coverage(report),
        open: [count(Severity::Critical), count(Severity::High), count(Severity::Medium), rest],
        new: took(&[Course::New, Course::Reopened]),
        resolved: took(&[Course::Resolved]),
        oldest: past::oldest(report),
    }
}

/// "payments (part 3/8)", "part 3/8".
pub(super) fn missing(absent: &Absent) -> String {
    match (&absent.app, &absent.part) {
        (Some(app), Some(part)) => format!("{app} (part {part})"),
        (Some(app), None) => app.clone(),
        (None, Some(part)) => format!("part {part}, its applications are not known"),
        (None, None) => "applications that are not known".to_owned(),
    }
}

/// "3 of 5 applications with findings, the worst critical; 1 not assessed".
pub(super) fn headline(fleet: &Fleet) -> String {
    let all = fleet.reports.len();
    let found = fleet.reports.iter().filter(|r| open(r).iter().any(|n| *n > 0));
    let untold = |r: &&AuditReport| r.checks.unassessed > 0 || !r.gaps.is_empty();
    let worst = fleet
        .reports
        .iter()
        .flat_map(|r| &r.findings)
        .filter(|f| f.outcome == Outcome::Fail)
        .map(|f| f.severity)
        .max();
    let noun = if all == 1 { "application" } else { "applications" };
    let mut parts = vec![match worst {
        Some(worst) => {
            format!("{} of {all} {noun} with problems, the worst {worst}", found.count())
        }
        None => format!("no problem in {all} {noun}"),
    }];
    match fleet.reports.iter().filter(untold).count() {
        0 => {}
        n => parts.push(format!("{n} not wholly assessed")),
    }
    match fleet.absent.len() {
        0 => {}
        n => parts.push(format!("{n} NOT ASSESSED at all")),
    }
    parts.join("; ")
}
