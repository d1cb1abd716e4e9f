//! `audit` and `report`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{AuditArgs, EstateArgs, ReportArgs, ReportCommand};
use super::collect;
use super::diagnostics;
use super::exit::Status;
use super::gate;
use super::history;
use super::keeping;
use super::output::{self, Terminal};
use super::progress::Shown;
use crate::app::{self, Collection, Failure, Finished, Live, Reach, Request};
use crate::finding::{AuditReport, Fleet, Outcome, Severity};
use crate::report::json;

/// The configuration that is read where nothing else is said.
pub(super) const CONFIG: &str = "passmuster.hcl";

/// The request that the arguments describe; clock, environment and directory are read here.
pub(super) fn request(arguments: &EstateArgs, job: &str) -> Result<Request, Failure> {
    let directory = std::env::current_dir().map_err(|error| output::io(".", error))?;
    let given = !arguments.primary.is_empty() || !arguments.dr.is_empty();
    let default = (!given && directory.join(CONFIG).exists()).then(|| PathBuf::from(CONFIG));
    Ok(Request {
        config: arguments.config.clone().or(default),
        app: arguments.app.clone(),
        primary: arguments.primary.clone(),
        dr: arguments.dr.clone(),
        name_suffix: arguments.name_suffix.clone(),
        rule_dirs: arguments.rules.clone(),
        job: job.to_owned(),
        directory,
        now: now(),
        digest_key: digest_key()?,
        reach: Reach { ca_bundle: variable("AWS_CA_BUNDLE"), ..Reach::default() },
        ..Request::default()
    })
}

/// A path in the environment.
pub(super) fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Where things are kept that can be made again, as the XDG Base Directory Specification says.
pub(super) fn cache() -> Option<PathBuf> {
    let given = variable("XDG_CACHE_HOME").filter(|path| path.is_absolute());
    let own = given.or_else(|| variable("HOME").map(|home| home.join(".cache")))?;
    Some(own.join("passmuster")).filter(|path| path.is_absolute())
}

/// Now, in RFC 3339 to the second; `SOURCE_DATE_EPOCH` stands for it where it is set.
pub(super) fn now() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.parse().ok());
    let now = fixed
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .unwrap_or_else(jiff::Timestamp::now);
    to_the_second(now)
}

/// Now, in RFC 3339 to the second, whatever the environment says.
pub(super) fn real_now() -> String {
    to_the_second(jiff::Timestamp::now())
}

fn to_the_second(moment: jiff::Timestamp) -> String {
    jiff::Timestamp::from_second(moment.as_second()).unwrap_or(moment).to_string()
}

/// A fresh key for each run: digests of secrets never leave it.
pub(super) fn digest_key() -> Result<[u8; 32], Failure> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)
        .map_err(|error| output::io("random key", std::io::Error::other(error.to_string())))?;
    Ok(key)
}

/// The threshold; `None` for `never`.
pub(super) fn threshold(text: &str) -> Result<Option<Severity>, Failure> {
    if text == "never" {
        return Ok(None);
    }
    let wrong = |e: crate::finding::NoSuchSeverity| {
        Failure::Usage(format!("--fail-on {text:?}: {e}, or never"))
    };
    text.parse().map(Some).map_err(wrong)
}

/// What the report means for a pipeline.
pub(super) fn status(report: &AuditReport, threshold: Option<Severity>) -> Status {
    let counts = |severity: Severity| threshold.is_some_and(|t| severity >= t);
    let failed = |f: &crate::finding::Finding| f.outcome == Outcome::Fail && counts(f.severity);
    if report.findings.iter().any(failed) {
        return Status::Findings;
    }
    if report.checks.unassessed > 0 || !report.gaps.is_empty() {
        return Status::Incomplete;
    }
    if report.checks.total() == 0 {
        return Status::Nothing;
    }
    Status::Good
}

/// What the reports of a fleet mean for a pipeline: the worst of them, and of what has none.
pub(super) fn fleet_status(fleet: &Fleet, one: impl Fn(&AuditReport) -> Status) -> Status {
    let all: Vec<Status> = fleet.reports.iter().map(one).collect();
    let worst = [Status::Usage, Status::Findings, Status::Incomplete];
    if let Some(status) = worst.into_iter().find(|status| all.contains(status)) {
        return status;
    }
    let nothing = all.contains(&Status::Nothing);
    match (all.is_empty(), fleet.absent.is_empty()) {
        (true, false) => Status::Unreadable,
        (false, false) => Status::Incomplete,
        // An app of which nothing was assessed is no app that is well.
        (_, true) if nothing && all.contains(&Status::Good) => Status::Incomplete,
        (_, true) if nothing => Status::Nothing,
        (_, true) => Status::Good,
    }
}

