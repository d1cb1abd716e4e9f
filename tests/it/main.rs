//! Integration tests: one binary, one module per topic.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod agreements;
mod architecture;
mod check;
mod cli;
mod configurations;
mod console;
mod deploy;
mod documented;
mod drills;
mod example;
mod gate;
mod generated;
mod history;
mod html;
mod language;
mod laws;
mod monitoring;
#[cfg(feature = "notify")]
mod notify;
mod packaging;
mod runbook;
mod snapshots;
mod terraform;
