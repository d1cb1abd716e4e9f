//! Recording a drill: everything is checked before anything is written.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{DrillPlace, Place, drill_log, failed, request};
use crate::app::Failure;
use crate::app::members::{Member, members};
use crate::app::settings::known;
use crate::config::{self, App};
use crate::finding::Outcome;
use crate::history::drills::{
    self, Date, Direction, EvidencePlace, Kind, LONGEST_NOTE, OpenFinding, Record, Regions,
};
use crate::history::evidence::{self, EvidenceError};
use crate::model::{Region, Severity};
use crate::report::json;
use crate::rules::Catalogue;

/// The longest time that is believed: a hundred days.
const LONGEST_TIME: u64 = 100 * 86_400;

/// A drill as it was written down, unchecked.
#[derive(Clone, Debug, Default)]
pub struct DrillRecording {
    /// Which log.
    pub place: DrillPlace,
    /// Which way the estate moved.
    pub direction: String,
    /// How far it was real.
    pub kind: String,
    /// When it was.
    pub date: String,
    /// The region that served before; the configuration's where it is left out.
    pub from: Option<String>,
    /// The region that was to serve.
    pub to: Option<String>,
    /// How long it took until the other region served.
    pub rto: Option<String>,
    /// How much data was lost, as a time.
    pub rpo: Option<String>,
    /// How it ended.
    pub outcome: String,
    /// What was left open: rules, rules with a subject, fingerprints.
    pub open: Vec<String>,
    /// A report whose failed findings were left open.
    pub report: Option<PathBuf>,
    /// Where the evidence lies.
    pub evidence: Option<PathBuf>,
    /// What else is to be remembered.
    pub note: String,
    /// Now, in RFC 3339.
    pub now: String,
}

/// A drill that was recorded.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The log.
    pub log: String,
    /// The record's number in it.
    pub number: usize,
    /// The record.
    pub record: Record,
    /// Lines of the log that are no records.
    pub damages: Vec<String>,
}

/// Checks a drill and appends it to the log.
///
/// # Errors
///
/// Everything that is wrong with the drill at once; or the configuration is wrong, or the log
/// cannot be written.
pub fn record_drill(recording: &DrillRecording) -> Result<Recorded, Failure> {
    let request = request(&recording.place);
    let Member { app, base, catalogue } = members(&request)?.only()?;
    let given = recording.place.log.as_ref().map(|log| recording.place.directory.join(log));
    let log = given.unwrap_or_else(|| drill_log(&app, &base));
    let place = Place::new(&recording.place, log, None);
    let mut checks = Checks { wrong: Vec::new() };
    let record = checks.record(recording, &app, &catalogue, &place.log);
    let Some(record) = record.filter(|_| checks.wrong.is_empty()) else {
        return Err(Failure::Values(checks.wrong));
    };
    let number = drills::append(&place.log, &record).map_err(|error| place.failed(error))?;
    let log = drills::read(&place.log).map_err(|error| failed(&place.shown, error))?;
    let damages = log.damages.iter().map(ToString::to_string).collect();
    Ok(Recorded { log: place.shown, number, record, damages })
}

/// What is wrong so far.
struct Checks {
    wrong: Vec<String>,
}

