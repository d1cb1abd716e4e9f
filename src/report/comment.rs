//! The comment of a pull request: counts and coverage first, never longer than GitHub takes.

use std::io::{self, Write};

use super::escape::{markdown, markdown_code};
use super::{Options, coverage, listed, markdown as page, verdict};
use crate::finding::{AuditReport, ChangeClass, Outcome};

/// Bytes of one comment: GitHub takes 65,536 characters.
const BUDGET: usize = 60_000;

/// Rows of the table.
const ROWS: usize = 20;

pub(super) fn render(
    report: &AuditReport,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = Vec::new();
    // By this line the comment is found again and updated in place.
    writeln!(text, "<!-- passmuster:v1:key={} -->", key(&report.app))?;
    writeln!(text, "### DR readiness: {}\n", markdown(&verdict(report)))?;
    writeln!(text, "{}\n", head(report))?;
    let found: Vec<_> = listed(report, options).collect();
    if !found.is_empty() {
        writeln!(text, "| | Rule | What | Where |\n|-|-|-|-|")?;
        for finding in found.iter().take(ROWS) {
            let class = finding.class.map_or("", ChangeClass::name);
            let place = finding.location.as_ref().filter(|l| l.line.is_some()).map_or_else(
                || finding.subjects.first().map_or(String::new(), |s| markdown_code(&s.address)),
                |l| markdown_code(&format!("{}:{}", l.file, l.line.unwrap_or(1))),
            );
            let word = if finding.outcome == Outcome::Fail {
                finding.severity.name()
            } else {
                "not assessed"
            };
            let cell = format!("{word} {class}");
            let message: String = finding.message.chars().take(600).collect();
            writeln!(
                text,
                "| {} | {} | {} | {place} |",
                cell.trim_end(),
                markdown_code(&finding.rule),
                markdown(&message)
            )?;
        }
        if found.len() > ROWS {
            writeln!(text, "\n{} more are in the full report.", found.len() - ROWS)?;
        }
        writeln!(text)?;
    }
    let end = "\n*The rest is in the full report.*\n";
    for section in sections(report)? {
        if text.len() + section.len() + end.len() > BUDGET {
            text.extend_from_slice(end.as_bytes());
            break;
        }
        text.extend_from_slice(&section);
    }
    out.write_all(&text)
}

/// Commit, coverage and what is not listed.
fn head(report: &AuditReport) -> String {
    let mut parts = Vec::new();
    if let Some(change) = &report.change {
        let short = |id: &str| markdown_code(&id.chars().take(7).collect::<String>());
        let head = change.head.as_deref().map_or("the working tree".to_owned(), short);
        parts.push(format!("{head} against {}", short(&change.base)));
    }
    parts.push(coverage(report));
    if let Some(line) = super::change_line(report) {
        parts.push(line);
    }
    parts.join(" · ")
}

/// Details that may be left out, the most useful first.
fn sections(report: &AuditReport) -> io::Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    let mut section = |title: &str, body: Vec<u8>| -> io::Result<()> {
        if !body.is_empty() {
            let mut made = Vec::new();
            writeln!(made, "<details><summary>{title}</summary>\n")?;
            made.extend_from_slice(&body);
            writeln!(made, "\n</details>\n")?;
            all.push(made);
        }
        Ok(())
    };
    let mut body = Vec::new();
    page::remedies(report, &mut body)?;
    section("What to do", body)?;
    let mut body = Vec::new();
    page::gaps(report, &mut body)?;
    section("What could not be read", body)?;
    let mut body = Vec::new();
    page::unassessed(report, &mut body)?;
    section("What could not be assessed", body)?;
    let mut body = Vec::new();
    for exception in report.change.iter().flat_map(|c| &c.exceptions) {
        writeln!(body, "- {}", markdown(exception))?;
    }
    section("New exceptions in this change", body)?;
    let mut body = Vec::new();
    for fixed in report.change.iter().flat_map(|c| &c.fixed).take(50) {
        writeln!(body, "- {}: {}", markdown_code(&fixed.rule), markdown(&fixed.message))?;
    }
    section("Fixed by this change", body)?;
    Ok(all)
}

/// The application's name as it may stand inside an HTML comment.
fn key(app: &str) -> String {
    app.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}
