//! `drill record|list|show|verify`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::ViewFormat;
use super::audit;
use super::diagnostics;
use super::exit::Status;
use super::inspect::{counted, json, plain};
use super::output::{self, Terminal};
use crate::app::{self, DrillPlace, DrillRecording, DrillView, DrillsView, EvidenceNow, Failure};
use crate::report::grid;

const EXIT: &str = "\
Exit status:
  0  good
  1  the evidence is not as it was made, or gone
  2  the command line or the configuration is wrong
  3  lines of the log are no records
  4  something could not be read or written";

#[derive(Debug, Args)]
#[command(after_help = EXIT)]
pub(super) struct DrillArgs {
    #[command(subcommand)]
    command: DrillCommand,
}

/// Which log.
#[derive(Debug, Args)]
struct PlaceArgs {
    /// The configuration [default: passmuster.hcl, if it is there].
    #[arg(long, value_name = "FILE", env = "PASSMUSTER_CONFIG")]
    config: Option<PathBuf>,
    /// The app, where the configuration has several or there is none.
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// The log [default: the configuration's, else passmuster.drills.jsonl beside it].
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum DrillCommand {
    /// Append a drill to the log.
    Record(Box<RecordArgs>),
    /// List the drills of the app.
    List {
        #[command(flatten)]
        place: PlaceArgs,
        /// The format.
        #[arg(long, short, visible_alias = "format", value_enum, default_value_t = ViewFormat::Table)]
        output: ViewFormat,
    },
    /// Show a drill, and whether its evidence is still what it was.
    Show {
        /// The drill's number.
        number: usize,
        #[command(flatten)]
        place: PlaceArgs,
        /// The format.
        #[arg(long, short, visible_alias = "format", value_enum, default_value_t = ViewFormat::Table)]
        output: ViewFormat,
    },
    /// Check a bundle of evidence against its manifest and its digests.
    Verify {
        /// The bundle's directory.
        directory: PathBuf,
    },
}

#[derive(Debug, Args)]
struct RecordArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Which way: failover (unplanned), switchover (planned), failback.
    #[arg(long, value_name = "WAY")]
    direction: String,
    /// How far it was real: real, drill, tabletop, mini-drill.
    #[arg(long)]
    kind: String,
    /// The day, as 2026-11-20, or the moment, as 2026-11-20T14:05:00Z.
    #[arg(long)]
    date: String,
    /// Time until the other region served, as 14m or 1h30m.
    #[arg(long, value_name = "DURATION")]
    rto: Option<String>,
    /// Data that was lost, as a time: 2s; 0s for none.
    #[arg(long, value_name = "DURATION")]
    rpo: Option<String>,
    /// How it ended: succeeded, failed, aborted.
    #[arg(long)]
    outcome: String,
    /// The region that served before [default: the configuration's].
    #[arg(long, value_name = "REGION")]
    from: Option<String>,
    /// The region that was to serve [default: the configuration's].
    #[arg(long, value_name = "REGION")]
    to: Option<String>,
    /// A finding that was left open: a rule with or without the address of the resource, or a
    /// fingerprint; may be given several times.
    #[arg(long, value_name = "RULE[:SUBJECT]")]
    open: Vec<String>,
    /// A report as json whose failed findings were left open.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The directory with the evidence. A bundle is checked, and the digest of its manifest is
    /// kept in the log.
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// What else is to be remembered.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    note: String,
}

pub(super) fn drill(arguments: &DrillArgs, terminal: Terminal) -> Result<Status, Failure> {
    match &arguments.command {
        DrillCommand::Record(arguments) => record(arguments, terminal),
        DrillCommand::List { place, output } => list(place, *output, terminal),
        DrillCommand::Show { number, place, output } => show(*number, place, *output, terminal),
        DrillCommand::Verify { directory } => verify(directory),
    }
}

fn place(arguments: &PlaceArgs) -> Result<DrillPlace, Failure> {
    let directory = std::env::current_dir().map_err(|error| output::io(".", error))?;
    let default = directory.join(audit::CONFIG).exists().then(|| PathBuf::from(audit::CONFIG));
    Ok(DrillPlace {
        config: arguments.config.clone().or(default),
        app: arguments.app.clone(),
        log: arguments.log.clone(),
        directory,
    })
}

fn record(given: &RecordArgs, terminal: Terminal) -> Result<Status, Failure> {
    let recorded = app::record_drill(&DrillRecording {
        place: place(&given.place)?,
        direction: given.direction.clone(),
        kind: given.kind.clone(),
        date: given.date.clone(),
        from: given.from.clone(),
        to: given.to.clone(),
        rto: given.rto.clone(),
        rpo: given.rpo.clone(),
        outcome: given.outcome.clone(),
        open: given.open.clone(),
        report: given.report.clone(),
        evidence: given.evidence.clone(),
        note: given.note.clone(),
        now: audit::now(),
    })?;
    for damage in &recorded.damages {
        let text = format!("{}: {damage}", recorded.log);
        diagnostics::say("warning", &text, terminal);
    }
    let one = &recorded.record;
    let text = format!(
        "drill {} recorded in {}: {} {} of {} on {}, {}; RTO {}, RPO {}, {} left open\n",
        recorded.number,
        plain(&recorded.log),
        one.kind,
        one.direction,
        plain(&one.app),
        one.date,
        one.outcome,
        time(one.rto_seconds),
        time(one.rpo_seconds),
        counted(one.open_findings.len(), "finding")
    );
    output::print(text.as_bytes())?;
    Ok(Status::Good)
}

