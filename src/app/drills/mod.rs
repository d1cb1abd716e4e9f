//! The log of drills: where it is, what is in it, and its records as facts for rules.

mod recording;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::members::{chosen, parsed};
use super::{Failure, Request};
use crate::config::App;
use crate::finding::Severity;
use crate::history::drills::{self, LogError, OpenFinding, Record};
use crate::history::evidence;
use crate::model::{
    Address, Bounds, Condition, Gap, ListFlavour, Map, MapFlavour, Provenance, Reason,
    RegionEvidence, Resource, Side, Site, SourceFile, Text, Unknown, Value,
};

pub use recording::{DrillRecording, Recorded, record_drill};

/// The log of an application whose configuration names none.
const LOG: &str = "passmuster.drills.jsonl";
/// The kind of its records.
const KIND: &str = "drill.record";

/// Which log is meant.
#[derive(Clone, Debug, Default)]
pub struct DrillPlace {
    /// The configuration file, where there is one.
    pub config: Option<PathBuf>,
    /// The application, where the configuration has several.
    pub app: Option<String>,
    /// The log, over the configuration's.
    pub log: Option<PathBuf>,
    /// The directory that paths on the command line are relative to.
    pub directory: PathBuf,
}

/// A record with its number.
#[derive(Clone, Debug, Serialize)]
pub struct DrillView {
    /// The number: the record's line in the log.
    pub number: usize,
    /// The record.
    #[serde(flatten)]
    pub record: Record,
    /// Whether the evidence is as it was when the drill was recorded, in words; only where one
    /// record is looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_now: Option<String>,
    /// The same for an exit status.
    #[serde(skip)]
    pub evidence_state: EvidenceNow,
}

/// What became of the evidence of a drill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EvidenceNow {
    /// Nothing is wrong with it, there is none, or nobody looked.
    #[default]
    Good,
    /// It is not as it was, or gone.
    Changed,
    /// It cannot be checked.
    Unreadable,
}

/// What a log holds of an application.
#[derive(Clone, Debug, Serialize)]
pub struct DrillsView {
    /// The file.
    pub log: String,
    /// The application; all where none was chosen.
    pub app: Option<String>,
    /// The records, in the order in which they were recorded.
    pub records: Vec<DrillView>,
    /// Lines that are no records, each with the reason.
    pub damages: Vec<String>,
}

/// The log of an application: the one that its configuration names, or else the usual one beside
/// the configuration.
#[must_use]
pub fn drill_log(app: &App, base: &Path) -> PathBuf {
    base.join(app.drill_log.as_deref().unwrap_or(LOG))
}

/// A log with the name that people know it by.
struct Place {
    app: Option<String>,
    log: PathBuf,
    shown: String,
}

impl Place {
    fn new(place: &DrillPlace, log: PathBuf, app: Option<String>) -> Self {
        let near = log.strip_prefix(&place.directory).unwrap_or(&log);
        let shown = near.display().to_string();
        Self { app, log, shown }
    }

    fn failed(&self, error: LogError) -> Failure {
        failed(&self.shown, error)
    }
}

fn failed(shown: &str, error: LogError) -> Failure {
    let error = match error {
        LogError::Io(error) => error,
        other => std::io::Error::other(other.to_string()),
    };
    Failure::Io { path: shown.to_owned(), error }
}

fn request(place: &DrillPlace) -> Request {
    Request {
        config: place.config.clone(),
        app: place.app.clone(),
        directory: place.directory.clone(),
        ..Request::default()
    }
}

fn found(place: &DrillPlace) -> Result<Place, Failure> {
    if let Some(log) = &place.log {
        return Ok(Place::new(place, place.directory.join(log), place.app.clone()));
    }
    let request = request(place);
    let (configs, problems) = parsed(&request)?;
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    if configs.is_empty() {
        return Ok(Place::new(place, request.directory.join(LOG), place.app.clone()));
    }
    let (app, base) = chosen(&configs, &request)?;
    Ok(Place::new(place, drill_log(&app, &base), Some(app.name.to_string())))
}

/// What the log holds of the application.
///
/// # Errors
///
/// The configuration is wrong, or the log cannot be read.
pub fn drills(place: &DrillPlace) -> Result<DrillsView, Failure> {
    let place = found(place)?;
    let log = drills::read(&place.log).map_err(|error| place.failed(error))?;
    let wanted = |app: &str| place.app.as_deref().is_none_or(|own| own == app);
    let records = log.entries.into_iter().filter(|e| wanted(&e.record.app));
    Ok(DrillsView {
        records: records
            .map(|e| DrillView {
                number: e.line,
                record: e.record,
                evidence_now: None,
                evidence_state: EvidenceNow::default(),
            })
            .collect(),
        damages: log.damages.iter().map(ToString::to_string).collect(),
        log: place.shown,
        app: place.app,
    })
}

/// One record of the log, with a look at its evidence; the only record of the view.
///
/// # Errors
///
/// There is none of that number, the configuration is wrong, or the log cannot be read.
pub fn show_drill(place: &DrillPlace, number: usize) -> Result<DrillsView, Failure> {
    let mut view = drills(place)?;
    let numbers: Vec<String> = view.records.iter().map(|r| r.number.to_string()).collect();
    let log = found(place)?.log;
    view.records.retain(|r| r.number == number);
    let Some(one) = view.records.first_mut() else {
        let there = match numbers.as_slice() {
            [] => "there is none yet".to_owned(),
            numbers => format!("there are {}", numbers.join(", ")),
        };
        return Err(Failure::Usage(format!("{} has no drill {number}; {there}", view.log)));
    };
    if let Some(place) = &one.record.evidence {
        let base = log.parent().unwrap_or(Path::new("."));
        let (now, words) = state(&base.join(&place.directory), place.manifest_sha256.as_deref());
        one.evidence_state = now;
        one.evidence_now = Some(words);
    }
    Ok(view)
}

