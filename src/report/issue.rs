//! The body of a GitHub issue: a task list, worst first, never longer than GitHub takes.

use std::io::{self, Write};

use super::escape::{markdown, markdown_code};
use super::summary::{self, beginning};
use super::{absent, counted, obstacles};
use crate::finding::{Absent, AuditReport, Finding};

/// Bytes of one body: GitHub takes 65,536 characters.
const BUDGET: usize = 64_000;
/// Bytes that are kept for saying what was left out.
const CLOSING: usize = 1_000;
/// Characters of a quoted text.
const LONGEST: usize = 600;

/// A list of the body.
struct Section {
    title: &'static str,
    /// What one line is, for counting those left out.
    noun: &'static str,
    lines: Vec<String>,
    /// Bytes that it may take at most, so that the later ones are seen too.
    most: usize,
}

pub(super) fn render(
    reports: &[AuditReport],
    missing: &[Absent],
    out: &mut dyn Write,
) -> io::Result<()> {
    let subject = markdown(&beginning(&summary::subject(reports, missing.len()), LONGEST));
    let mut text = format!("### DR readiness: {subject}\n\n");
    let mut left_out = Vec::new();
    for section in sections(reports, missing) {
        if section.lines.is_empty() {
            continue;
        }
        let begun = text.len();
        text.push_str(&format!("#### {}\n\n", section.title));
        let mut shown = 0;
        for line in &section.lines {
            let end = text.len() + line.len() + 2;
            if end - begun > section.most || end > BUDGET - CLOSING {
                break;
            }
            text.push_str(line);
            text.push('\n');
            shown += 1;
        }
        text.push('\n');
        let rest = section.lines.len() - shown;
        if rest > 0 {
            left_out.push(counted(rest, section.noun));
        }
    }
    if !left_out.is_empty() {
        text.push_str(&format!(
            "*Left out for length: {}. They are in the full report.*\n",
            left_out.join(", ")
        ));
    }
    out.write_all(text.as_bytes())
}

/// The lists, the most important first.
fn sections(reports: &[AuditReport], missing: &[Absent]) -> Vec<Section> {
    let short = |text: &str| markdown(&beginning(text, LONGEST));
    let code = |text: &str| markdown_code(&beginning(text, LONGEST));
    let app = |report: &AuditReport| {
        if reports.len() > 1 { format!("{}: ", short(&report.app)) } else { String::new() }
    };
    let place = |f: &Finding| {
        f.subjects.first().map_or(String::new(), |s| format!(" {}", code(&s.address)))
    };
    let lines = summary::lines(reports);
    let verdicts =
        lines.iter().map(|(r, line)| format!("- **{}**: {}", short(&r.app), short(line)));
    let findings = summary::worst(reports).into_iter().map(|(report, f)| {
        let past = f.past.as_ref().map_or(String::new(), |p| format!(" ({})", p.course.name()));
        let message = short(&f.message);
        let severity = f.severity;
        format!(
            "- [ ] **{severity}**{past} {}{}{}: {message}",
            app(report),
            code(&f.rule),
            place(f)
        )
    });
    let mut gaps = Vec::new();
    let mut gone = Vec::new();
    for report in reports {
        for o in obstacles(report) {
            gaps.push(format!(
                "- {}{} ({}): {}. {}",
                app(report),
                code(&o.gap.operation),
                short(&o.sides),
                short(&o.gap.reason),
                short(&o.gap.detail)
            ));
        }
        for g in report.trend.iter().flat_map(|t| &t.gone) {
            let what = format!("{} {}", code(&g.rule), code(&g.subject));
            gone.push(format!("- {}{}: {what}", app(report), g.course.name()));
        }
    }
    let unassessed = summary::unassessed(reports).into_iter().map(|(report, f, because)| {
        format!("- {}{}{}: {}", app(report), code(&f.rule), place(f), short(&because.join("; ")))
    });
    let section = |title, noun, lines, most| Section { title, noun, lines, most };
    let absent = missing.iter().map(|a| format!("- {}", short(&absent(a)))).collect();
    vec![
        section("Not assessed at all", "missing application", absent, 8_000),
        section("Verdict", "verdict", verdicts.collect(), 10_000),
        section("To do", "finding", findings.collect(), 30_000),
        section("Could not be read", "gap", gaps, 8_000),
        section("Could not be assessed", "unassessed check", unassessed.collect(), 8_000),
        section("No longer open", "finding no longer open", gone, 8_000),
    ]
}
