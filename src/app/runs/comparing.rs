//! What changed from one run to another.

use super::views::{ComparedView, ComparisonView, RunFilter, RunView};
use super::{meant, report, unreadable};
use crate::app::keeping::kept;
use crate::app::{Failure, Request};
use crate::finding::{Course, Outcome, Past};
use crate::history::runs::{self, Ledger};

/// What changed from one run to a later one; the last two of a series where none is named.
///
/// # Errors
///
/// There are no such runs, they are of different applications, or they cannot be read.
pub fn compare_runs(
    request: &Request,
    names: Option<(&str, &str)>,
    filter: &RunFilter,
) -> Result<ComparisonView, Failure> {
    let (store, _) = kept(request)?;
    let index = store.index()?;
    let (old, new) = match names {
        Some((old, new)) => (meant(&index, old, filter)?, meant(&index, new, filter)?),
        None => {
            let new = meant(&index, "latest", filter)?;
            let series = index.series(new);
            let mut before = series.into_iter().filter(|r| r.id != new.id);
            let old = before.next_back().ok_or_else(|| {
                Failure::Usage(format!("there is no run of {} before {}", new.app, new.id))
            })?;
            (old, new)
        }
    };
    if (&old.app, &old.job) != (&new.app, &new.job) {
        return Err(Failure::Usage(format!(
            "run {} is of job {} of {}, run {} of job {} of {}: they cannot be compared",
            old.id, old.job, old.app, new.id, new.job, new.app
        )));
    }
    let bytes = store.object(&old.findings)?;
    let ledger = Ledger::parse(&bytes).map_err(|why| unreadable(old, &why))?;
    let mut report = report(&store, new)?;
    runs::tell(&mut report, new, &[(old, Some(&ledger))]);
    let mut findings = Vec::new();
    for finding in report.findings.iter().filter(|f| f.outcome == Outcome::Fail) {
        let course = finding.past.as_ref().map_or(Course::New, |p: &Past| p.course);
        findings.push((
            course,
            ComparedView {
                course: course.name().to_owned(),
                severity: finding.severity.name().to_owned(),
                rule: finding.rule.clone(),
                subject: finding.subjects.first().map(|s| s.address.clone()).unwrap_or_default(),
                message: finding.message.clone(),
                fingerprint: finding.fingerprint.as_str().to_owned(),
            },
        ));
    }
    for gone in report.trend.iter().flat_map(|t| &t.gone) {
        findings.push((
            gone.course,
            ComparedView {
                course: gone.course.name().to_owned(),
                severity: gone.severity.name().to_owned(),
                rule: gone.rule.clone(),
                subject: gone.subject.clone(),
                message: String::new(),
                fingerprint: gone.fingerprint.as_str().to_owned(),
            },
        ));
    }
    findings.sort_by_key(|(course, _)| *course);
    let findings = findings.into_iter().map(|(_, view)| view).collect();
    Ok(ComparisonView { old: RunView::of(old), new: RunView::of(new), findings })
}