/// What became of a directory of evidence.
fn state(directory: &Path, manifest: Option<&str>) -> (EvidenceNow, String) {
    use EvidenceNow as E;
    let (state, words) = match (fs::metadata(directory), manifest) {
        (Err(error), _) if error.kind() == std::io::ErrorKind::NotFound => {
            (E::Changed, "not there")
        }
        (Err(error), _) => return (E::Unreadable, format!("cannot be looked at: {error}")),
        (Ok(found), None) if found.is_dir() => {
            (E::Good, "there, and no bundle that could be checked")
        }
        (Ok(_), None) => (E::Changed, "not a directory any more"),
        (Ok(_), Some(manifest)) => match evidence::verify(directory) {
            Err(error) => return (E::Unreadable, format!("cannot be checked: {error}")),
            Ok(now) if now.manifest_sha256.as_deref() != Some(manifest) => {
                (E::Changed, "changed: its manifest is not the one that was recorded")
            }
            Ok(now) if now.flaws.is_empty() => (E::Good, "as it was when the drill was recorded"),
            Ok(now) => {
                let flaws: Vec<String> = now.flaws.iter().map(ToString::to_string).collect();
                return (E::Changed, format!("changed: {}", flaws.join("; ")));
            }
        },
    };
    (state, words.to_owned())
}

/// The records of an application as facts of kind `drill.record`, and what of the log could not
/// be read. A log that does not exist is one without records.
#[must_use]
pub fn drill_resources(log: &Path, app: &str) -> (Vec<Arc<Resource>>, Vec<Gap>) {
    let path = Text::from(log.display().to_string());
    let gap = |detail: String| Gap {
        // Rules look at both sides for it.
        side: None,
        kind: Some(Text::from(KIND)),
        attributes: Vec::new(),
        operation: path.clone(),
        iam_action: None,
        reason: Reason::Unreadable,
        detail: Text::from(detail),
    };
    let found = match drills::read(log) {
        Ok(found) => found,
        Err(error) => return (Vec::new(), vec![gap(error.to_string())]),
    };
    let site = Arc::new(Site { side: Side::Global, region: None, account: None });
    let file = Arc::new(SourceFile {
        path: path.clone(),
        serial: None,
        lineage: None,
        terraform_version: None,
    });
    let own = found.entries.iter().filter(|entry| entry.record.app == app);
    let resource = |entry: &drills::Entry| {
        let record = &entry.record;
        Arc::new(Resource {
            kind: Text::from(KIND),
            id: Some(Text::from(entry.line.to_string())),
            address: Address::new(format!("{KIND}.{}", entry.line)),
            name: Some(Text::from(format!("{} {}", record.direction, record.date))),
            site: Arc::clone(&site),
            region_evidence: RegionEvidence::Global,
            attributes: Arc::new(attributes(record)),
            condition: Condition::Current,
            provenance: Provenance::State(Arc::clone(&file)),
        })
    };
    (own.map(resource).collect(), found.damages.iter().map(|d| gap(d.to_string())).collect())
}

fn attributes(record: &Record) -> Map {
    let text = |text: &str| Value::text(text);
    let perhaps = |value: Option<&str>| value.map_or(Value::Null, Value::text);
    let number = |value: Option<u64>| value.map_or(Value::Null, |n| Value::Number(n.into()));
    let open: Vec<Value> = record.open_findings.iter().map(|f| text(&f.to_string())).collect();
    let regions = record.regions.as_ref();
    let entries = [
        ("app", text(&record.app)),
        ("date", text(&record.date.utc())),
        ("direction", text(record.direction.name())),
        ("kind", text(record.kind.name())),
        ("from_region", perhaps(regions.map(|r| r.from.as_str()))),
        ("to_region", perhaps(regions.map(|r| r.to.as_str()))),
        ("rto_seconds", number(record.rto_seconds)),
        ("rpo_seconds", number(record.rpo_seconds)),
        ("outcome", text(record.outcome.name())),
        ("open_findings", Value::List(Arc::new(crate::model::List::new(open, ListFlavour::List)))),
        ("open_worst", worst(&record.open_findings)),
        ("evidence", perhaps(record.evidence.as_ref().map(|e| e.directory.as_str()))),
        ("note", text(&record.note)),
        ("recorded_at", text(&record.recorded_at)),
    ];
    let entries = entries.into_iter().map(|(name, value)| (Text::from(name), value)).collect();
    Map::new(entries, MapFlavour::Object)
}

/// The worst severity of what was left open; null where nothing was.
fn worst(open: &[OpenFinding]) -> Value {
    let known = open.iter().filter_map(|f| f.severity).max();
    let untold = open.iter().find(|f| f.severity.is_none());
    match (known, untold) {
        (None, None) => Value::Null,
        // Nothing is worse, whatever the others are.
        (Some(Severity::Critical), _) => Value::text(Severity::Critical.name()),
        (Some(worst), None) => Value::text(worst.name()),
        (_, Some(finding)) => Value::unknown(Unknown {
            reason: Reason::NotCollected,
            detail: Text::from(format!("the severity of {finding} was not recorded")),
            origin: None,
            refs: Vec::new(),
            bounds: Bounds::default(),
            symbol: None,
        }),
    }
}

#[cfg(test)]
mod tests;