pub(super) fn audit(arguments: &AuditArgs, terminal: Terminal) -> Result<Status, Failure> {
    output::check(&arguments.output.output)?;
    let limit = threshold(&arguments.output.fail_on)?;
    let notices = arguments.notify.prepare(terminal)?;
    let finished = audited(arguments)?;
    output::write_run(&finished.fleet, &arguments.output.output, arguments.output.all, terminal)?;
    keeping::say(finished.history_problem.as_ref(), terminal);
    let ca_bundle = arguments.reach.ca_bundle.as_deref();
    notices.send(&finished.fleet, finished.errors.len(), ca_bundle, terminal);
    if finished.errors.is_empty() {
        Ok(fleet_status(&finished.fleet, |report| status(report, limit)))
    } else {
        diagnostics::show(&finished.errors, terminal);
        diagnostics::say("error", "a rule could not be evaluated; the report lacks it", terminal);
        Ok(Status::Usage)
    }
}

fn audited(arguments: &AuditArgs) -> Result<Finished, Failure> {
    let mut request = collect::live_request(&arguments.estate, &arguments.rule, "audit", false)?;
    request.reach = collect::reach(&arguments.reach);
    arguments.keep.apply(&mut request);
    if let Some(place) = &arguments.snapshot {
        request.live = Live::Snapshot(place.clone());
        return app::run(&request);
    }
    if !arguments.live {
        return app::run(&request);
    }
    let collection = Arc::new(Collection::default());
    request.live = Live::Collected(collect::reach(&arguments.reach), Arc::clone(&collection));
    let _shown = Shown::begin(&collection);
    app::run(&request)
}

/// What a report that was read means: a gate's by its verdict.
pub(super) fn rendered_status(report: &AuditReport, limit: Option<Severity>) -> Status {
    if report.readiness.is_some() { gate::status(report) } else { status(report, limit) }
}

pub(super) fn report(arguments: &ReportArgs, terminal: Terminal) -> Result<Status, Failure> {
    if let Some(ReportCommand::Merge(merge)) = &arguments.command {
        return history::merge(merge, terminal);
    }
    if arguments.schema {
        return output::print(format!("{}\n", json::v1::schema().trim_end()).as_bytes())
            .map(|()| Status::Good);
    }
    let limit = threshold(&arguments.output.fail_on)?;
    let file = arguments.file.as_deref().unwrap_or(Path::new("-"));
    let name = file.display().to_string();
    let mut bytes = Vec::new();
    let read = if name == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(file).map(|read| bytes = read)
    };
    read.map_err(|error| output::io(&name, error))?;
    let unreadable = |why: String| Failure::Unreadable(vec![format!("{name}: {why}")]);
    let text = String::from_utf8(bytes).map_err(|_| unreadable("not UTF-8".to_owned()))?;
    let fleet = json::read(&text).map_err(unreadable)?;
    output::write(&fleet, &arguments.output.output, arguments.output.all, terminal)?;
    Ok(fleet_status(&fleet, |report| rendered_status(report, limit)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Absent;

    #[test]
    fn a_fleet_is_as_good_as_its_worst_app() {
        use Status::{Findings, Good, Incomplete, Nothing, Unreadable, Usage};
        let fleet = |statuses: &[Status], absent: usize| {
            let reports = statuses
                .iter()
                .enumerate()
                .map(|(at, _)| AuditReport { app: at.to_string(), ..AuditReport::default() });
            Fleet { reports: reports.collect(), absent: vec![Absent::default(); absent] }
        };
        for (statuses, absent, whole) in [
            (vec![Good, Good], 0, Good),
            (vec![Good, Incomplete, Findings], 0, Findings),
            (vec![Good, Incomplete], 0, Incomplete),
            (vec![Findings, Usage], 0, Usage),
            (vec![Good], 1, Incomplete),
            (vec![Findings], 1, Findings),
            (vec![], 2, Unreadable),
            (vec![], 0, Good),
            (vec![Nothing], 0, Nothing),
            (vec![Nothing, Good], 0, Incomplete),
            (vec![Nothing], 1, Incomplete),
        ] {
            let of = |report: &AuditReport| statuses[report.app.parse::<usize>().unwrap()];
            assert_eq!(fleet_status(&fleet(&statuses, absent), of), whole, "{statuses:?} {absent}");
        }
    }
}
