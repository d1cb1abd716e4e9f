//! `history` and `report merge`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::{EstateArgs, OutputArgs, ViewFormat, day};
use super::audit;
use super::diagnostics;
use super::exit::Status;
use super::keeping::{self, PlaceArgs};
use super::output::{self, Terminal};
use crate::app::{
    self, ComparedView, ComparisonView, Failure, Keep, Request, RunFilter, RunView, SeriesView,
};
use crate::report::{self, Format, escape_terminal};

/// What `--output` of `history export` is.
const EXPORTED: &str =
    "Format and file: ndjson, csv, json; standard output without a file [default: ndjson]";

#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    #[command(subcommand)]
    command: HistoryCommand,
}

/// Which store, and which runs in it.
#[derive(Debug, Args)]
struct StoreArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The configuration [default: passmuster.hcl, if it is there].
    #[arg(long, value_name = "FILE", env = "PASSMUSTER_CONFIG")]
    config: Option<PathBuf>,
    /// Only runs of this app.
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// Only runs of this job: audit or gate.
    #[arg(long, value_name = "JOB", value_parser = ["audit", "gate"])]
    job: Option<String>,
}

#[derive(Debug, Subcommand)]
enum HistoryCommand {
    /// List the runs, the oldest first.
    List {
        #[command(flatten)]
        store: StoreArgs,
        /// The format.
        #[arg(long, short, value_enum, default_value_t = ViewFormat::Table)]
        output: ViewFormat,
    },
    /// Render the report of a run again, or take out its live facts.
    Show {
        /// The run: its name or the beginning of it, latest, or latest~1 for the one before.
        #[arg(default_value = "latest")]
        run: String,
        #[command(flatten)]
        store: StoreArgs,
        #[command(flatten)]
        output: OutputArgs,
        /// Write the live facts into this snapshot file instead.
        #[arg(long, value_name = "FILE")]
        snapshot: Option<PathBuf>,
    },
    /// Say what changed from one run to a later one; from the last but one to the last without
    /// names.
    Compare {
        /// The earlier run.
        #[arg(requires = "new")]
        old: Option<String>,
        /// The later run.
        new: Option<String>,
        #[command(flatten)]
        store: StoreArgs,
        /// The format.
        #[arg(long, short, value_enum, default_value_t = ViewFormat::Table)]
        output: ViewFormat,
    },
    /// Show how open findings, coverage and readiness went.
    Trend {
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Remove old runs; the last of each app and job stays.
    Prune {
        /// How long runs are kept: 90d, 52w, 2y.
        #[arg(long, value_name = "TIME")]
        keep: Keep,
        /// Only say what would be removed.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Write the findings of all runs, for other programs.
    #[command(mut_arg("output", |output| output.help(EXPORTED)))]
    Export {
        #[command(flatten)]
        store: StoreArgs,
        /// Only runs from this day on, as 2027-01-31.
        #[arg(long, value_name = "DAY", value_parser = day)]
        since: Option<String>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Make the index anew from the runs, where it is damaged.
    Rebuild {
        #[command(flatten)]
        store: StoreArgs,
    },
}

#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// The run of the fleet, as its parts were told with --run-id.
    #[arg(long, value_name = "TEXT")]
    run_id: String,
    /// Of how many parts it is.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    parts: u32,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    notify: super::notify::NotifyArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl StoreArgs {
    fn request(&self) -> Result<Request, Failure> {
        let estate = EstateArgs {
            config: self.config.clone(),
            app: None,
            primary: Vec::new(),
            dr: Vec::new(),
            name_suffix: None,
            rules: Vec::new(),
        };
        let mut request = audit::request(&estate, "audit")?;
        request.history = self.place.keeping();
        request.history_region = keeping::region();
        Ok(request)
    }

    fn filter(&self) -> RunFilter {
        RunFilter { app: self.app.clone(), job: self.job.clone() }
    }
}

pub(super) fn history(arguments: &HistoryArgs, terminal: Terminal) -> Result<Status, Failure> {
    match &arguments.command {
        HistoryCommand::List { store, output } => {
            let runs = app::kept_runs(&store.request()?, &store.filter())?;
            match output {
                ViewFormat::Json => json(&runs)?,
                ViewFormat::Table => output::print(listing(&runs, terminal.width).as_bytes())?,
            }
        }
        HistoryCommand::Show { run, store, output, snapshot: Some(file) } => {
            output::check(&output.output)?;
            app::kept_snapshot(&store.request()?, run, &store.filter(), file)?;
        }
        HistoryCommand::Show { run, store, output, snapshot: None } => {
            output::check(&output.output)?;
            let limit = audit::threshold(&output.fail_on)?;
            let report = app::kept_report(&store.request()?, run, &store.filter())?;
            output::write_report(&report, &output.output, output.all, terminal)?;
            return Ok(audit::rendered_status(&report, limit));
        }
        HistoryCommand::Compare { old, new, store, output } => {
            let names = old.as_deref().zip(new.as_deref());
            let view = app::compare_runs(&store.request()?, names, &store.filter())?;
            match output {
                ViewFormat::Json => json(&view)?,
                ViewFormat::Table => output::print(comparison(&view, terminal.width).as_bytes())?,
            }
        }
        HistoryCommand::Trend { store } => {
            let series = app::kept_series(&store.request()?, &store.filter())?;
            output::print(trends(&series, terminal.width).as_bytes())?;
        }
        HistoryCommand::Prune { keep, dry_run, store } => {
            let pruned = app::prune_runs(&store.request()?, *keep, &store.filter(), *dry_run)?;
            let verb = if *dry_run { "would be removed" } else { "removed" };
            let mut text: String =
                pruned.runs.iter().map(|id| format!("{}\n", escape_terminal(id))).collect();
            let _ = writeln!(
                text,
                "{} runs and {} objects ({} bytes) {verb}",
                pruned.runs.len(),
                pruned.objects,
                pruned.bytes
            );
            output::print(text.as_bytes())?;
        }
        HistoryCommand::Export { store, since, output } => {
            output::check(&output.output)?;
            let fleet = app::kept_reports(&store.request()?, &store.filter(), since.as_deref())?;
            let usual = [Format::Ndjson.name().to_owned()];
            let wanted = if output.output.is_empty() { &usual[..] } else { &output.output };
            output::write(&fleet, wanted, true, terminal)?;
        }
        HistoryCommand::Rebuild { store } => {
            let (count, lost) = app::rebuild_index(&store.request()?)?;
            output::print(format!("{count} runs are in the index\n").as_bytes())?;
            if lost > 0 {
                let line = format!("{lost} lines of runs and parts cannot be read");
                diagnostics::say("warning", &line, terminal);
                return Ok(Status::Incomplete);
            }
        }
    }
    Ok(Status::Good)
}

/// Joins the parts of a fleet into one report.
pub(super) fn merge(arguments: &MergeArgs, terminal: Terminal) -> Result<Status, Failure> {
    let MergeArgs { run_id, parts, store, notify, output } = arguments;
    output::check(&output.output)?;
    let limit = audit::threshold(&output.fail_on)?;
    let notices = notify.prepare(terminal)?;
    let request = store.request()?;
    let fleet = app::merged(&request, run_id, *parts)?;
    output::write(&fleet, &output.output, output.all, terminal)?;
    notices.send(&fleet, 0, request.reach.ca_bundle.as_deref(), terminal);
    Ok(audit::fleet_status(&fleet, |report| audit::rendered_status(report, limit)))
}

fn json<T: serde::Serialize>(view: &T) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(view)
        .map_err(|error| output::io("-", std::io::Error::other(error)))?;
    output::print(format!("{text}\n").as_bytes())
}

/// `3 critical, 1 high`, or `none`.
fn open(counts: &[(String, usize)]) -> String {
    let parts: Vec<String> = counts.iter().map(|(name, n)| format!("{n} {name}")).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

fn listing(runs: &[RunView], width: usize) -> String {
    let header = ["run", "app", "job", "view", "open", "coverage", "level"];
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|run| {
            let partial = if run.partial { " (some rules)" } else { "" };
            vec![
                run.id.clone(),
                run.app.clone(),
                format!("{}{partial}", run.job),
                run.view.clone(),
                open(&run.open),
                format!("{}/{}, {} gaps", run.assessed, run.checks, run.gaps),
                run.level.clone().unwrap_or_default(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return "no run was kept\n".to_owned();
    }
    format!("{}\n", report::grid(&header, &rows, width))
}

fn comparison(view: &ComparisonView, width: usize) -> String {
    let head = |run: &RunView| format!("{} ({}), open: {}", run.id, run.at, open(&run.open));
    let app = escape_terminal(&view.new.app);
    let mut text = format!(
        "{app}: {} of {} to {}\n  from {}\n  to   {}\n\n",
        escape_terminal(&view.new.job),
        view.old.at.get(..10).unwrap_or_default(),
        view.new.at.get(..10).unwrap_or_default(),
        head(&view.old),
        head(&view.new)
    );
    let row = |one: &ComparedView| {
        let text = if one.message.is_empty() { &one.subject } else { &one.message };
        vec![one.course.clone(), one.severity.clone(), one.rule.clone(), text.clone()]
    };
    let told = |one: &&ComparedView| one.course != "persisting";
    let rows: Vec<Vec<String>> = view.findings.iter().filter(told).map(row).collect();
    let persisting = view.findings.len() - rows.len();
    if !rows.is_empty() {
        let _ = writeln!(text, "{}\n", report::grid(&["", "severity", "rule", ""], &rows, width));
    }
    let _ = writeln!(text, "{} changed, {persisting} persisting", rows.len());
    text
}

fn trends(series: &[SeriesView], width: usize) -> String {
    if series.is_empty() {
        return "no run was kept\n".to_owned();
    }
    let mut text = String::new();
    for one in series {
        let head = format!("{}: {} ({})", one.app, one.job, one.view);
        let _ = writeln!(text, "{}", escape_terminal(&head));
        let header = [
            "assessed", "critical", "high", "medium", "low", "info", "coverage", "gaps", "level",
            "lag",
        ];
        let rows: Vec<Vec<String>> = one
            .points
            .iter()
            .map(|point| {
                let mut row = vec![point.at.clone()];
                row.extend(point.open.iter().rev().map(usize::to_string));
                row.push(format!("{}/{}", point.assessed, point.checks));
                row.push(point.gaps.to_string());
                row.push(point.level.map(|l| l.name().to_owned()).unwrap_or_default());
                row.push(point.lag_seconds.map(|s| format!("{s} s")).unwrap_or_default());
                row
            })
            .collect();
        let _ = writeln!(text, "{}\n", report::grid(&header, &rows, width));
    }
    text
}
