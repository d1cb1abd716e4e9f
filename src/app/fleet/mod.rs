//! The jobs that are run on a schedule or before a drill, on one application or many.
//!
//! Many applications are assessed side by side. One of them that cannot be read is told as absent
//! and stops nobody; a wrong configuration stops all before anything is read.

mod many;
mod shard;

use std::collections::BTreeMap;

use super::evidence::rules_for_evidence;
use super::keeping::{Archive, LiveFacts};
use super::loading::{load_prepared, prepared};
use super::members::{Member, Members, members};
use super::{Failure, Request};
use crate::finding::{Absent, AuditReport, Fleet};
use crate::history::runs::{NewRun, Part, PartLine};
use crate::lang::Diagnostic;

pub use many::{Results, collect_each};
use many::{at_once, side_by_side};
pub use shard::{NoSuchShard, Shard};

/// What a job found.
#[derive(Debug, Default)]
pub struct Finished {
    /// The reports, by application, and what has none.
    pub fleet: Fleet,
    /// Rules that could not be evaluated.
    pub errors: Vec<Diagnostic>,
    /// What of the history did not work. The reports stand all the same.
    pub history_problem: Option<String>,
    /// The live facts as snapshot files, by application, where the request wants them.
    pub live: BTreeMap<String, Vec<u8>>,
    /// SHA-256 over all rules that were loaded, by application.
    pub rules_sha256: BTreeMap<String, String>,
}

/// What one application gave.
struct Assessed {
    report: AuditReport,
    errors: Vec<Diagnostic>,
    live: Option<Vec<u8>>,
    facts: Option<LiveFacts>,
    rules_sha256: String,
}

/// Runs the request's job on its applications: on the one that it names, else on all that the
/// configuration has, or on those of a part.
///
/// # Errors
///
/// A wrong configuration or rule. Of a single application also that nothing could be read, or that
/// there is nothing to assess.
pub fn run(request: &Request) -> Result<Finished, Failure> {
    let mut members = members(request)?;
    let several = members.all.len() > 1 || request.shard.is_some();
    if let Some(shard) = request.shard {
        members.all.retain(|member| shard.takes(&member.app.name));
    }
    if several && !(request.primary.is_empty() && request.dr.is_empty()) {
        return Err(Failure::Usage(
            "--primary and --dr are of one application: choose it with --app".to_owned(),
        ));
    }
    let all = std::mem::take(&mut members.all);
    // What is wrong with the command line or a configuration is told before anything is read.
    for member in all.iter().filter(|_| several) {
        prepared(member.clone(), request)?;
    }
    let results = if several {
        side_by_side(&all, at_once(request), |member| assessed(member, request))?
    } else {
        all.into_iter()
            .map(|member| (member.app.name.to_string(), assessed(member, request)))
            .collect()
    };
    let mut finished = Finished::default();
    let mut found = Vec::new();
    for (name, result) in results {
        match result {
            Ok(assessed) => found.push(assessed),
            Err(failure @ Failure::Interrupted) => return Err(failure),
            Err(failure) if !several => return Err(failure),
            Err(failure) => {
                let why = failure.to_string();
                finished.fleet.absent.push(Absent { app: Some(name), part: None, why });
            }
        }
    }
    found.sort_by(|a, b| a.report.app.cmp(&b.report.app));
    finished.fleet.absent.sort();
    kept(&mut finished, found, &members, request);
    Ok(finished)
}

/// Assesses one application.
fn assessed(member: Member, request: &Request) -> Result<Assessed, Failure> {
    let loaded = load_prepared(prepared(member, request)?, request)?;
    let assessment = loaded.assessed();
    Ok(Assessed {
        report: assessment.report,
        errors: assessment.errors,
        live: loaded.live,
        facts: loaded.facts,
        rules_sha256: rules_for_evidence(&loaded.catalogue),
    })
}

/// Keeps what was found, and tells the reports what earlier runs say. What does not work is told
/// beside the reports.
fn kept(finished: &mut Finished, found: Vec<Assessed>, members: &Members, request: &Request) {
    let mut archive = match Archive::open(request, members) {
        Ok(archive) => archive,
        Err(error) => {
            finished.history_problem = Some(error.to_string());
            None
        }
    };
    if let Some(archive) = &mut archive {
        archive.look_back(found.iter().map(|one| &one.report), request);
    }
    let mut runs: Vec<NewRun> = Vec::new();
    for mut one in found {
        let app = one.report.app.clone();
        if let Some(archive) = &archive {
            runs.push(archive.told(&mut one.report, one.facts.take(), request));
        }
        finished.live.extend(one.live.map(|bytes| (app.clone(), bytes)));
        finished.rules_sha256.insert(app, one.rules_sha256);
        finished.errors.extend(one.errors);
        finished.fleet.reports.push(one.report);
    }
    let Some(archive) = archive else { return };
    let part = request.run_id.as_ref().map(|run_id| PartLine {
        run_id: run_id.clone(),
        part: request.shard.map_or(Part { number: 1, of: 1 }, Shard::part),
        job: request.job.clone(),
        at: request.now.clone(),
        runs: runs.iter().map(|new| new.run.id.clone()).collect(),
        absent: finished
            .fleet
            .absent
            .iter()
            .filter_map(|absent| Some((absent.app.clone()?, absent.why.clone())))
            .collect(),
    });
    if let Err(error) = archive.keep(&runs, part.as_ref()) {
        finished.history_problem = Some(format!("{error}; this run was not kept"));
    }
}
