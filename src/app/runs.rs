//! What was kept of earlier runs: listed, shown, compared, joined, thinned out.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde::Serialize;

use super::fleet::Shard;
use super::keeping::kept;
use super::{Failure, Request};
use crate::finding::{Absent, AuditReport, Course, Fleet, Outcome, Past, RunPoint, Severity};
use crate::history::runs::{self, Index, Keep, Ledger, Part, Pruned, Run, Store, StoreError};
use crate::model::Text;
use crate::report::json;
use crate::sources::snapshot_file;

/// Which runs are meant.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// Those of this application.
    pub app: Option<String>,
    /// Those of this job: `audit` or `gate`.
    pub job: Option<String>,
}

impl RunFilter {
    fn takes(&self, run: &Run) -> bool {
        let is = |wanted: &Option<String>, own: &str| wanted.as_ref().is_none_or(|w| w == own);
        is(&self.app, &run.app) && is(&self.job, &run.job)
    }
}

/// One run in a listing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RunView {
    /// Its name.
    pub id: String,
    /// When it was assessed, in RFC 3339.
    pub at: String,
    /// The application.
    pub app: String,
    /// `audit` or `gate`.
    pub job: String,
    /// The view that was assessed.
    pub view: String,
    /// Open findings by severity, the worst first.
    pub open: Vec<(String, usize)>,
    /// Checks that could be decided.
    pub assessed: usize,
    /// All checks.
    pub checks: usize,
    /// Things that could not be read.
    pub gaps: usize,
    /// The verdict of the gate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Only some rules ran.
    pub partial: bool,
    /// Whether its live facts were kept.
    pub snapshot: bool,
    /// The version of passmuster that assessed.
    pub tool_version: String,
}

impl RunView {
    fn of(run: &Run) -> Self {
        let open = Severity::ALL.into_iter().zip(run.open).rev();
        Self {
            id: run.id.clone(),
            at: run.at.clone(),
            app: run.app.clone(),
            job: run.job.clone(),
            view: run.view.clone(),
            open: open.filter(|(_, n)| *n > 0).map(|(s, n)| (s.name().to_owned(), n)).collect(),
            assessed: run.assessed,
            checks: run.checks,
            gaps: run.gaps,
            level: run.level.clone(),
            partial: run.partial,
            snapshot: run.snapshot.is_some(),
            tool_version: run.tool_version.clone(),
        }
    }
}

/// The runs of one application, job and view.
#[derive(Clone, Debug, Default)]
pub struct SeriesView {
    /// The application.
    pub app: String,
    /// `audit` or `gate`.
    pub job: String,
    /// The view that was assessed.
    pub view: String,
    /// The runs, the oldest first.
    pub points: Vec<RunPoint>,
}

/// What changed from one run to a later one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ComparisonView {
    /// The earlier run.
    pub old: RunView,
    /// The later run.
    pub new: RunView,
    /// Each finding that is open in one of them.
    pub findings: Vec<ComparedView>,
}

/// A finding in two runs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ComparedView {
    /// `new`, `re-opened`, `rule-new`, `persisting`, `lost`, `accepted` or `resolved`.
    pub course: String,
    /// Its severity.
    pub severity: String,
    /// The rule's id.
    pub rule: String,
    /// The address of the resource to act on first.
    pub subject: String,
    /// What was found; of findings that are gone nothing.
    pub message: String,
    /// Its identity.
    pub fingerprint: String,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Unreadable(vec![error.to_string()])
    }
}

/// The runs that were kept, the oldest first.
///
/// # Errors
///
/// A wrong configuration, or the store cannot be read.
pub fn kept_runs(request: &Request, filter: &RunFilter) -> Result<Vec<RunView>, Failure> {
    let (store, _) = kept(request)?;
    let index = store.index()?;
    Ok(index.runs.iter().filter(|r| filter.takes(r)).map(RunView::of).collect())
}

