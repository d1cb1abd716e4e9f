//! The report as a short e-mail in Markdown; its first line is fit as the subject.

use std::io::{self, Write};

use super::escape::{markdown, markdown_code, terminal};
use super::summary::{self, beginning};
use super::{absent, obstacles};
use crate::finding::{Absent, AuditReport, Course, Outcome};

/// Findings that are listed.
const WORST: usize = 10;
/// Lines of every other list.
const ROWS: usize = 20;
/// Characters of a quoted text.
const LONGEST: usize = 300;
/// Characters of the subject.
const SUBJECT: usize = 120;

pub(super) fn render(
    reports: &[AuditReport],
    missing: &[Absent],
    out: &mut dyn Write,
) -> io::Result<()> {
    let subject = plain(&summary::subject(reports, missing.len()));
    writeln!(out, "{}\n", beginning(&format!("passmuster {subject}"), SUBJECT))?;
    let short = |text: &str| markdown(&beginning(text, LONGEST));
    let lines = summary::lines(reports);
    let apps = lines.iter().map(|(r, line)| format!("**{}**: {}", short(&r.app), short(line)));
    list("Verdict", &apps.collect::<Vec<_>>(), ROWS, out)?;
    let lost: Vec<String> = missing.iter().map(|a| short(&absent(a))).collect();
    list("Not assessed at all", &lost, ROWS, out)?;
    let row = |report: &AuditReport, rule: &str, subject: &str, text: &str| {
        let app =
            if reports.len() > 1 { format!("{}: ", short(&report.app)) } else { String::new() };
        let place = if subject.is_empty() { String::new() } else { format!(" {}", code(subject)) };
        let text = if text.is_empty() { String::new() } else { format!(": {}", short(text)) };
        format!("{app}{}{place}{text}", code(rule))
    };
    for course in [Course::New, Course::Reopened, Course::Resolved] {
        let mut rows = Vec::new();
        for report in reports {
            let own = |f: &&crate::finding::Finding| {
                f.outcome == Outcome::Fail && f.past.as_ref().is_some_and(|p| p.course == course)
            };
            for f in report.findings.iter().filter(own) {
                let subject = f.subjects.first().map_or("", |s| s.address.as_str());
                rows.push(row(report, &f.rule, subject, ""));
            }
            let gone = report.trend.iter().flat_map(|t| &t.gone).filter(|g| g.course == course);
            rows.extend(gone.map(|g| row(report, &g.rule, &g.subject, "")));
        }
        let title = match course {
            Course::New => "New",
            Course::Reopened => "Re-opened",
            _ => "Resolved",
        };
        list(title, &rows, ROWS, out)?;
    }
    let worst = summary::worst(reports).into_iter().map(|(report, f)| {
        let subject = f.subjects.first().map_or("", |s| s.address.as_str());
        format!("{} {}", f.severity, row(report, &f.rule, subject, &f.message))
    });
    list("Worst findings", &worst.collect::<Vec<_>>(), WORST, out)?;
    let mut gaps = Vec::new();
    for report in reports {
        for o in obstacles(report) {
            gaps.push(row(
                report,
                &o.gap.operation,
                "",
                &format!("{} ({})", o.gap.reason, o.sides),
            ));
        }
    }
    list("Could not be read", &gaps, ROWS, out)?;
    let count = summary::unassessed(reports).len();
    if count > 0 {
        writeln!(
            out,
            "Checks that could not be assessed: {count}. They are in the full report.\n"
        )?;
    }
    Ok(())
}

fn code(text: &str) -> String {
    markdown_code(&beginning(text, LONGEST))
}

/// A text that means the same as a mail header and as Markdown: what could begin a construct is
/// replaced.
fn plain(text: &str) -> String {
    let special = |c: char| "<>&`*[]{}|~!\\#@".contains(c);
    terminal(text).chars().map(|c| if special(c) { '?' } else { c }).collect()
}

fn list(title: &str, rows: &[String], most: usize, out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    for row in rows.iter().take(most) {
        writeln!(out, "- {row}")?;
    }
    if rows.len() > most {
        writeln!(out, "- and {} more in the full report", rows.len() - most)?;
    }
    writeln!(out)
}