fn list(given: &PlaceArgs, format: ViewFormat, terminal: Terminal) -> Result<Status, Failure> {
    let view = app::drills(&place(given)?)?;
    match format {
        ViewFormat::Json => json(&view)?,
        ViewFormat::Table => output::print(table(&view, terminal.width).as_bytes())?,
    }
    Ok(whole(&view, terminal))
}

/// Tells what of the log is damaged.
fn whole(view: &DrillsView, terminal: Terminal) -> Status {
    for damage in &view.damages {
        diagnostics::say("warning", &format!("{}: {damage}", view.log), terminal);
    }
    if view.damages.is_empty() { Status::Good } else { Status::Incomplete }
}

fn table(view: &DrillsView, width: usize) -> String {
    if view.records.is_empty() {
        let of = view.app.as_ref().map_or(String::new(), |app| format!(" of {}", plain(app)));
        return format!("no drill{of} is recorded in {}\n", plain(&view.log));
    }
    let row = |one: &DrillView| {
        let record = &one.record;
        let mut cells = vec![
            one.number.to_string(),
            record.date.to_string(),
            record.direction.to_string(),
            record.kind.to_string(),
            record.outcome.to_string(),
            time(record.rto_seconds),
            time(record.rpo_seconds),
            record.open_findings.len().to_string(),
            record.note.clone(),
        ];
        if view.app.is_none() {
            cells.insert(1, record.app.clone());
        }
        cells
    };
    let mut header =
        vec!["drill", "date", "direction", "kind", "outcome", "RTO", "RPO", "open", "note"];
    if view.app.is_none() {
        header.insert(1, "app");
    }
    let rows: Vec<_> = view.records.iter().map(row).collect();
    format!("{}\n", grid(&header, &rows, width))
}

fn show(
    number: usize,
    given: &PlaceArgs,
    format: ViewFormat,
    terminal: Terminal,
) -> Result<Status, Failure> {
    let view = app::show_drill(&place(given)?, number)?;
    for one in &view.records {
        match format {
            ViewFormat::Json => json(one)?,
            ViewFormat::Table => output::print(shown(one).as_bytes())?,
        }
    }
    let log = whole(&view, terminal);
    let has = |evidence| view.records.iter().any(|one| one.evidence_state == evidence);
    Ok(if has(EvidenceNow::Changed) {
        Status::Findings
    } else if has(EvidenceNow::Unreadable) {
        Status::Unreadable
    } else {
        log
    })
}

fn shown(view: &DrillView) -> String {
    let one = &view.record;
    let mut lines = vec![
        ("app", one.app.clone()),
        ("date", one.date.to_string()),
        ("what", format!("{} {}, {}", one.kind, one.direction, one.outcome)),
        ("RTO", time(one.rto_seconds)),
        ("RPO", time(one.rpo_seconds)),
    ];
    if let Some(regions) = &one.regions {
        lines.insert(3, ("regions", format!("{} → {}", regions.from, regions.to)));
    }
    if one.open_findings.is_empty() {
        lines.push(("open", "nothing".to_owned()));
    }
    for finding in &one.open_findings {
        let severity = finding.severity.map_or(String::new(), |s| format!(" ({s})"));
        lines.push(("open", format!("{finding}{severity}")));
    }
    if let Some(evidence) = &one.evidence {
        let now = view.evidence_now.as_deref().unwrap_or("not looked at");
        lines.push(("evidence", format!("{}: {now}", evidence.directory)));
    }
    if !one.note.is_empty() {
        lines.push(("note", one.note.clone()));
    }
    lines.push(("recorded", format!("{} by passmuster {}", one.recorded_at, one.tool_version)));
    let mut out = format!("Drill {}\n", view.number);
    for (name, value) in lines {
        let _ = writeln!(out, "  {name:<9} {}", plain(&value));
    }
    out
}

fn verify(directory: &std::path::Path) -> Result<Status, Failure> {
    let name = directory.display().to_string();
    let failed = |error: app::EvidenceError| match error {
        app::EvidenceError::Io(error) => output::io(&name, error),
        other => output::io(&name, std::io::Error::other(other.to_string())),
    };
    let found = app::verify_evidence(directory).map_err(failed)?;
    let mut out = String::new();
    if let Some(manifest) = &found.manifest {
        let level = manifest.level.as_ref().map_or(String::new(), |l| format!(", {l}"));
        let text = format!(
            "{}: {} of {} at {}{level}, exit status {}, by passmuster {}",
            name,
            manifest.job,
            manifest.app,
            manifest.made_at,
            manifest.exit_status,
            manifest.tool_version
        );
        let _ = writeln!(out, "{}", plain(&text));
    }
    if let Some(digest) = &found.manifest_sha256 {
        let _ = writeln!(out, "manifest SHA-256 {digest}");
    }
    for flaw in &found.flaws {
        let _ = writeln!(out, "  {}", plain(&flaw.to_string()));
    }
    let status = if found.flaws.is_empty() {
        out.push_str("everything is as it was made\n");
        Status::Good
    } else {
        let _ = writeln!(out, "{} not as it was made", counted(found.flaws.len(), "thing"));
        Status::Findings
    };
    output::print(out.as_bytes())?;
    Ok(status)
}

/// `1h30m5s`; a dash where it was not measured.
fn time(seconds: Option<u64>) -> String {
    let Some(seconds) = seconds else { return "—".to_owned() };
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let parts: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if parts.is_empty() { "0s".to_owned() } else { parts.concat() }
}
