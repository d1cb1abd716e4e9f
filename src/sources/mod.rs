//! Where snapshots come from.
//!
//! A source turns something outside (states, plans, Terraform directories, later live AWS) into a
//! [`Snapshot`]: resources with Terraform's names, each with its site and with the evidence for
//! its region, and a coverage that says what could not be read. [`read`] takes the states of both
//! sides; [`inspect`] shows what one location holds, without sides.
//!
//! Nothing here returns an error for a bad file: a file that cannot be read is a [`Gap`] with its
//! place and its mend, and the other files are read all the same. Secrets are digested while
//! reading ([`DigestKey`]); outputs are not kept. No file makes the reader panic, hang or nest
//! without bound.
//!
//! What is not done here: comparing, pairing, judging. A source says what is there.
//!
//! [`Gap`]: crate::model::Gap

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{Coverage, Gap, Side, Site, Snapshot, SnapshotMeta, SourceFile, Text, View};

#[cfg(feature = "aws")]
pub mod aws;
mod digest;
mod document;
mod draft;
mod encoding;
mod excerpt;
mod flatmap;
pub mod git;
mod inspect;
mod json;
mod key_lists;
mod locate;
mod mask;
mod plan;
#[cfg(feature = "postgres")]
pub mod postgres;
mod problem;
mod provider;
mod region;
mod remote;
mod seal;
mod secrets;
mod settle;
pub mod snapshot_file;
mod state;
mod strings;
pub mod terraform;

pub use digest::DigestKey;
pub use excerpt::Excerpts;
pub use inspect::{FileListing, Listing, inspect};
pub use remote::Remote;
pub use seal::{Seal, without_digests};

use document::Document;
use locate::Found;
use problem::Problem;
use remote::Object;
use settle::ReadFile;

/// Files of this many bytes are not read side by side.
const LARGE: u64 = 32 << 20;

/// A location named for a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The side that its resources play for, unless their region says otherwise.
    pub side: Side,
    /// A file, a directory, a pattern, or `-` for standard input.
    pub location: String,
}

/// What reading needs to know.
#[derive(Clone, Debug)]
pub struct Context {
    /// The primary side. Its account and region may be unknown.
    pub primary: Site,
    /// The DR side.
    pub dr: Site,
    /// The directory that locations are relative to.
    pub base: PathBuf,
    /// The key under which secrets are digested.
    pub digest_key: DigestKey,
}

impl Context {
    /// A context in which no side has a region: every source stands alone.
    #[must_use]
    pub fn without_sides(base: PathBuf, digest_key: DigestKey) -> Self {
        let nowhere = |side| Site { side, region: None, account: None };
        Self { primary: nowhere(Side::Primary), dr: nowhere(Side::Dr), base, digest_key }
    }
}

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A raw state of version 4.
    State,
    /// A state as `terraform show -json` writes it.
    ShownState,
    /// A plan as `terraform show -json` writes it.
    Plan,
    /// A Terraform directory.
    Configuration,
}

impl Format {
    /// The format in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::ShownState => "shown state",
            Self::Plan => "plan",
            Self::Configuration => "configuration",
        }
    }
}

/// Reads the states of both sides.
///
/// Never fails: what could not be read is a gap, for every side that it was named for. The
/// resources come in the order of the inputs, and within a file in the file's order.
#[must_use]
pub fn read(inputs: &[Input], context: &Context) -> Snapshot {
    read_with(inputs, &Remote::default(), context)
}

