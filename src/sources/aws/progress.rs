//! How far a collection is, for whoever watches.

use std::sync::atomic::AtomicUsize;
use std::time::Instant;

/// Counts of a collection under way. Read at any time, by any thread.
#[derive(Debug)]
pub struct Progress {
    /// When it began.
    pub begun: Instant,
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

impl Default for Progress {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            services: AtomicUsize::default(),
            services_done: AtomicUsize::default(),
            calls: AtomicUsize::default(),
            resources: AtomicUsize::default(),
            throttled: AtomicUsize::default(),
        }
    }
}