impl Checks {
    fn kept<T, E: std::fmt::Display>(&mut self, option: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.wrong.push(format!("--{option}: {error}"))).ok()
    }

    fn record(
        &mut self,
        given: &DrillRecording,
        app: &App,
        catalogue: &Catalogue,
        log: &Path,
    ) -> Option<Record> {
        let name = self.app(given, app);
        let direction = self.kept("direction", given.direction.parse::<Direction>());
        let kind = self.kept("kind", given.kind.parse::<Kind>());
        let outcome = self.kept("outcome", given.outcome.parse::<drills::Outcome>());
        let date = self.date(given);
        let rto_seconds = self.time("rto", given.rto.as_deref());
        let rpo_seconds = self.time("rpo", given.rpo.as_deref());
        if kind == Some(Kind::Tabletop) && (given.rto.is_some() || given.rpo.is_some()) {
            let text = "a tabletop measures nothing; leave --rto and --rpo out";
            self.wrong.push(text.to_owned());
        }
        let regions = self.regions(given, app, direction);
        let open_findings = self.open(given, catalogue, name.as_deref());
        let evidence = self.evidence(given, log);
        let count = given.note.chars().count();
        if count > LONGEST_NOTE {
            let text = format!("--note has {count} characters; {LONGEST_NOTE} are the most");
            self.wrong.push(text);
        }
        Some(Record {
            app: name?,
            date: date?,
            direction: direction?,
            kind: kind?,
            regions,
            rto_seconds,
            rpo_seconds,
            outcome: outcome?,
            open_findings,
            evidence,
            note: given.note.clone(),
            recorded_at: given.now.clone(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    fn app(&mut self, given: &DrillRecording, app: &App) -> Option<String> {
        match (&given.place.config, &given.place.app) {
            (Some(_), _) => Some(app.name.to_string()),
            (None, Some(name)) if !name.trim().is_empty() => Some(name.clone()),
            (None, _) => {
                let text = "--app: there is no configuration; name the app that was drilled";
                self.wrong.push(text.to_owned());
                None
            }
        }
    }

    fn date(&mut self, given: &DrillRecording) -> Option<Date> {
        let date = self.kept("date", Date::parse(&given.date))?;
        if given.now.parse::<Timestamp>().is_ok_and(|now| date.is_after(now)) {
            self.wrong.push(format!("--date: {date} is yet to come; record what has been"));
        }
        Some(date)
    }

    fn time(&mut self, option: &str, given: Option<&str>) -> Option<u64> {
        let text = given?;
        let seconds = config::seconds(text);
        match seconds {
            None => self.wrong.push(format!(
                "--{option}: {text:?} is no duration; write whole seconds, minutes and hours: 5s, \
                 10m, 1h30m"
            )),
            Some(seconds) if seconds > LONGEST_TIME => {
                self.wrong.push(format!("--{option}: {text} is more than a hundred days"));
            }
            Some(_) => {}
        }
        seconds
    }

    fn regions(
        &mut self,
        given: &DrillRecording,
        app: &App,
        direction: Option<Direction>,
    ) -> Option<Regions> {
        let declared = |side: &config::SideConfig| side.region.as_ref().map(ToString::to_string);
        let mut usual = (declared(&app.primary), declared(&app.dr));
        if direction == Some(Direction::Failback) {
            usual = (usual.1, usual.0);
        }
        for (option, text) in [("from", &given.from), ("to", &given.to)] {
            if let Some(text) = text
                && Region::parse(text).is_none()
            {
                self.wrong
                    .push(format!("--{option}: {text:?} is no region; write one like us-east-1"));
            }
        }
        match (given.from.clone().or(usual.0), given.to.clone().or(usual.1)) {
            (Some(from), Some(to)) if from == to => {
                self.wrong
                    .push(format!("--from and --to are both {from}; a drill has two regions"));
                None
            }
            (Some(from), Some(to)) => Some(Regions { from, to }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                self.wrong.push("--from and --to go together; give both".to_owned());
                None
            }
        }
    }

    fn open(
        &mut self,
        given: &DrillRecording,
        catalogue: &Catalogue,
        app: Option<&str>,
    ) -> Vec<OpenFinding> {
        let mut open = Vec::new();
        if let Some(file) = &given.report {
            let read = reported(&given.place.directory.join(file), app);
            open.extend(self.kept("report", read).into_iter().flatten());
        }
        for text in &given.open {
            let Some(one) = self.kept("open", named(text, catalogue)) else { continue };
            // The report may have told more of it.
            let is_there = |known: &OpenFinding| match &one.fingerprint {
                Some(_) => known.fingerprint == one.fingerprint,
                None => (&known.rule, &known.subject) == (&one.rule, &one.subject),
            };
            if !open.iter().any(is_there) {
                open.push(one);
            }
        }
        open.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.cmp(b)));
        open.dedup();
        open
    }

    fn evidence(&mut self, given: &DrillRecording, log: &Path) -> Option<EvidencePlace> {
        let named = given.evidence.as_ref()?;
        let directory = given.place.directory.join(named);
        let manifest = match evidence::verify(&directory) {
            Ok(bundle) => {
                for flaw in &bundle.flaws {
                    self.wrong.push(format!("--evidence: {}: {flaw}", named.display()));
                }
                bundle.manifest_sha256
            }
            Err(EvidenceError::NotABundle) => None,
            Err(error) => {
                self.wrong.push(format!("--evidence: {}: {error}", named.display()));
                None
            }
        };
        // Log and evidence are moved together.
        let near = log.parent().and_then(|base| directory.strip_prefix(base).ok());
        let directory = near.unwrap_or(&directory).display().to_string();
        Some(EvidencePlace { directory, manifest_sha256: manifest })
    }
}

/// The failed findings of a report.
fn reported(file: &Path, app: Option<&str>) -> Result<Vec<OpenFinding>, String> {
    let shown = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
    let report = json::read_one(&text).map_err(|error| format!("{shown}: {error}"))?;
    if let Some(app) = app.filter(|app| *app != report.app) {
        return Err(format!(
            "{shown} is of {}, not of {app}; name the report of {app}",
            report.app
        ));
    }
    let failed = report.findings.iter().filter(|f| f.outcome == Outcome::Fail);
    Ok(failed
        .map(|f| OpenFinding {
            rule: Some(f.rule.clone()),
            subject: f.subjects.first().map(|s| s.address.clone()),
            fingerprint: Some(f.fingerprint.to_string()),
            severity: Some(f.severity),
        })
        .collect())
}

/// `RULE`, `RULE:SUBJECT` or a fingerprint.
fn named(text: &str, catalogue: &Catalogue) -> Result<OpenFinding, String> {
    let digits = text.strip_prefix("v1:");
    let is_print = |d: &str| d.len() == 16 && d.bytes().all(|b| b.is_ascii_hexdigit());
    if digits.is_some_and(is_print) {
        return Ok(OpenFinding { fingerprint: Some(text.to_owned()), ..OpenFinding::default() });
    }
    let (rule, subject) = match text.split_once(':') {
        Some((rule, subject)) if !subject.is_empty() => (rule, Some(subject.to_owned())),
        Some((rule, _)) => (rule, None),
        None => (text, None),
    };
    if let Some(rule) = catalogue.get(rule) {
        let severity: Option<Severity> = Some(rule.severity);
        let rule = Some(rule.id.to_string());
        return Ok(OpenFinding { rule, subject, fingerprint: None, severity });
    }
    let known = known(catalogue);
    if known.iter().any(|k| k.names.iter().any(|n| n.as_str() == rule)) {
        return Ok(OpenFinding { rule: Some(rule.to_owned()), subject, ..OpenFinding::default() });
    }
    let meant = catalogue.suggest(rule).map_or_else(
        || "write RULE, RULE:SUBJECT or a fingerprint like v1:0123456789abcdef".to_owned(),
        |meant| format!("did you mean {meant}?"),
    );
    Err(format!("there is no rule {rule:?}; {meant}"))
}