/// The same, where some locations stand for what was fetched before.
#[must_use]
pub fn read_with<'r>(inputs: &[Input], remote: &'r Remote, context: &Context) -> Snapshot {
    let mut coverage = Coverage::default();
    let named = locate_all(inputs, remote, context, &mut coverage);
    for gap in remote.gaps() {
        coverage.add(gap.clone());
    }
    // Each file is read on one thread, and its bytes are dropped before its task ends. Large ones
    // come one after the other: their bytes beside what is read from them would be the peak.
    let one = |(at, (named, sides)): (usize, (Named<'r>, BTreeSet<Side>))| {
        let outcome = match &named {
            Named::File(found) => read_file(found, context),
            Named::Object(object) => object.document.clone(),
        };
        (at, (named, sides, outcome))
    };
    let (large, small): (Vec<_>, Vec<_>) =
        named.into_iter().enumerate().partition(|(_, (named, _))| named.bytes() >= LARGE);
    let mut outcomes: Vec<_> = large.into_iter().map(one).collect();
    outcomes.par_extend(small.into_par_iter().map(one));
    outcomes.sort_unstable_by_key(|(at, _)| *at);
    let outcomes = outcomes.into_iter().map(|(_, outcome)| outcome);
    let mut files = Vec::new();
    for (named, sides, outcome) in outcomes {
        match outcome {
            Ok(document) => {
                for side in &sides {
                    coverage.looked_at(*side);
                }
                let file = source_file(named.name(), &document);
                files.push(ReadFile { file, sides, document });
            }
            Err(problem) => {
                for gap in gaps(&problem, &sides, named.name()) {
                    coverage.add(gap);
                }
            }
        }
    }
    let shared = settle::merge_versions(&mut files);
    let meta_files = files.iter().map(|f| Arc::clone(&f.file)).collect();
    let resources = files
        .into_par_iter()
        .zip(shared)
        .flat_map_iter(|(file, shared)| settle::resources(file, &shared, context))
        .collect();
    let meta = SnapshotMeta { view: View::State, files: meta_files, taken_at: Text::new() };
    Snapshot { meta, resources, coverage }
}

/// What is read: a file, or an object that was fetched.
enum Named<'r> {
    File(Found),
    Object(&'r Object),
}

impl Named<'_> {
    fn name(&self) -> &str {
        match self {
            Self::File(found) => found.name(),
            Self::Object(object) => &object.name,
        }
    }

    /// The bytes that are still to be read.
    fn bytes(&self) -> u64 {
        match self {
            Self::File(found) => found.bytes(),
            Self::Object(_) => 0,
        }
    }
}

/// What makes two names one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Real {
    File(PathBuf),
    Object(usize),
}

/// The files of all inputs in the order of their first naming, with every side each is named for.
fn locate_all<'r>(
    inputs: &[Input],
    remote: &'r Remote,
    context: &Context,
    coverage: &mut Coverage,
) -> Vec<(Named<'r>, BTreeSet<Side>)> {
    let mut named: Vec<(Named<'r>, BTreeSet<Side>)> = Vec::new();
    let mut at: BTreeMap<Real, usize> = BTreeMap::new();
    let mut add = |real: Real, file: Named<'r>, side: Side| {
        let index = *at.entry(real).or_insert(named.len());
        match named.get_mut(index) {
            Some((_, sides)) => {
                sides.insert(side);
            }
            None => named.push((file, BTreeSet::from([side]))),
        }
    };
    for Input { side, location } in inputs {
        if let Some(objects) = remote.of(*side, location) {
            for (at, object) in objects.iter().filter_map(|at| Some((*at, remote.object(*at)?))) {
                add(Real::Object(at), Named::Object(object), *side);
            }
            continue;
        }
        let located = locate::files(location, &context.base);
        for problem in &located.problems {
            coverage.add(problem.gap(Some(*side), Text::from(location.as_str())));
        }
        for found in located.files {
            // Two names of one file are one file.
            let real = match &found {
                Found::Stdin => PathBuf::from("-"),
                Found::File(path, _) => path.canonicalize().unwrap_or_else(|_| path.clone()),
            };
            add(Real::File(real), Named::File(found), *side);
        }
    }
    named
}

fn read_file(found: &Found, context: &Context) -> Result<Document, Problem> {
    let text = encoding::text_of(locate::bytes_of(found)?)?;
    document::read(&text, &context.digest_key)
}

fn source_file(name: &str, document: &Document) -> Arc<SourceFile> {
    Arc::new(SourceFile {
        path: Text::from(name),
        serial: document.serial,
        lineage: document.lineage.clone(),
        terraform_version: document.terraform_version.clone(),
    })
}

fn gaps(problem: &Problem, sides: &BTreeSet<Side>, name: &str) -> Vec<Gap> {
    sides.iter().map(|side| problem.gap(Some(*side), Text::from(name))).collect()
}
