//! What an assessment says: outcomes, findings, and the report that renderers see.
//!
//! A renderer gets an [`AuditReport`] and nothing else; it evaluates nothing. All text in these
//! types is as the sources gave it, *not* escaped: names and tags are hostile, and each format
//! escapes through its own type.

mod change;
mod fingerprint;
mod impact;
mod outcome;
mod readiness;
mod report;
mod shown;
mod step;

pub use crate::model::{NoSuchSeverity, Severity};
pub use change::{Change, ChangeClass};
pub use fingerprint::Fingerprint;
pub use impact::{Impact, NoSuchImpact};
pub use outcome::Outcome;
pub use readiness::{
    Accepted, CapacityLine, DataLoss, Decisive, Level, NoSuchLevel, NoSuchTopologyState, Readiness,
    RecoveryTime, StepLine, StoreLag, TimePart, Topology, TopologyState,
};
pub use report::{
    AuditReport, CheckCounts, Evidence, Finding, GapLine, Location, PairCounts, RuleLine,
    ShownDifference, SideLine, SourceLine, Subject,
};
pub use shown::show;
pub use step::{NoSuchStep, Step};
