//! `gate`.

use std::sync::Arc;

use super::args::GateArgs;
use super::audit;
use super::collect;
use super::diagnostics;
use super::exit::Status;
use super::output::{self, Terminal};
use super::progress::Shown;
use crate::app::{self, Collection, Failure, Live};
use crate::finding::{AuditReport, CheckCounts};

pub(super) fn gate(arguments: &GateArgs, terminal: Terminal) -> Result<Status, Failure> {
    output::check(&arguments.output)?;
    let mut request = collect::live_request(&arguments.estate, &arguments.rule, app::GATE, false)?;
    request.reach = collect::reach(&arguments.reach);
    let audited = match &arguments.snapshot {
        Some(file) => {
            request.live = Live::Snapshot(file.clone());
            app::gate(&request)?
        }
        None => {
            let collection = Arc::new(Collection::default());
            let reach = collect::reach(&arguments.reach);
            request.live = Live::Collected(reach, Arc::clone(&collection));
            let _shown = Shown::begin(&collection);
            app::gate(&request)?
        }
    };
    output::write(&audited.report, &arguments.output, arguments.all, terminal)?;
    if audited.errors.is_empty() {
        return Ok(status(&audited.report));
    }
    diagnostics::show(&audited.errors, terminal);
    diagnostics::say("error", "a rule could not be evaluated; the verdict lacks it", terminal);
    Ok(Status::Usage)
}

/// What the verdict means for a pipeline.
pub(super) fn status(report: &AuditReport) -> Status {
    let Some(readiness) = &report.readiness else { return audit::status(report, None) };
    if report.checks == CheckCounts::default() {
        return Status::Nothing;
    }
    match (readiness.level.may_start(), readiness.incomplete) {
        (true, _) => Status::Good,
        (false, true) => Status::Incomplete,
        (false, false) => Status::Findings,
    }
}
