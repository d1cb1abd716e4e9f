//! What was kept of earlier runs: listed, shown, compared, joined, thinned out.

mod comparing;
mod merging;
mod views;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::keeping::kept;
use super::{Failure, Request};
use crate::finding::{AuditReport, Fleet};
use crate::history::runs::{Index, Keep, Pruned, Run, Store, StoreError};
use crate::model::Text;
use crate::report::json;
use crate::sources::snapshot_file;

pub use comparing::compare_runs;
pub use merging::merged;
pub use views::{ComparedView, ComparisonView, RunFilter, RunView, SeriesView};

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
    let firsts: BTreeMap<[&str; 6], &Run> = whole.map(|run| (run.series_key(), run)).collect();
    let series = firsts.into_values().map(|run| SeriesView {
        app: run.app.clone(),
        job: run.job.clone(),
        view: run.view.clone(),
        points: index.series(run).into_iter().map(Run::point).collect(),
    });
    Ok(series.collect())
}

/// Removes runs of the filter that are older, and what only they needed; with `only_tell` nothing is removed.
///
/// # Errors
///
/// A wrong configuration, or the store cannot be read or written.
pub fn prune_runs(
    request: &Request,
    keep: Keep,
    filter: &RunFilter,
    only_tell: bool,
) -> Result<Pruned, Failure> {
    let (store, _) = kept(request)?;
    let leaves = |index: &Index| {
        let mut old = keep.leaves(index, &request.now);
        let takes = |id: &String| index.runs.iter().any(|r| r.id == *id && filter.takes(r));
        old.retain(takes);
        old
    };
    Ok(store.prune(leaves, only_tell)?)
}

/// Makes the index of a store anew, and tells how many runs it has, and how many lines cannot be
/// read.
///
/// # Errors
///
/// A wrong configuration, or the store cannot be read or written.
pub fn rebuild_index(request: &Request) -> Result<(usize, usize), Failure> {
    let (store, _) = kept(request)?;
    Ok(store.rebuild()?)
}
