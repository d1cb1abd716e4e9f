//! What an assessment says: outcomes, findings, and the report that renderers see.
//!
//! A renderer gets an [`AuditReport`] and nothing else; it evaluates nothing. All text in these
//! types is as the sources gave it, *not* escaped: names and tags are hostile, and each format
//! escapes through its own type.

mod agreement;
mod change;
mod drawing;
mod fingerprint;
mod fleet;
mod impact;
mod outcome;
mod parity;
mod readiness;
mod report;
mod shown;
mod step;
mod trend;

pub use crate::model::{NoSuchSeverity, Severity};
pub use agreement::{ABOUT_SETTINGS, AgreementKind, AgreementLine, NoSuchAgreement};
pub use change::{Change, ChangeClass};
pub use drawing::{Drawing, Flow, NetworkDrawn, PartDrawn, RegionDrawn};
pub use fingerprint::Fingerprint;
pub use fleet::{Absent, Fleet};
pub use impact::{Impact, NoSuchImpact};
pub use outcome::Outcome;
pub use parity::KindLine;
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
pub use trend::{Course, Gone, Past, RunPoint, Trend};
