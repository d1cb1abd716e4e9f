//! Workflow commands: annotations at the lines of a pull request.
//!
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>. GitHub
//! shows ten of each level for a step, so the worst and newest come first and the rest is counted.

use std::io::{self, Write};

use super::escape::terminal;
use super::{Options, listed};
use crate::finding::{AuditReport, Finding, Fleet, Severity};

/// Annotations of one level that GitHub shows.
const SHOWN: usize = 10;

pub(super) fn render(
    report: &AuditReport,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut found: Vec<&Finding> = listed(report, options).collect();
    found.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.class));
    let mut counts = [0_usize; 2];
    for finding in &found {
        let (at, level) = match finding.severity {
            Severity::Critical | Severity::High => (0, "error"),
            _ => (1, "warning"),
        };
        counts[at] += 1;
        if counts[at] <= SHOWN {
            annotation(level, finding, out)?;
        }
    }
    let left: usize = counts.iter().map(|n| n.saturating_sub(SHOWN)).sum();
    let more = if left > 0 { format!(", {left} of them not shown here") } else { String::new() };
    let text = format!("{}{more}. {}", super::verdict(report), super::coverage(report));
    let title = property(&format!("passmuster {}", report.app));
    writeln!(out, "::notice title={title}::{}", data(&text))
}

/// The annotations of all applications, and an error for what has no report.
pub(super) fn render_fleet(fleet: &Fleet, options: Options, out: &mut dyn Write) -> io::Result<()> {
    for absent in &fleet.absent {
        let title = property("not assessed");
        writeln!(out, "::error title={title}::{}", data(&super::absent(absent)))?;
    }
    fleet.reports.iter().try_for_each(|report| render(report, options, out))
}

fn annotation(level: &str, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let mut parts = Vec::new();
    if let Some(location) = finding.location.as_ref().filter(|l| !l.file.is_empty()) {
        parts.push(format!("file={}", property(&location.file)));
        for (name, value) in [
            ("line", location.line),
            ("endLine", location.end_line),
            ("col", location.column),
            ("endColumn", location.end_column),
        ] {
            parts.extend(value.map(|v| format!("{name}={v}")));
        }
    }
    parts.push(format!("title={}", property(&format!("{} ({})", finding.rule, finding.severity))));
    let text = format!("{} {}", finding.message, finding.remediation);
    writeln!(out, "::{level} {}::{}", parts.join(","), data(&text))
}

/// The text of a command: no line of its own can begin.
fn data(text: &str) -> String {
    terminal(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command: neither the next property nor the text can begin.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