/// The one run that a name means.
fn meant<'a>(index: &'a Index, name: &str, filter: &RunFilter) -> Result<&'a Run, Failure> {
    let mut own = Index { runs: Vec::new(), ..Index::default() };
    own.runs = index.runs.iter().filter(|r| filter.takes(r)).cloned().collect();
    let found: Vec<String> = own.named(name).iter().map(|r| r.id.clone()).collect();
    match found.as_slice() {
        [id] => index.runs.iter().find(|r| r.id == *id).ok_or(Failure::Nothing),
        [] if own.runs.is_empty() => Err(Failure::Usage("no such run was kept".to_owned())),
        [] => Err(Failure::Usage(format!(
            "there is no run {name:?}; `passmuster history list` has all"
        ))),
        several => Err(Failure::Usage(format!("{name:?} may be {}", several.join(", ")))),
    }
}

/// The report of a run.
///
/// # Errors
///
/// There is no such run, or it cannot be read.
pub fn kept_report(
    request: &Request,
    name: &str,
    filter: &RunFilter,
) -> Result<AuditReport, Failure> {
    let (store, _) = kept(request)?;
    let index = store.index()?;
    report(&store, meant(&index, name, filter)?)
}

fn report(store: &Store, run: &Run) -> Result<AuditReport, Failure> {
    parsed(run, store.object(&run.report)?)
}

/// The reports of many runs, in their order.
fn reports(store: &Store, runs: &[&Run]) -> Vec<Result<AuditReport, Failure>> {
    let names: Vec<&str> = runs.iter().map(|run| run.report.as_str()).collect();
    let read = store.objects(&names);
    runs.iter().zip(read).map(|(run, read)| parsed(run, read?)).collect()
}

fn parsed(run: &Run, bytes: Vec<u8>) -> Result<AuditReport, Failure> {
    let text = String::from_utf8(bytes).map_err(|_| unreadable(run, "it is no text"))?;
    json::read_one(&text).map_err(|why| unreadable(run, &why))
}

fn unreadable(run: &Run, why: &str) -> Failure {
    Failure::Unreadable(vec![format!("the report of run {}: {why}", run.id)])
}

/// Writes the live facts of a run as a snapshot file.
///
/// # Errors
///
/// There is no such run, it has none, or the file cannot be written.
pub fn kept_snapshot(
    request: &Request,
    name: &str,
    filter: &RunFilter,
    file: &Path,
) -> Result<(), Failure> {
    let (store, _) = kept(request)?;
    let index = store.index()?;
    let run = meant(&index, name, filter)?;
    let Some(object) = &run.snapshot else {
        return Err(Failure::Usage(format!("run {} has no live facts", run.id)));
    };
    let bytes = store.object(object)?;
    let mut stored = snapshot_file::parse(&bytes, Path::new("history"))
        .map_err(|error| unreadable(run, &format!("its live facts {error}")))?;
    stored.snapshot.meta.taken_at = Text::from(run.snapshot_at.as_deref().unwrap_or_default());
    let path = file.display().to_string();
    snapshot_file::write(&stored, &request.directory.join(file))
        .map_err(|error: io::Error| Failure::Io { path, error })
}

/// The reports of many runs, the oldest first, for an export.
///
/// # Errors
///
/// A wrong configuration, or the store or one of the runs cannot be read.
pub fn kept_reports(
    request: &Request,
    filter: &RunFilter,
    since: Option<&str>,
) -> Result<Fleet, Failure> {
    let (store, _) = kept(request)?;
    let index = store.index()?;
    let late = |run: &&Run| since.is_none_or(|since| run.at.as_str() >= since);
    let runs: Vec<&Run> = index.runs.iter().filter(|r| filter.takes(r)).filter(late).collect();
    let reports = reports(&store, &runs).into_iter().collect::<Result<_, _>>()?;
    Ok(Fleet { reports, absent: Vec::new() })
}

