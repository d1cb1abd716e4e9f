//! The verdict of the gate for a comment or a page.

use std::io::{self, Write};

use crate::finding::{AuditReport, Readiness};
use crate::report::escape::{markdown, markdown_code};
use crate::report::readiness as words;

pub(super) fn render(
    report: &AuditReport,
    readiness: &Readiness,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}\n", markdown(&words::topology(report, readiness)))?;
    writeln!(out, "**{}**\n", markdown(&words::objectives(readiness)))?;
    if !readiness.decisive.is_empty() {
        writeln!(out, "### Why {}\n", markdown(readiness.level.name()))?;
        for why in words::decisive(readiness) {
            let steps: Vec<&str> = why.first.steps.iter().map(|s| s.name()).collect();
            let how = if why.first.unassessed { " (not assessed)" } else { "" };
            for message in &why.messages {
                writeln!(
                    out,
                    "- {}{how}, step {}: {}",
                    markdown_code(&why.first.rule),
                    steps.join(", "),
                    markdown(message)
                )?;
            }
            if why.more > 0 {
                writeln!(out, "- {} more of {}", why.more, markdown_code(&why.first.rule))?;
            }
        }
        writeln!(out)?;
    }
    let rows = readiness.steps.iter().map(|s| words::step(s).to_vec()).collect();
    table("Steps of a failover", &["Step", "State", ""], rows, out)?;
    let rows = readiness.data_loss.stores.iter().map(|s| words::store(s).to_vec()).collect();
    table("Data loss", &["Store", "Behind", "Measured by"], rows, out)?;
    let time = &readiness.recovery_time;
    let mut rows: Vec<Vec<String>> = time.parts.iter().map(|p| words::part(p).to_vec()).collect();
    rows.push(vec!["Together".to_owned(), words::total(time), String::new()]);
    table("Recovery time", &["Part", "Takes", "Because"], rows, out)?;
    if let Some(shorten) = &time.shorten {
        writeln!(out, "Shorten first: {}\n", markdown(shorten))?;
    }
    let rows = readiness.capacity.iter().map(|c| words::capacity(c).to_vec()).collect();
    table("Capacity", &["What", "Need", "Have", "Missing"], rows, out)?;
    for command in words::commands(readiness) {
        writeln!(out, "- {}", markdown_code(command))?;
    }
    for accepted in &readiness.accepted {
        writeln!(
            out,
            "- accepted although not assessed until {} by {}: {} ({} checks), {}",
            markdown(&accepted.until),
            markdown(&accepted.owner),
            markdown_code(&accepted.rule),
            accepted.checks,
            markdown(&accepted.reason)
        )?;
    }
    for line in &readiness.not_visible {
        writeln!(out, "- not visible: {}", markdown(line))?;
    }
    writeln!(out)
}

fn table(
    title: &str,
    header: &[&str],
    rows: Vec<Vec<String>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {title}\n")?;
    writeln!(out, "| {} |", header.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(header.len()))?;
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| markdown(cell)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}
