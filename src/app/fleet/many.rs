//! Many applications, some at a time.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::app::collecting::{Collection, collected, not_dark};
use crate::app::loading::{prepared, snapshot_of};
use crate::app::members::{Member, members};
use crate::app::storing::{Summary, store};
use crate::app::{Failure, Live, Reach, Request};

/// Stack of a thread that assesses: deep documents are walked by recursion.
const STACK: usize = 16 << 20;
/// Applications that are collected at once: each asks both regions, several calls at a time.
const COLLECTED_AT_ONCE: usize = 4;

/// What became of each application, by name.
pub type Results<T> = Vec<(String, Result<T, Failure>)>;

/// Applications that are worked on at once.
pub(super) fn at_once(request: &Request) -> usize {
    match &request.live {
        Live::Collected(..) => COLLECTED_AT_ONCE,
        Live::Nowhere | Live::Snapshot(_) => thread::available_parallelism().map_or(1, usize::from),
    }
}

/// Does something for many applications, some at a time.
pub(super) fn side_by_side<T: Send>(
    members: &[Member],
    workers: usize,
    one: impl Fn(Member) -> Result<T, Failure> + Sync,
) -> Result<Results<T>, Failure> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Results<T>> = Mutex::new(Vec::with_capacity(members.len()));
    let work = || {
        while let Some(member) = members.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = one(member.clone());
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

/// Collects every application of a request into a snapshot file of its own, and tells what became
/// of each, by name.
///
/// # Errors
///
/// A wrong configuration or rule, or somebody stopped it.
pub fn collect_each(
    request: &Request,
    reach: &Reach,
    collection: &Arc<Collection>,
    directory: &Path,
) -> Result<Results<Summary>, Failure> {
    let mut members = members(request)?.all;
    if let Some(shard) = request.shard {
        members.retain(|member| shard.takes(&member.app.name));
    }
    let place = request.directory.join(directory);
    std::fs::create_dir_all(&place)
        .map_err(|error| Failure::Io { path: directory.display().to_string(), error })?;
    let mut results = side_by_side(&members, COLLECTED_AT_ONCE, |member| {
        let prepared = prepared(member, request)?;
        let stored = not_dark(collected(&prepared, request, reach, collection)?)?;
        store(&stored, &snapshot_of(&place, &prepared.app, request))
    })?;
    results.sort_by(|a, b| a.0.cmp(&b.0));
    let stopped = results.iter().any(|(_, r)| matches!(r, Err(Failure::Interrupted)));
    if stopped { Err(Failure::Interrupted) } else { Ok(results) }
}
