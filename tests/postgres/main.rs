//! Replication of self-managed PostgreSQL, observed on real servers.
//!
//! A primary and a streaming standby are started from the installed PostgreSQL. Where none is
//! installed the tests say so and pass.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod cluster;
mod configured;
mod gate;
mod observing;
mod pair;
mod refusals;
mod tls;

use cluster::Ground;

/// A place for servers; `None`, with the reason printed, where no server is installed.
fn ground() -> Option<Ground> {
    let bin = cluster::programs();
    if bin.is_none() {
        println!("skipped: /usr/lib/postgresql holds no server; install postgresql");
    }
    bin.map(Ground::new)
}
