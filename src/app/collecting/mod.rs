//! `collect`: live facts of both sides, and what collecting them takes.

#[cfg(feature = "aws")]
mod live;
#[cfg(not(feature = "aws"))]
mod without;

#[cfg(feature = "aws")]
pub(super) use live::{access, collected, network, region_of, run};
#[cfg(feature = "aws")]
pub use live::{collect, iam_policy, planned_calls};
#[cfg(not(feature = "aws"))]
pub(super) use without::collected;
#[cfg(not(feature = "aws"))]
pub use without::{collect, iam_policy, planned_calls};

use super::Failure;
use crate::sources::snapshot_file::Stored;

/// A collection that is under way: ask for its [`Counts`] at any time, from any thread.
#[derive(Debug, Default)]
pub struct Collection {
    #[cfg(feature = "aws")]
    progress: std::sync::Arc<crate::sources::aws::Progress>,
}

/// How far a collection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Services that are asked, counted for each region.
    pub services: usize,
    /// Those that are done.
    pub services_done: usize,
    /// Calls that were made.
    pub calls: usize,
    /// Resources that were read.
    pub resources: usize,
    /// Attempts that were throttled.
    pub throttled: usize,
}

/// What was collected, unless no side could be reached.
///
/// # Errors
///
/// No side could.
pub(super) fn not_dark(stored: Stored) -> Result<Stored, Failure> {
    let coverage = &stored.snapshot.coverage;
    if coverage.sides().next().is_none() {
        let gaps = coverage.gaps().iter().map(|g| g.detail.to_string()).collect();
        return Err(Failure::Unreadable(gaps));
    }
    Ok(stored)
}

/// A call that collecting would make, at least once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Call {
    /// The side, or `global`.
    pub side: String,
    /// The region; empty where the service has none.
    pub region: String,
    /// `service:Operation`.
    pub operation: String,
    /// The IAM action that it needs.
    pub iam_action: String,
}

/// How a policy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFormat {
    /// The policy document.
    Json,
    /// A Terraform data source.
    Terraform,
}
