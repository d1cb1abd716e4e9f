//! Runs that are kept: where, and what earlier ones say about this one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::loading::file_name;
use super::members::{Configured, Members};
use super::{Failure, Request};
use crate::finding::AuditReport;
use crate::history::runs::{
    self, Directory, Index, Ledger, NewRun, PartLine, Run, Storage, StorageError, Store, StoreError,
};
use crate::history::sha256;
use crate::report::json::v1;

/// The most runs of one application that a trend looks at: a year of weekly ones.
const LONGEST: usize = 53;
/// Characters of a digest in a run's id.
const ID_DIGITS: usize = 12;

/// Where runs are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Nowhere.
    #[default]
    Nowhere,
    /// Where the configuration says, else in a directory of their own in this one.
    Usual(PathBuf),
    /// Here: a directory, or `s3://bucket/prefix`.
    Here(String),
}

/// Live facts as a run keeps them.
#[derive(Clone, Debug, Default)]
pub(super) struct LiveFacts {
    /// A snapshot file's bytes, without the time: what did not change is kept once.
    pub(super) bytes: Vec<u8>,
    /// When they were collected, in RFC 3339.
    pub(super) taken_at: String,
}

/// The store that a request keeps its runs in.
///
/// # Errors
///
/// The place makes no sense, or this build cannot reach it.
pub(super) fn store(
    request: &Request,
    configured: &Configured,
    base: &Path,
) -> Result<Option<Store>, StoreError> {
    let place = match (&request.history, configured) {
        (Keeping::Nowhere, _) => return Ok(None),
        (Keeping::Here(place), _) => (place.clone(), request.directory.clone()),
        (Keeping::Usual(_), Err(why)) => {
            let error = StorageError::Unsuitable(why.clone());
            return Err(StoreError::Storage { place: "of the configurations".to_owned(), error });
        }
        (Keeping::Usual(_), Ok(Some((place, base)))) => (place.to_string(), base.clone()),
        (Keeping::Usual(state), Ok(None)) => {
            let directory = state.join("history").join(own_name(base, request));
            let shown = directory.display().to_string();
            return Ok(Some(Store::new(Box::new(Directory::new(directory, &shown)))));
        }
    };
    let (name, base) = place;
    let storage: Box<dyn Storage> = if name.contains("://") {
        super::object_storage::open(&name, request)
            .map_err(|error| StoreError::Storage { place: name.clone(), error })?
    } else {
        Box::new(Directory::new(base.join(&name), &name))
    };
    Ok(Some(Store::new(storage)))
}

/// The name of what belongs to a configuration, or to the directory where there is none: that of
/// the directory, and a part of the digest of the whole path.
fn own_name(base: &Path, request: &Request) -> String {
    let whole = base.canonicalize().unwrap_or_else(|_| base.to_path_buf());
    let file = request.config.as_ref().and_then(|config| config.file_name());
    let path = file.map_or_else(|| whole.clone(), |file| whole.join(file));
    let digest = sha256(path.as_os_str().as_encoded_bytes());
    let own = whole.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{}-{}", file_name(&own), digest.get(..8).unwrap_or_default())
}

/// What tells estates apart that no configuration names: a part of the digest of their states.
fn estate_of(request: &Request) -> String {
    if request.config.is_some() {
        return String::new();
    }
    let sides = request.primary.iter().chain(&request.dr);
    let text: String = sides.map(|(region, state)| format!("{region}={state}\n")).collect();
    sha256(text.as_bytes()).get(..8).unwrap_or_default().to_owned()
}

/// The store of a request on its own: for commands that look at what was kept.
///
/// # Errors
///
/// A wrong configuration, or there is no store.
pub(super) fn kept(request: &Request) -> Result<(Store, Option<Members>), Failure> {
    // Where the place is given, the configuration is not needed and may be wrong.
    let (configured, base, members) = match &request.history {
        Keeping::Here(_) => (Ok(None), request.directory.clone(), None),
        _ => {
            let members = super::members::members(request)?;
            (members.history.clone(), members.base.clone(), Some(members))
        }
    };
    let store = store(request, &configured, &base)?;
    let store = store.ok_or_else(|| Failure::Usage("no history is kept".to_owned()))?;
    Ok((store, members))
}

