//! What short texts about many applications share: counts and the worst findings.

use super::{Options, coverage, listed, verdict};
use crate::finding::{AuditReport, Course, Finding, Outcome, Severity};

/// The failed findings of all applications, worst first; within a severity in the order of the
/// applications.
pub(super) fn worst(reports: &[AuditReport]) -> Vec<(&AuditReport, &Finding)> {
    let failed = |f: &&Finding| f.outcome == Outcome::Fail;
    let mut found: Vec<_> = reports
        .iter()
        .flat_map(|r| listed(r, Options::default()).filter(failed).map(move |f| (r, f)))
        .collect();
    found.sort_by_key(|(_, f)| std::cmp::Reverse(f.severity));
    found
}

/// The checks of all applications that could not be told, with the reasons.
pub(super) fn unassessed(reports: &[AuditReport]) -> Vec<(&AuditReport, &Finding, &[String])> {
    let mut found = Vec::new();
    for report in reports {
        for finding in &report.findings {
            if let Outcome::Unassessed { because } = &finding.outcome {
                found.push((report, finding, because.as_slice()));
            }
        }
    }
    found
}

/// How many findings took each course; `None` where earlier runs were not looked at.
pub(super) fn courses(report: &AuditReport) -> Option<Vec<(Course, usize)>> {
    let trend = report.trend.as_ref()?;
    let open = report.findings.iter().filter(|f| f.outcome == Outcome::Fail);
    let open = open.filter_map(|f| f.past.as_ref().map(|p| p.course));
    let all: Vec<Course> = open.chain(trend.gone.iter().map(|g| g.course)).collect();
    let count = |course: Course| all.iter().filter(|c| **c == course).count();
    Some(Course::ALL.into_iter().map(|c| (c, count(c))).collect())
}

/// `2 new, 0 re-opened, 1 resolved`, and what else there is; `None` where earlier runs were not
/// looked at.
pub(super) fn courses_line(report: &AuditReport) -> Option<String> {
    let always = [Course::New, Course::Reopened, Course::Resolved];
    let parts: Vec<String> = courses(report)?
        .into_iter()
        .filter(|(course, n)| *n > 0 || always.contains(course))
        .map(|(course, n)| format!("{n} {}", course.name()))
        .collect();
    let first = report.trend.as_ref().is_some_and(|t| t.since_run.is_none());
    Some(if first { "the first run that was kept".to_owned() } else { parts.join(", ") })
}

/// How many failed of each severity, worst first, none left out.
pub(super) fn severities(report: &AuditReport) -> Vec<(Severity, usize)> {
    let failed = |s: Severity| {
        let one = |f: &&Finding| f.outcome == Outcome::Fail && f.severity == s;
        report.findings.iter().filter(one).count()
    };
    Severity::ALL.into_iter().rev().map(|s| (s, failed(s))).collect()
}

/// The applications, those with the worst news first: a verdict, coverage and courses each.
pub(super) fn lines(reports: &[AuditReport]) -> Vec<(&AuditReport, String)> {
    let mut all: Vec<_> = reports.iter().collect();
    let weight = |r: &AuditReport| {
        let counts: Vec<usize> = severities(r).into_iter().map(|(_, n)| n).collect();
        (counts, r.checks.unassessed + r.gaps.len())
    };
    all.sort_by_cached_key(|r| std::cmp::Reverse(weight(r)));
    all.into_iter()
        .map(|report| {
            let mut parts = vec![verdict(report), coverage(report)];
            parts.extend(courses_line(report));
            (report, parts.join(" · "))
        })
        .collect()
}

/// The beginning of a text, with a mark where it was cut.
pub(super) fn beginning(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// One line about all applications, not escaped: fit as a subject once it is.
pub(super) fn subject(reports: &[AuditReport], absent: usize) -> String {
    if let ([report], 0) = (reports, absent) {
        return format!("{} of {}: {}", report.job, report.app, verdict(report));
    }
    let open = reports.iter().filter(|r| r.checks.failed > 0).count();
    let partly = reports.iter().filter(|r| r.checks.unassessed > 0 || !r.gaps.is_empty()).count();
    let all = reports.len() + absent;
    format!(
        "{open} of {all} applications have problems, {partly} could be assessed in part, {absent} \
         not at all"
    )
}
