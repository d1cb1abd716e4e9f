//! Use cases: what each command does, without its command line and without printing.
//!
//! Files are read here; clock, environment and the current directory come in with the
//! [`Request`]. Results are plain data that the command line renders.

mod changes;
mod check;
mod collecting;
mod diffing;
mod drills;
mod evidence;
mod fleet;
mod gate;
mod init;
mod inventory;
mod keeping;
mod key;
mod loading;
mod members;
mod notify;
mod object_storage;
mod over_time;
pub mod postgres;
mod rules;
mod runbook;
mod runs;
mod settings;
mod state_objects;
mod storing;

use std::path::PathBuf;
use std::sync::Arc;

pub use crate::history::runs::{Keep, NoSuchKeep, Pruned};
use crate::lang::Diagnostic;
pub use crate::lang::Diagnostic as Problem;

pub use check::{CheckRequest, Checked, check};
pub use collecting::{Call, Collection, Counts, PolicyFormat, collect, iam_policy, planned_calls};
pub use diffing::{
    AmbiguousView, DiffView, DifferenceView, ExplainView, PairView, StepView, diff, explain,
};
pub use drills::{
    DrillPlace, DrillRecording, DrillView, DrillsView, EvidenceNow, Recorded, drill_log,
    drill_resources, drills, record_drill, show_drill,
};
pub use evidence::{
    Bundle, BundleFile, EvidenceError, ReadFile, Verified, Written, command_line_for_evidence,
    configuration_for_evidence, rules_for_evidence, verify_evidence, write_evidence,
};
pub use fleet::{Finished, NoSuchShard, Results, Shard, collect_each, run};
pub use gate::GATE;
pub use init::{InitRequest, init};
pub use inventory::{FileView, GapView, InventoryView, RowView, inventory};
pub use keeping::Keeping;
pub use key::project_key;
pub use loading::{Loaded, load};
pub use members::rule_files;
pub use notify::{CAN_NOTIFY, Channel, Destination, Hidden, Timing, notify};
pub use over_time::{
    AttributeView, ChangedView, ChangesView, SideChangesView, SnapshotView, SubjectView,
    UntoldView, changes,
};
pub use rules::{
    CaseView, RuleView, RulesTested, evaluate_texts, new_rule, rule_views, test_rules,
};
pub use runbook::{RunbookTexts, runbook};
pub use runs::{
    ComparedView, ComparisonView, RunFilter, RunView, SeriesView, compare_runs, kept_report,
    kept_reports, kept_runs, kept_series, kept_snapshot, merged, prune_runs, rebuild_index,
};

/// What a command is to look at.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The configuration file; none means the command line says everything.
    pub config: Option<PathBuf>,
    /// The application, where the configuration has several.
    pub app: Option<String>,
    /// Where live facts come from.
    pub live: Live,
    /// Region and location of primary states; a region alone has an empty location.
    pub primary: Vec<(String, String)>,
    /// Region and location of DR states.
    pub dr: Vec<(String, String)>,
    /// What is appended to global names on the DR side; over the configuration's.
    pub name_suffix: Option<String>,
    /// Directories with further rules.
    pub rule_dirs: Vec<PathBuf>,
    /// Rules that alone run; all when empty.
    pub only: Vec<String>,
    /// The job: `audit`, `check` or `gate`.
    pub job: String,
    /// The directory that paths on the command line are relative to.
    pub directory: PathBuf,
    /// Now, in RFC 3339.
    pub now: String,
    /// The key under which secrets are digested.
    pub digest_key: [u8; 32],
    /// How the states are reached that lie in AWS.
    pub reach: Reach,
    /// Whether the live facts are wanted as a snapshot file's bytes, beside the report.
    pub keep_live: bool,
    /// Where what was read in such states is kept; nowhere where there is none. What is kept is
    /// of use only under the same `digest_key`.
    pub cache: Option<PathBuf>,
    /// Where runs are kept.
    pub history: Keeping,
    /// The region in which a bucket with them is asked for first; S3 tells its own.
    pub history_region: Option<String>,
    /// The run of a fleet that this is a part of, as the engine that spreads it names it.
    pub run_id: Option<String>,
    /// The part of the applications that is taken; all where there is none.
    pub shard: Option<Shard>,
}

/// Where live facts come from.
#[derive(Clone, Debug, Default)]
pub enum Live {
    /// There are none: states alone are assessed.
    #[default]
    Nowhere,
    /// They are collected now; the counts may be watched meanwhile.
    Collected(Reach, Arc<Collection>),
    /// They were collected before, into this file.
    Snapshot(PathBuf),
}

/// How AWS is reached, besides what the configuration says of each side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whether credentials may come from the instance metadata service.
    pub instance_metadata: bool,
    /// Certificates that are trusted besides the system's.
    pub ca_bundle: Option<PathBuf>,
}

/// Why a command has no result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command line makes no sense.
    #[error("{0}")]
    Usage(String),
    /// Values on the command line are wrong: everything that is.
    #[error("{}", .0.join("; "))]
    Values(Vec<String>),
    /// The configuration or a rule is wrong: everything that is.
    #[error("{} problem(s) in configuration or rules", .0.len())]
    Problems(Vec<Diagnostic>),
    /// Nothing could be read.
    #[error("nothing could be read: {}", .0.join("; "))]
    Unreadable(Vec<String>),
    /// Everything was read, and it holds no resources.
    #[error("the sources hold no resources: there is nothing to assess")]
    Nothing,
    /// What was asked must not be done.
    #[error("{0}")]
    Refused(String),
    /// Somebody stopped it.
    #[error("interrupted: nothing was written")]
    Interrupted,
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// What happened.
        error: std::io::Error,
    },
}

pub use storing::{Summary, store};

/// The candidate that is spelt most like a word.
#[must_use]
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    crate::lang::suggest(word, candidates)
}
