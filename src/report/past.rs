//! What earlier runs say, in words, for every format that people read.

use crate::finding::{AuditReport, Course, Finding, Gone, Outcome, Trend};

/// Runs that the line of open findings goes back.
const SHOWN: usize = 12;

/// The day of a moment in RFC 3339.
fn day(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}

/// `1 day`, `41 days`.
pub(super) fn days(count: u64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// "since 2026-11-18: 2 new, 3 resolved, 12 persisting (oldest 41 days)".
pub(super) fn since(report: &AuditReport) -> Option<String> {
    let trend = report.trend.as_ref()?;
    let Some(before) = &trend.since_run else {
        return Some("the first run that is kept: nothing to compare with yet".to_owned());
    };
    let at = trend.runs.iter().find(|r| r.run == *before).map_or(before.as_str(), |r| day(&r.at));
    let parts: Vec<String> = Course::ALL
        .into_iter()
        .map(|course| (course, count(report, trend, course)))
        .filter(|(_, n)| *n > 0)
        .map(|(course, n)| match (course, oldest(report)) {
            (Course::Persisting, Some(age)) => {
                format!("{n} {} (oldest {})", course.name(), days(age))
            }
            _ => format!("{n} {}", course.name()),
        })
        .collect();
    let said = if parts.is_empty() { "nothing changed".to_owned() } else { parts.join(", ") };
    Some(format!("since {at}: {said}"))
}

/// How many findings took a course: those that are open, and those that are not any more.
pub(super) fn count(report: &AuditReport, trend: &Trend, course: Course) -> usize {
    let open = open(report).filter(|f| f.past.as_ref().is_some_and(|p| p.course == course));
    open.count() + trend.gone.iter().filter(|g| g.course == course).count()
}

fn open(report: &AuditReport) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|f| f.outcome == Outcome::Fail)
}

/// The age of the open finding that is open for longest, in whole days.
pub(super) fn oldest(report: &AuditReport) -> Option<u64> {
    open(report).filter_map(|f| f.past.as_ref()).map(|p| p.age_days).max()
}

/// Open findings of the last runs, this one last.
pub(super) fn series(trend: &Trend) -> Vec<usize> {
    let from = trend.runs.len().saturating_sub(SHOWN);
    trend.runs.iter().skip(from).map(|r| r.open_total()).collect()
}

/// The same as blocks, the highest full.
pub(super) fn sparkline(series: &[usize]) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = series.iter().copied().max().unwrap_or_default().max(1);
    let block = |n: &usize| {
        let at = n.saturating_mul(BLOCKS.len() - 1).div_ceil(most);
        BLOCKS.get(at).copied().unwrap_or('█')
    };
    series.iter().map(block).collect()
}

/// What became of a finding: `new`, `open 41 days`; `None` where nobody knows.
pub(super) fn course(finding: &Finding) -> Option<(Course, String)> {
    let past = finding.past.as_ref()?;
    let age = days(past.age_days);
    let said = match past.course {
        Course::Persisting => format!("open {age}"),
        Course::Reopened => format!("re-opened, first seen {}", day(&past.first_seen)),
        Course::Flapping => format!("flapping, changed {} times", past.changes),
        Course::RuleNew => "the rule is new".to_owned(),
        other => other.name().to_owned(),
    };
    Some((past.course, said))
}

/// The same in a cell: `new`, `41 days`.
pub(super) fn course_short(finding: &Finding) -> Option<(Course, String)> {
    let past = finding.past.as_ref()?;
    let said = match past.course {
        Course::Persisting => days(past.age_days),
        other => other.name().to_owned(),
    };
    Some((past.course, said))
}

/// What is not open any more, and how it ended: `resolved after 12 days`.
pub(super) fn ended(gone: &Gone) -> String {
    let age = days(gone.age_days);
    match gone.course {
        Course::Resolved => format!("resolved after {age}"),
        Course::Accepted => format!("declared or accepted after {age}"),
        Course::Lost => format!("can no longer be told, was open {age}"),
        Course::Flapping => format!("gone for now: it comes and goes, was open {age}"),
        other => format!("{other}, was open {age}", other = other.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_blocks_is_as_long_as_its_runs() {
        assert_eq!(sparkline(&[0, 1, 7, 14]), "▁▂▅█");
        assert_eq!(sparkline(&[0, 0]), "▁▁");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[usize::MAX, 1]).chars().count(), 2);
    }
}
