//! What changed, where the problems are, and what to do next.

use std::io::{self, Write};

use crate::finding::AuditReport;
use crate::report::areas::{AreaLine, areas as lines, severities};
use crate::report::escape::{markdown, markdown_code};
use crate::report::{Options, next as steps, past};

/// What changed since the run before.
pub(super) fn trend(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let (Some(trend), Some(line)) = (&report.trend, past::since(report)) else { return Ok(()) };
    let series = past::series(trend);
    write!(out, "{}", markdown(&line))?;
    if series.len() > 1 {
        let numbers: Vec<String> = series.iter().map(ToString::to_string).collect();
        write!(out, " · open {} {}", past::sparkline(&series), numbers.join(" → "))?;
    }
    writeln!(out, "\n")?;
    for note in &trend.notes {
        writeln!(out, "Note: {}\n", markdown(note))?;
    }
    Ok(())
}

/// Areas by severity.
pub(super) fn areas(report: &AuditReport, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let lines: Vec<AreaLine> = lines(report, options).into_iter().filter(AreaLine::open).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let shown = severities(&lines);
    let names: String = shown.iter().map(|s| format!(" {s} |")).collect();
    writeln!(out, "| Area |{names} not assessed |")?;
    writeln!(out, "|---|{}---:|", "---:|".repeat(shown.len()))?;
    for line in &lines {
        let counts: String = shown.iter().map(|s| format!(" {} |", line.of(*s))).collect();
        writeln!(out, "| {} |{counts} {} |", markdown(&line.area), line.unassessed)?;
    }
    writeln!(out)
}

/// What was open in the run before and is not any more.
pub(super) fn gone(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(trend) = report.trend.as_ref().filter(|t| !t.gone.is_empty()) else {
        return Ok(());
    };
    writeln!(out, "### No longer open\n")?;
    for gone in &trend.gone {
        let subject = match gone.subject.as_str() {
            "" => String::new(),
            subject => format!(" {}", markdown_code(subject)),
        };
        let rule = markdown_code(&gone.rule);
        writeln!(out, "- {rule}{subject}: {}, {}", gone.severity, past::ended(gone))?;
    }
    writeln!(out)
}

/// The steps that close most.
pub(super) fn next(report: &AuditReport, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let steps = steps::steps(report, options);
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "### What to do next\n")?;
    for (at, step) in steps.iter().enumerate() {
        let about = if step.rule { markdown_code(&step.about) } else { markdown(&step.about) };
        let closes = match step.closes() {
            closes if closes.is_empty() => String::new(),
            closes => format!(", {closes}"),
        };
        writeln!(out, "{}. {} ({about}{closes})", at + 1, markdown(&step.action))?;
    }
    writeln!(out)
}
