//! How far a collection is, for whoever watches.

use std::sync::atomic::AtomicUsize;

/// Counts of a collection under way. Read at any time, by any thread.
#[derive(Debug, Default)]
pub struct Progress {
    /// Services that are asked, counted for each region.
    pub services: AtomicUsize,
    /// Those that are done.
    pub services_done: AtomicUsize,
    /// Calls that were made, retries not counted.
    pub calls: AtomicUsize,
    /// Resources that were read.
    pub resources: AtomicUsize,
    /// Attempts that were throttled.
    pub throttled: AtomicUsize,
}
