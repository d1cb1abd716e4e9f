//! `runbook`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::args::{EstateArgs, ReachArgs};
use super::collect;
use super::diagnostics;
use super::exit::Status;
use super::output::{self, Terminal};
use super::progress::Shown;
use crate::app::{self, Collection, Failure, Live, RunbookTexts};

/// What the exit status of `runbook` says.
pub(super) const EXIT: &str = "\
Exit status:
  0  written
  2  the command line or the configuration is wrong, or a file is there already
  3  written, but something is MISSING; the script says so and does not start
  4  nothing could be read
  5  the sources hold nothing";

/// Which way the estate goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RunbookDirection {
    /// The primary region is lost: DR takes over with what has arrived there.
    Failover,
    /// DR takes over in peace: nothing is lost.
    Switchover,
    /// After a failover: the old primary is rebuilt and takes over again.
    Failback,
}

#[derive(Debug, Args)]
pub(super) struct RunbookArgs {
    /// Which way.
    #[arg(value_enum)]
    pub(super) direction: RunbookDirection,
    #[command(flatten)]
    pub(super) estate: EstateArgs,
    /// Collect what runs in both regions now, and write from that.
    #[arg(long, conflicts_with = "snapshot")]
    pub(super) live: bool,
    /// Write from what ran, as a snapshot file has it.
    #[arg(long, value_name = "FILE")]
    pub(super) snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reach: ReachArgs,
    /// The Markdown file; standard output without it.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The Bash script; none is written without it.
    #[arg(long, value_name = "FILE")]
    pub(super) script: Option<PathBuf>,
    /// Write over files that are there.
    #[arg(long)]
    pub(super) force: bool,
}

pub(super) fn runbook(arguments: &RunbookArgs, terminal: Terminal) -> Result<Status, Failure> {
    let files = [arguments.output.as_deref(), arguments.script.as_deref()];
    if let [Some(one), Some(other)] = files
        && one == other
    {
        return Err(Failure::Usage(format!("two texts would go to {}", one.display())));
    }
    for file in files.into_iter().flatten() {
        unoccupied(file, arguments.force)?;
    }
    let texts = written(arguments)?;
    match &arguments.output {
        Some(file) => output::replace(file, texts.markdown.as_bytes())?,
        None => output::print(texts.markdown.as_bytes())?,
    }
    if let Some(file) = &arguments.script {
        output::replace_program(file, texts.script.as_bytes())?;
    }
    for missing in &texts.missing {
        diagnostics::say("warning", &format!("MISSING: {missing}"), terminal);
    }
    Ok(if texts.missing.is_empty() { Status::Good } else { Status::Incomplete })
}

/// A runbook that somebody may rely on is not written over unasked.
fn unoccupied(file: &Path, force: bool) -> Result<(), Failure> {
    if !force && file.symlink_metadata().is_ok() {
        return Err(Failure::Refused(format!(
            "{} is there already; --force writes over it",
            file.display()
        )));
    }
    Ok(())
}

fn written(arguments: &RunbookArgs) -> Result<RunbookTexts, Failure> {
    let direction = match arguments.direction {
        RunbookDirection::Failover => "failover",
        RunbookDirection::Switchover => "switchover",
        RunbookDirection::Failback => "failback",
    };
    let mut request = collect::live_request(&arguments.estate, &[], "audit", false)?;
    request.reach = collect::reach(&arguments.reach);
    if let Some(file) = &arguments.snapshot {
        request.live = Live::Snapshot(file.clone());
    }
    if !arguments.live {
        return app::runbook(&request, direction);
    }
    let collection = Arc::new(Collection::default());
    request.live = Live::Collected(collect::reach(&arguments.reach), Arc::clone(&collection));
    let _shown = Shown::begin(&collection);
    app::runbook(&request, direction)
}
