//! `collect` and `iam-policy`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{CollectArgs, EstateArgs, IamPolicyArgs, LiveJob, PolicyKind, ReachArgs};
use super::audit;
use super::diagnostics;
use super::exit::Status;
use super::output::{self, Terminal};
use super::progress::Shown;
use crate::app::{self, Collection, Failure, PolicyFormat, Reach, Request};
use crate::report::escape_terminal;

impl LiveJob {
    /// The job's name.
    const fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Gate => app::GATE,
        }
    }
}

pub(super) fn reach(arguments: &ReachArgs) -> Reach {
    Reach { instance_metadata: arguments.instance_metadata, ca_bundle: arguments.ca_bundle.clone() }
}

/// The request of a command that reads or writes what is kept: with the project's key, where there
/// is one. Without it nothing that was read before is of use.
pub(super) fn live_request(
    arguments: &EstateArgs,
    rules: &[String],
    job: &str,
    make_key: bool,
) -> Result<Request, Failure> {
    let mut request = audit::request(arguments, job)?;
    request.only = rules.to_vec();
    let given = std::env::var("PASSMUSTER_KEY").ok().filter(|k| !k.is_empty());
    let config = request.config.as_ref().and_then(|c| c.parent()).map(PathBuf::from);
    let directory = request.directory.join(config.unwrap_or_default());
    if let Some(key) = app::project_key(&directory, given.as_deref(), make_key)? {
        request.digest_key = key;
        request.cache = audit::cache();
    }
    Ok(request)
}

pub(super) fn collect(arguments: &CollectArgs, terminal: Terminal) -> Result<Status, Failure> {
    if arguments.dry_run {
        let request =
            live_request(&arguments.estate, &arguments.rule, arguments.job.name(), false)?;
        return dry_run(&request);
    }
    let Some(file) = &arguments.output else {
        return Err(Failure::Usage("name the snapshot file with --output".to_owned()));
    };
    let mut request = live_request(&arguments.estate, &arguments.rule, arguments.job.name(), true)?;
    let collection = Arc::new(Collection::default());
    if request.directory.join(file).is_dir() || file.as_os_str().as_encoded_bytes().ends_with(b"/")
    {
        request.shard = arguments.shard;
        return each(&request, arguments, &collection, file, terminal);
    }
    if arguments.shard.is_some() {
        return Err(Failure::Usage("--shard needs a directory as --output".to_owned()));
    }
    let shown = Shown::begin(&collection);
    let found = app::collect(&request, &reach(&arguments.reach), &collection);
    drop(shown);
    let summary = app::store(&found?, &request.directory.join(file))?;
    for gap in &summary.gaps {
        diagnostics::say("warning", gap, terminal);
    }
    let counts = collection.counts();
    let text = format!(
        "{} resources and {} gaps from {} calls in {}\n",
        summary.resources,
        summary.gaps.len(),
        counts.calls,
        file.display()
    );
    output::print(text.as_bytes())?;
    Ok(if summary.gaps.is_empty() { Status::Good } else { Status::Incomplete })
}

/// Collects every app into a directory.
fn each(
    request: &Request,
    arguments: &CollectArgs,
    collection: &Arc<Collection>,
    directory: &Path,
    terminal: Terminal,
) -> Result<Status, Failure> {
    let shown = Shown::begin(collection);
    let results = app::collect_each(request, &reach(&arguments.reach), collection, directory)?;
    drop(shown);
    let (mut read, mut whole) = (0, 0);
    let mut text = String::new();
    for (name, result) in &results {
        let name = escape_terminal(name);
        match result {
            Ok(summary) => {
                for gap in &summary.gaps {
                    diagnostics::say("warning", &format!("{name}: {gap}"), terminal);
                }
                let gaps = summary.gaps.len();
                let _ = writeln!(text, "{name}: {} resources and {gaps} gaps", summary.resources);
                read += 1;
                whole += usize::from(gaps == 0);
            }
            Err(failure) => diagnostics::say("error", &format!("{name}: {failure}"), terminal),
        }
    }
    let _ = writeln!(text, "{read} of {} apps in {}", results.len(), directory.display());
    output::print(text.as_bytes())?;
    Ok(match (read, whole) {
        (0, _) if !results.is_empty() => Status::Unreadable,
        (_, whole) if whole < results.len() => Status::Incomplete,
        _ => Status::Good,
    })
}

fn dry_run(request: &Request) -> Result<Status, Failure> {
    let mut text = String::new();
    for call in app::planned_calls(request)? {
        let place = if call.region.is_empty() { "global" } else { &call.region };
        let _ = write!(text, "{:<8} {place:<16} {}", call.side, call.operation);
        if call.iam_action != call.operation {
            let _ = write!(text, "  ({})", call.iam_action);
        }
        text.push('\n');
    }
    output::print(text.as_bytes())?;
    Ok(Status::Good)
}

pub(super) fn iam_policy(arguments: &IamPolicyArgs) -> Result<Status, Failure> {
    let request = live_request(&arguments.estate, &arguments.rule, arguments.job.name(), false)?;
    let format = match arguments.output {
        PolicyKind::Json => PolicyFormat::Json,
        PolicyKind::Terraform => PolicyFormat::Terraform,
    };
    output::print(app::iam_policy(&request, format)?.as_bytes())?;
    Ok(Status::Good)
}
