//! `gate`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::args::{EstateArgs, OUTPUT, ReachArgs};
use super::audit;
use super::collect;
use super::diagnostics;
use super::exit::Status;
use super::keeping;
use super::output::{self, Terminal};
use super::progress::Shown;
use crate::app::{self, Bundle, BundleFile, Collection, Failure, Finished, Live, Request, Written};
use crate::finding::{AuditReport, CheckCounts, Severity};
use crate::report::{self, Format, Options};

/// What the exit status of `gate` says.
pub(super) const EXIT: &str = "\
The gate never says that a failover will work. It says that no blocker is known, and what it could
not look at. What could not be assessed counts as the worst that it could be.

Exit status:
  0  FULLY_READY or READY_WITH_WARNINGS: the drill may start
  1  DEGRADED or NOT_READY because of findings
  2  the command line, the configuration or a rule is wrong
  3  DEGRADED or NOT_READY because something could not be assessed
  4  nothing could be read
  5  there is nothing to assess";

#[derive(Debug, Args)]
pub(super) struct GateArgs {
    #[command(flatten)]
    pub(super) estate: EstateArgs,
    /// Take what ran from a snapshot file, as long as it is fresh, instead of looking now; of
    /// several apps from APP.snapshot in a directory.
    #[arg(long, value_name = "FILE")]
    pub(super) snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reach: ReachArgs,
    #[command(flatten)]
    pub(super) keep: keeping::KeepArgs,
    #[command(flatten)]
    pub(super) notify: super::notify::NotifyArgs,
    /// Write a bundle for the drill's record into a new directory in this one: report, facts,
    /// digests, versions and times.
    #[arg(long, value_name = "DIR")]
    pub(super) evidence: Option<PathBuf>,
    #[arg(long, short, visible_alias = "format", value_name = "FORMAT[=FILE]", help = OUTPUT)]
    pub(super) output: Vec<String>,
    /// List expected and waived findings too, and every finding in full.
    #[arg(long)]
    pub(super) all: bool,
    /// Run this rule alone, without a verdict; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(super) rule: Vec<String>,
}

pub(super) fn gate(arguments: &GateArgs, terminal: Terminal) -> Result<Status, Failure> {
    output::check(&arguments.output)?;
    let notices = arguments.notify.prepare(terminal)?;
    let mut request = collect::live_request(&arguments.estate, &arguments.rule, app::GATE, false)?;
    request.reach = collect::reach(&arguments.reach);
    // Whether facts are fresh is asked of the real clock.
    request.now = audit::real_now();
    request.keep_live = arguments.evidence.is_some();
    arguments.keep.apply(&mut request);
    let finished = match &arguments.snapshot {
        Some(place) => {
            request.live = Live::Snapshot(place.clone());
            app::run(&request)?
        }
        None => {
            let collection = Arc::new(Collection::default());
            let reach = collect::reach(&arguments.reach);
            request.live = Live::Collected(reach, Arc::clone(&collection));
            let _shown = Shown::begin(&collection);
            app::run(&request)?
        }
    };
    output::write_run(&finished.fleet, &arguments.output, arguments.all, terminal)?;
    keeping::say(finished.history_problem.as_ref(), terminal);
    let status = if finished.errors.is_empty() {
        audit::fleet_status(&finished.fleet, status)
    } else {
        diagnostics::show(&finished.errors, terminal);
        diagnostics::say("error", "a rule could not be evaluated; the verdict lacks it", terminal);
        Status::Usage
    };
    for report in arguments.evidence.iter().flat_map(|_| &finished.fleet.reports) {
        let directory = arguments.evidence.as_deref().unwrap_or(Path::new("."));
        // The verdict stands whether or not its record could be kept.
        match evidence(directory, report, &finished, &request, status) {
            Ok(written) => {
                let place = written.directory.display();
                let line = format!("{place} (MANIFEST.json sha256 {})", written.manifest_sha256);
                diagnostics::say("evidence", &line, terminal);
            }
            Err(error) => diagnostics::say("error", &error, terminal),
        }
    }
    let ca_bundle = arguments.reach.ca_bundle.as_deref();
    notices.send(&finished.fleet, finished.errors.len(), ca_bundle, terminal);
    Ok(status)
}

/// Writes the bundle for the drill's record.
fn evidence(
    directory: &Path,
    report: &AuditReport,
    finished: &Finished,
    request: &Request,
    status: Status,
) -> Result<Written, String> {
    let options = Options { all: true, ..Options::default() };
    let rendered = |format: Format, name: &str| -> Result<BundleFile, String> {
        let mut bytes = Vec::new();
        report::render(report, format, options, &mut bytes).map_err(|e| e.to_string())?;
        Ok(BundleFile { name: name.to_owned(), bytes })
    };
    let mut files = vec![
        rendered(Format::Json, "report.json")?,
        rendered(Format::Markdown, "report.md")?,
        rendered(Format::Table, "report.txt")?,
    ];
    let live = finished.live.get(&report.app).cloned();
    files.extend(live.map(|bytes| BundleFile { name: "live.snapshot".to_owned(), bytes }));
    let configuration = request
        .config
        .as_ref()
        .map(|config| app::configuration_for_evidence(&request.directory, config))
        .transpose()
        .map_err(|failure| failure.to_string())?;
    let arguments: Vec<String> =
        std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let bundle = Bundle {
        app: report.app.clone(),
        job: report.job.clone(),
        level: report.readiness.as_ref().map(|r| r.level.name().to_owned()),
        topology: report.readiness.as_ref().map(|r| r.topology.state.name().to_owned()),
        started_at: request.now.clone(),
        made_at: audit::now(),
        tool_version: report.tool_version.clone(),
        exit_status: status.code(),
        command_line: app::command_line_for_evidence(&arguments),
        configuration,
        rules_sha256: finished.rules_sha256.get(&report.app).cloned(),
        files,
    };
    app::write_evidence(&request.directory.join(directory), &bundle).map_err(|e| e.to_string())
}

/// What the verdict means for a pipeline.
pub(super) fn status(report: &AuditReport) -> Status {
    let Some(readiness) = &report.readiness else {
        return audit::status(report, Some(Severity::Low));
    };
    if report.checks == CheckCounts::default() {
        return Status::Nothing;
    }
    match (readiness.level.may_start(), readiness.incomplete) {
        (true, _) => Status::Good,
        (false, true) => Status::Incomplete,
        (false, false) => Status::Findings,
    }
}
