//! Renderers: a finished [`AuditReport`] in, bytes out.
//!
//! A renderer evaluates nothing and drops nothing. Names, tags and messages come from the audited
//! account and are hostile: each format escapes every text through its own function of
//! `escape`.

mod escape;
pub mod json;
mod markdown;
mod table;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::finding::{AuditReport, Outcome, Severity};

pub use escape::{markdown as escape_markdown, terminal as escape_terminal};
pub use table::grid;

/// A format that reports are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Table,
    /// For a comment or a page.
    Markdown,
    /// For machines: versioned, see the published schema.
    Json,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Table, Self::Markdown, Self::Json];

    /// The format's name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }
}

/// How a report is to look.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Columns that may be used.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether expected and waived findings are listed too.
    pub all: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { width: 100, colour: false, all: false }
    }
}

/// Writes a report.
///
/// # Errors
///
/// The writer's.
pub fn render(
    report: &AuditReport,
    format: Format,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Table => table::render(report, options, out),
        Format::Markdown => markdown::render(report, options, out),
        Format::Json => json::render(report, out),
    }
}

/// The verdict in one line: what an engineer reads first.
fn verdict(report: &AuditReport) -> String {
    let failed = report.checks.failed;
    let unassessed = report.checks.unassessed;
    let worst =
        report.findings.iter().filter(|f| f.outcome == Outcome::Fail).map(|f| f.severity).max();
    match (worst, unassessed + report.gaps.len()) {
        (None, 0) => "No known obstacle to a failover was found".to_owned(),
        (None, _) => {
            "No obstacle was found in what could be read; not everything could be".to_owned()
        }
        (Some(worst), _) => {
            let noun = if failed == 1 { "problem" } else { "problems" };
            format!("{failed} {noun}, the worst {worst}")
        }
    }
}

/// "412 of 431 checks assessed".
fn coverage(report: &AuditReport) -> String {
    let checks = report.checks;
    let gaps = match report.gaps.len() {
        0 => "no gaps".to_owned(),
        1 => "1 gap".to_owned(),
        n => format!("{n} gaps"),
    };
    format!("{} of {} checks assessed, {gaps}", checks.assessed(), checks.total())
}

/// How many failed per severity, worst first.
fn by_severity(report: &AuditReport) -> Vec<(Severity, usize)> {
    Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| {
            let count = report
                .findings
                .iter()
                .filter(|f| f.outcome == Outcome::Fail && f.severity == severity)
                .count();
            (severity, count)
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// `1 pair`, `2 pairs`.
fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
