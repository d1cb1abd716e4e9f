//! Notices: what is sent elsewhere when a report is finished.
//!
//! A notice is a summary that points at the report. What it does not list it counts.

mod slack;
#[cfg(test)]
mod tests;
mod webhook;

pub use slack::slack;
pub use webhook::webhook;

/// Findings that a notice lists.
const WORST: usize = 5;
/// Gaps that a notice lists of one application.
const GAPS: usize = 5;
/// Characters of a text that a notice quotes.
const LONGEST: usize = 300;