/// A store with what it held when it was opened.
pub(super) struct Archive {
    store: Store,
    index: Index,
    /// What earlier runs found, by the names of the objects; `None` for what cannot be read.
    ledgers: BTreeMap<String, Option<Ledger>>,
}

impl Archive {
    /// Opens the store of a request; `None` where nothing is kept.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub(super) fn open(request: &Request, members: &Members) -> Result<Option<Self>, StoreError> {
        let Some(store) = store(request, &members.history, &members.base)? else {
            return Ok(None);
        };
        let index = store.index()?;
        Ok(Some(Self { store, index, ledgers: BTreeMap::new() }))
    }

    /// The runs that a report is compared with, the oldest first.
    fn earlier(&self, report: &AuditReport, request: &Request) -> Vec<&Run> {
        let run = Run { estate: estate_of(request), ..Run::of(report) };
        let mut series = self.index.series(&run);
        series.split_off(series.len().saturating_sub(LONGEST))
    }

    /// Reads what earlier runs found, all at once.
    pub(super) fn look_back<'a>(
        &mut self,
        reports: impl Iterator<Item = &'a AuditReport>,
        request: &Request,
    ) {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for report in reports {
            names.extend(self.earlier(report, request).iter().map(|run| run.findings.as_str()));
        }
        let names: Vec<&str> = names.into_iter().collect();
        let read = self.store.objects(&names);
        let ledger = |bytes: Vec<u8>| Ledger::parse(&bytes).ok();
        let found = names
            .iter()
            .zip(read)
            .map(|(name, read)| ((*name).to_owned(), read.ok().and_then(ledger)));
        self.ledgers = found.collect();
    }

    /// Tells a report what earlier runs say, and makes of it what is to be kept.
    pub(super) fn told(
        &self,
        report: &mut AuditReport,
        live: Option<LiveFacts>,
        request: &Request,
    ) -> NewRun {
        let partial = !request.only.is_empty();
        let mut run = Run {
            id: id(report, request),
            partial,
            run_id: request.run_id.clone(),
            part: request.shard.map(|shard| shard.part()),
            estate: estate_of(request),
            ..Run::of(report)
        };
        if !partial {
            let earlier: Vec<(&Run, Option<&Ledger>)> = self
                .earlier(report, request)
                .into_iter()
                .filter(|earlier| earlier.id != run.id)
                .map(|run| (run, self.ledgers.get(&run.findings).and_then(Option::as_ref)))
                .collect();
            let older = self.index.series(&run).len() > earlier.len();
            runs::tell(report, &run, &earlier);
            if let Some(trend) = report.trend.as_mut().filter(|_| older) {
                trend.notes.push(format!(
                    "only the last {LONGEST} runs are looked at: ages may be too small"
                ));
            }
        }
        let mut new = NewRun {
            report: serde_json::to_vec(&v1::Report::from(&*report)).unwrap_or_default(),
            findings: Ledger::of(report).bytes(),
            ..NewRun::default()
        };
        if let Some(live) = live {
            run.snapshot_at = Some(live.taken_at);
            new.snapshot = Some(live.bytes);
        }
        new.run = run;
        new
    }

    /// Keeps runs.
    ///
    /// # Errors
    ///
    /// They cannot be kept.
    pub(super) fn keep(self, runs: &[NewRun], part: Option<&PartLine>) -> Result<(), StoreError> {
        self.store.keep(runs, part)
    }
}

/// The name of a run: its moment, and a part of the digest of what was found in it.
fn id(report: &AuditReport, request: &Request) -> String {
    let mut bytes = serde_json::to_vec(&v1::Report::from(report)).unwrap_or_default();
    bytes.extend(request.run_id.as_deref().unwrap_or_default().as_bytes());
    let digest = sha256(&bytes);
    let moment: String = report.assessed_at.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    format!("{moment}-{}", digest.get(..ID_DIGITS).unwrap_or_default())
}

/// What a place is that no build reaches.
pub(super) fn unsuitable(place: &str) -> StorageError {
    StorageError::Unsuitable(format!(
        "{place} is no place for runs: name a directory, or s3://BUCKET/PREFIX"
    ))
}
