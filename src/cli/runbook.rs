//! `runbook`.

use std::path::Path;
use std::sync::Arc;

use super::args::{RunbookArgs, RunbookDirection};
use super::collect;
use super::diagnostics;
use super::exit::Status;
use super::output::{self, Terminal};
use super::progress::Shown;
use crate::app::{self, Collection, Failure, Live, RunbookTexts};

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