/// The runs of each application, job and view.
///
/// # Errors
///
/// A wrong configuration, or the store cannot be read.
pub fn kept_series(request: &Request, filter: &RunFilter) -> Result<Vec<SeriesView>, Failure> {
    let (store, _) = kept(request)?;
    let index = store.index()?;
    let whole = index.runs.iter().filter(|r| filter.takes(r) && !r.partial);
    let keys: BTreeSet<(&str, &str, &str)> =
        whole.map(|r| (r.app.as_str(), r.job.as_str(), r.view.as_str())).collect();
    let series = keys.into_iter().map(|(app, job, view)| SeriesView {
        app: app.to_owned(),
        job: job.to_owned(),
        view: view.to_owned(),
        points: index.series(app, job, view).into_iter().map(Run::point).collect(),
    });
    Ok(series.collect())
}

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
            let series = index.series(&new.app, &new.job, &new.view);
            let mut before = series.into_iter().filter(|r| r.id != new.id);
            let old = before.next_back().ok_or_else(|| {
                Failure::Usage(format!("there is no run of {} before {}", new.app, new.id))
            })?;
            (old, new)
        }
    };
    if (&old.app, &old.job) != (&new.app, &new.job) {
        return Err(Failure::Usage(format!(
            "run {} is a {} of {}, run {} a {} of {}: they cannot be compared",
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

/// Removes runs that are older, and what only they needed; with `only_tell` nothing is removed.
///
/// # Errors
///
/// A wrong configuration, or the store cannot be read or written.
pub fn prune_runs(request: &Request, keep: Keep, only_tell: bool) -> Result<Pruned, Failure> {
    let (store, _) = kept(request)?;
    Ok(store.prune(|index| keep.leaves(index, &request.now), only_tell)?)
}

/// Makes the index of a store anew, and tells how many runs it has.
///
/// # Errors
///
/// A wrong configuration, or the store cannot be read or written.
pub fn rebuild_index(request: &Request) -> Result<usize, Failure> {
    let (store, _) = kept(request)?;
    Ok(store.rebuild()?)
}

/// Joins what the parts of a fleet's run left. A part that left nothing is absent, and so are its
/// applications, where the configuration names them.
///
/// # Errors
///
/// A wrong configuration, no part left anything, or the store cannot be read.
pub fn merged(request: &Request, run_id: &str, of: u32) -> Result<Fleet, Failure> {
    let (store, members) = kept(request)?;
    let index = store.index()?;
    let mut fleet = Fleet::default();
    let by_id: BTreeMap<&str, &Run> = index.runs.iter().map(|r| (r.id.as_str(), r)).collect();
    let mut any = false;
    for number in 1..=of {
        let part = Part { number, of };
        let Some(line) = index.parts_of(run_id).find(|p| p.part == part) else {
            let why = "this part left no result".to_owned();
            let part = Some(part.to_string());
            let shard = Shard::new(number, of);
            let apps = members.iter().flat_map(|m| &m.all).map(|m| m.app.name.to_string());
            let own = apps.filter(|app| shard.is_some_and(|s| s.takes(app)));
            let mut lost: Vec<Absent> = own
                .map(|app| Absent { app: Some(app), part: part.clone(), why: why.clone() })
                .collect();
            if lost.is_empty() {
                lost.push(Absent { app: None, part, why });
            }
            fleet.absent.extend(lost);
            continue;
        };
        any = true;
        let (there, gone): (Vec<_>, Vec<_>) = line
            .runs
            .iter()
            .map(|id| (id, by_id.get(id.as_str()).copied()))
            .partition(|r| r.1.is_some());
        let there: Vec<&Run> = there.into_iter().filter_map(|(_, run)| run).collect();
        for (run, read) in there.iter().zip(reports(&store, &there)) {
            match read {
                Ok(report) => fleet.reports.push(report),
                Err(failure) => fleet.absent.push(Absent {
                    app: Some(run.app.clone()),
                    part: Some(part.to_string()),
                    why: failure.to_string(),
                }),
            }
        }
        fleet.absent.extend(gone.into_iter().map(|(id, _)| Absent {
            app: None,
            part: Some(part.to_string()),
            why: format!("its run {id} is not in the history any more"),
        }));
        let absent = line.absent.iter().cloned();
        let absent = absent.map(|(app, why)| Absent { app: Some(app), part: None, why });
        fleet.absent.extend(absent);
    }
    if !any {
        return Err(Failure::Unreadable(vec![format!(
            "no part of run {run_id:?} in {of} parts left anything in {}",
            store.place()
        )]));
    }
    fleet.reports.sort_by(|a, b| a.app.cmp(&b.app));
    fleet.absent.sort();
    Ok(fleet)
}
