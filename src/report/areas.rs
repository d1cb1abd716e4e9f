//! Findings by area and severity.

use std::collections::BTreeMap;

use super::{Options, listed};
use crate::finding::{AuditReport, Outcome, Severity};

/// One area with what was found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AreaLine {
    /// The area.
    pub(super) area: String,
    /// Failed findings by severity, in the order of [`Severity::ALL`].
    pub(super) failed: [usize; 5],
    /// Checks that could not be assessed.
    pub(super) unassessed: usize,
    /// All checks, decided or not.
    pub(super) checks: usize,
}

impl AreaLine {
    /// The failed findings of one severity.
    pub(super) fn of(&self, severity: Severity) -> usize {
        self.failed.get(severity as usize).copied().unwrap_or_default()
    }

    /// Whether a reader has to look.
    pub(super) fn open(&self) -> bool {
        self.unassessed > 0 || self.failed.iter().any(|n| *n > 0)
    }
}

/// All areas that a rule ran in or a finding is in, the worst first, then by name.
pub(super) fn areas(report: &AuditReport, options: Options) -> Vec<AreaLine> {
    let mut found: BTreeMap<&str, AreaLine> = BTreeMap::new();
    for rule in &report.rules {
        found.entry(&rule.area).or_default().checks += rule.checks.total();
    }
    for finding in &report.findings {
        let line = found.entry(&finding.area).or_default();
        line.unassessed += usize::from(matches!(finding.outcome, Outcome::Unassessed { .. }));
    }
    for finding in listed(report, options).filter(|f| f.outcome == Outcome::Fail) {
        let line = found.entry(&finding.area).or_default();
        if let Some(count) = line.failed.get_mut(finding.severity as usize) {
            *count += 1;
        }
    }
    let mut lines: Vec<AreaLine> =
        found.into_iter().map(|(area, line)| AreaLine { area: area.to_owned(), ..line }).collect();
    let weight = |line: &AreaLine| {
        let mut failed = line.failed;
        failed.reverse();
        (failed, line.unassessed)
    };
    lines.sort_by_key(|line| std::cmp::Reverse(weight(line)));
    lines
}

/// The severities that occur, worst first.
pub(super) fn severities(lines: &[AreaLine]) -> Vec<Severity> {
    Severity::ALL.into_iter().rev().filter(|s| lines.iter().any(|l| l.of(*s) > 0)).collect()
}
