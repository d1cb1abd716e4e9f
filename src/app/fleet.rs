//! The jobs that are run on a schedule or before a drill, on one application or many.
//!
//! Many applications are assessed side by side. One of them that cannot be read is told as absent
//! and stops nobody; a wrong configuration stops all before anything is read.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::evidence::rules_for_evidence;
use super::keeping::{Archive, LiveFacts};
use super::loading::{load_prepared, prepared};
use super::members::{Member, Members, members};
use super::{Failure, Live, Request};
use crate::finding::{Absent, AuditReport, Fleet};
use crate::history::runs::{NewRun, Part, PartLine};
use crate::history::sha256;
use crate::lang::Diagnostic;

/// Stack of a thread that assesses: deep documents are walked by recursion.
const STACK: usize = 16 << 20;
/// Applications that are collected at once: each asks both regions, several calls at a time.
const COLLECTED_AT_ONCE: usize = 4;

/// A part of a fleet: the applications whose names fall into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    of: u32,
}

/// The numbers make no part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write I/N with 1 ≤ I ≤ N, such as 3/8")]
pub struct NoSuchShard;

impl std::str::FromStr for Shard {
    type Err = NoSuchShard;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, of) = text.split_once('/').ok_or(NoSuchShard)?;
        let number = number.parse().map_err(|_| NoSuchShard)?;
        let of = of.parse().map_err(|_| NoSuchShard)?;
        Self::new(number, of).ok_or(NoSuchShard)
    }
}

impl Shard {
    /// Part `number` of `of`, from 1.
    #[must_use]
    pub fn new(number: u32, of: u32) -> Option<Self> {
        (1..=of).contains(&number).then_some(Self { number, of })
    }

    /// Whether an application falls into it: always the same one, whatever other applications
    /// there are.
    #[must_use]
    pub fn takes(self, app: &str) -> bool {
        let digest = sha256(app.as_bytes());
        let head = digest.get(..15).and_then(|d| u64::from_str_radix(d, 16).ok());
        head.unwrap_or_default() % u64::from(self.of) == u64::from(self.number - 1)
    }

    /// The part as the history writes it.
    pub(super) const fn part(self) -> Part {
        Part { number: self.number, of: self.of }
    }
}

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
    let results = if several {
        side_by_side(&all, request)?
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

type Results = Vec<(String, Result<Assessed, Failure>)>;

/// Assesses many applications, some at a time.
fn side_by_side(members: &[Member], request: &Request) -> Result<Results, Failure> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let workers = match &request.live {
        Live::Collected(..) => COLLECTED_AT_ONCE,
        Live::Nowhere | Live::Snapshot(_) => cores,
    };
    let next = AtomicUsize::new(0);
    let results: Mutex<Results> = Mutex::new(Vec::with_capacity(members.len()));
    let work = || {
        while let Some(member) = members.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = assessed(member.clone(), request);
            let stop = matches!(result, Err(Failure::Interrupted));
            if let Ok(mut results) = results.lock() {
                results.push((member.app.name.to_string(), result));
            }
            if stop {
                next.store(members.len(), Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| -> io::Result<()> {
        for _ in 0..workers.min(members.len()) {
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        }
        Ok(())
    })
    .map_err(|error| Failure::Io { path: "thread".to_owned(), error })?;
    Ok(results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Keeps what was found, and tells the reports what earlier runs say. What does not work is told
/// beside the reports.
fn kept(finished: &mut Finished, found: Vec<Assessed>, members: &Members, request: &Request) {
    let archive = match Archive::open(request, members) {
        Ok(archive) => archive,
        Err(error) => {
            finished.history_problem = Some(error.to_string());
            None
        }
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_application_falls_into_one_part_and_stays_there() {
        for of in 1..20 {
            for app in ["checkout", "billing", "", "a", "ü"] {
                let parts = (1..=of).filter(|n| Shard::new(*n, of).unwrap().takes(app));
                assert_eq!(parts.count(), 1, "{app:?} of {of}");
            }
        }
        assert!(Shard::new(6, 8).unwrap().takes("checkout"), "no other version may move it");
        assert_eq!(
            (1..=8).filter(|n| Shard::new(*n, 8).unwrap().takes("billing")).collect::<Vec<_>>(),
            [2]
        );
    }

    #[test]
    fn parts_are_counted_from_one() {
        for text in ["0/8", "9/8", "1/0", "1", "/", "a/b", "-1/8"] {
            assert_eq!(text.parse::<Shard>(), Err(NoSuchShard), "{text}");
        }
        assert_eq!("8/8".parse(), Ok(Shard { number: 8, of: 8 }));
    }
}
