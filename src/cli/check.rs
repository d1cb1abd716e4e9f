//! `check`.

use super::args::{CheckArgs, FailClass, OutputArgs};
use super::audit::{request, status, threshold};
use super::diagnostics;
use super::exit::Status;
use super::output::{self, Terminal};
use crate::app::{self, CheckRequest, Checked, Failure};
use crate::config::write_baseline;
use crate::finding::{ChangeClass, Outcome, Severity};

pub(super) fn check(arguments: &CheckArgs, terminal: Terminal) -> Result<Status, Failure> {
    output::check(&arguments.output.output)?;
    let limit = threshold(&arguments.output.fail_on)?;
    let mut request = request(&arguments.estate, "check")?;
    request.only.clone_from(&arguments.rule);
    let checked = app::check(&CheckRequest {
        request,
        base: arguments.base.clone(),
        baseline: arguments.baseline.clone(),
        var_files: [
            arguments.var_file.clone(),
            arguments.primary_var_file.clone(),
            arguments.dr_var_file.clone(),
        ],
        variables: arguments.var.clone(),
        environment: if arguments.env_vars { environment() } else { Vec::new() },
    })?;
    let OutputArgs { output, all, .. } = &arguments.output;
    output::write_report(&checked.report, output, *all, terminal)?;
    if let Some(file) = &arguments.write_baseline {
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        let (reason, owner) = (given(&arguments.reason), given(&arguments.owner));
        let text = write_baseline(&checked.report, &reason, &owner, &given(&arguments.until));
        output::replace(file, text.as_bytes())?;
        return Ok(Status::Good);
    }
    if !checked.errors.is_empty() {
        diagnostics::show(&checked.errors, terminal);
        diagnostics::say("error", "a rule could not be evaluated; the report lacks it", terminal);
        return Ok(Status::Usage);
    }
    let found = if arguments.base.is_some() {
        of_change(&checked, &arguments.fail_class, limit)
    } else {
        status(&checked.report, limit)
    };
    Ok(match found {
        Status::Findings | Status::Incomplete if arguments.report_only => Status::Good,
        other => other,
    })
}

/// The variables that Terraform takes from the environment.
fn environment() -> Vec<(String, String)> {
    let name = |(name, value): (String, String)| {
        name.strip_prefix("TF_VAR_").map(|n| (n.to_owned(), value))
    };
    let mut found: Vec<_> = std::env::vars_os()
        .filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)))
        .filter_map(name)
        .collect();
    found.sort();
    found
}

/// What a change means for a pipeline.
fn of_change(checked: &Checked, classes: &[FailClass], limit: Option<Severity>) -> Status {
    let fails = |class: Option<ChangeClass>| {
        classes.iter().any(|c| {
            class
                == Some(match c {
                    FailClass::New => ChangeClass::New,
                    FailClass::Worse => ChangeClass::Worse,
                    FailClass::Lost => ChangeClass::Lost,
                    FailClass::Changed => ChangeClass::Changed,
                    FailClass::Touched => ChangeClass::Touched,
                    FailClass::Existing => ChangeClass::Existing,
                })
        })
    };
    let severe = |severity: Severity| limit.is_some_and(|l| severity >= l);
    let failed = checked.report.findings.iter().any(|f| {
        let counts = match f.outcome {
            Outcome::Fail => true,
            Outcome::Unassessed { .. } => f.class == Some(ChangeClass::Lost),
            _ => false,
        };
        counts && fails(f.class) && severe(f.severity)
    });
    if failed {
        return Status::Findings;
    }
    if checked.new_gaps {
        return Status::Incomplete;
    }
    if checked.report.checks.total() == 0 { Status::Nothing } else { Status::Good }
}
