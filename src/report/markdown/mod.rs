//! The report for a comment or a page.

mod fleet;
mod overview;
mod readiness;

use std::io::{self, Write};

pub(super) use fleet::render as render_fleet;

use super::escape::{markdown, markdown_code};
use super::{
    Obstacle, Options, by_severity, change_line, counted, coverage, labels, listed, obstacles,
    verdict,
};
use crate::finding::{AuditReport, Finding, Outcome, ShownDifference};

pub(super) fn render(
    report: &AuditReport,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "## {}: {}\n", markdown(&report.app), markdown(&verdict(report)))?;
    let sides: Vec<String> = report
        .sides
        .iter()
        .map(|s| {
            format!(
                "{} {} ({})",
                s.side,
                markdown_code(&s.region),
                counted(s.resources, "resource")
            )
        })
        .collect();
    writeln!(out, "{} · {}\n", coverage(report), sides.join(" → "))?;
    if let Some(line) = change_line(report) {
        writeln!(out, "{line}\n")?;
    }
    overview::trend(report, out)?;
    if let Some(readiness) = &report.readiness {
        readiness::render(report, readiness, out)?;
    }
    overview::areas(report, options, out)?;
    let counts: Vec<String> =
        by_severity(report, options).iter().map(|(s, n)| format!("{n} {s}")).collect();
    if !counts.is_empty() {
        writeln!(out, "**{}**\n", counts.join(", "))?;
        writeln!(out, "| Severity | Rule | What | Where |\n|---|---|---|---|")?;
        for finding in listed(report, options).filter(|f| f.outcome == Outcome::Fail) {
            row(finding, out)?;
        }
        writeln!(out)?;
        remedies(report, out)?;
    }
    overview::gone(report, out)?;
    unassessed(report, out)?;
    gaps(report, out)?;
    if options.all {
        accepted(report, out)?;
    }
    overview::next(report, options, out)?;
    let c = report.checks;
    writeln!(
        out,
        "{} passed, {} failed, {} not assessed, {} expected, {} waived · {}",
        c.passed,
        c.failed,
        c.unassessed,
        c.expected,
        c.waived,
        markdown(&report.assessed_at)
    )
}

/// Characters of a value that fit into a cell.
const LONGEST_VALUE: usize = 80;

fn row(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let place: Vec<String> = finding
        .subjects
        .iter()
        .map(|s| format!("{} {}", s.side, markdown_code(&s.address)))
        .collect();
    let values: Vec<String> =
        finding.differences.iter().map(|d| difference(d, labels(finding))).collect();
    writeln!(
        out,
        "| {} | {} | {}{} | {} |",
        finding.severity,
        markdown_code(&finding.rule),
        markdown(&finding.message),
        values.concat(),
        place.join("<br>")
    )
}

/// Both values on a line of their own within the cell.
fn difference(difference: &ShownDifference, [first, second]: [&str; 2]) -> String {
    let value = |value: &Option<String>| match value {
        Some(text) if text.chars().count() > LONGEST_VALUE => {
            let beginning: String = text.chars().take(LONGEST_VALUE).collect();
            markdown_code(&format!("{beginning}…"))
        }
        Some(text) => markdown_code(text),
        None => "—".to_owned(),
    };
    format!("<br>{first} {}, {second} {}", value(&difference.left), value(&difference.right))
}

pub(super) fn remedies(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let shown = |id: &str| {
        let own = |f: &Finding| f.rule == id && f.outcome == Outcome::Fail;
        listed(report, Options::default()).any(own)
    };
    if !report.rules.iter().any(|r| !r.remediation.is_empty() && shown(&r.id)) {
        return Ok(());
    }
    writeln!(out, "### What to do\n")?;
    for rule in report.rules.iter().filter(|r| !r.remediation.is_empty() && shown(&r.id)) {
        writeln!(out, "- {}: {}", markdown_code(&rule.id), markdown(&rule.remediation))?;
    }
    writeln!(out)
}

pub(super) fn unassessed(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let mut any = false;
    for finding in &report.findings {
        let Outcome::Unassessed { because } = &finding.outcome else { continue };
        if !any {
            writeln!(out, "### Not assessed\n")?;
            any = true;
        }
        let subject = finding.subjects.first().map(|s| format!(" {}", markdown_code(&s.address)));
        writeln!(
            out,
            "- {}{}: {}",
            markdown_code(&finding.rule),
            subject.unwrap_or_default(),
            markdown(&because.join("; "))
        )?;
    }
    if any { writeln!(out) } else { Ok(()) }
}

pub(super) fn gaps(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    if report.gaps.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Could not be read\n")?;
    for Obstacle { gap, sides, what } in obstacles(report) {
        let hides = match what.as_slice() {
            [] => String::new(),
            what => format!(" Hides {}.", markdown(&what.join("; "))),
        };
        writeln!(
            out,
            "- {} ({}): {}. {}.{hides}",
            markdown_code(&gap.operation),
            markdown(&sides),
            markdown(&gap.reason),
            markdown(&gap.detail)
        )?;
    }
    writeln!(out)
}

fn accepted(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let mut any = false;
    for finding in &report.findings {
        let why = match &finding.outcome {
            Outcome::Expected { by } => format!("expected: {by}"),
            Outcome::Waived { by, until } => format!("waived until {until}: {by}"),
            _ => continue,
        };
        if !any {
            writeln!(out, "### Expected and waived\n")?;
            any = true;
        }
        writeln!(
            out,
            "- {}: {} ({})",
            markdown_code(&finding.rule),
            markdown(&finding.message),
            markdown(&why)
        )?;
    }
    if any { writeln!(out) } else { Ok(()) }
}
