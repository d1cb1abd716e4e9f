//! Many applications on a terminal.

use std::io::{self, Write};

use super::text::{Columns, Piece, Text};
use super::{
    BOLD, DIM, PLAIN, Page, course_pieces, rule_piece, severity_style, subject_lines, text,
};
use crate::finding::{AuditReport, Fleet, Outcome, Severity};
use crate::report::{Format, Options, coverage, fleet, listed, past, verdict};

pub(in crate::report) fn render(
    fleet: &Fleet,
    format: Format,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { options, out };
    let apps = fleet::apps(fleet);
    page.summary(fleet, &apps)?;
    if format == Format::Wide {
        let reports: Vec<&AuditReport> = apps.iter().map(|a| a.report).collect();
        page.dense(&reports, true)?;
    }
    for app in &apps {
        match format {
            Format::Wide if app.report.gaps.is_empty() => continue,
            Format::Wide => page.title(BOLD, &app.report.app)?,
            Format::Tree => {
                page.blank()?;
                page.branches(app.report)?;
            }
            _ if options.all => {
                page.blank()?;
                super::render(app.report, options, &mut *page.out)?;
                continue;
            }
            _ => page.short(app.report)?,
        }
        if format != Format::Table {
            page.gaps(app.report)?;
        }
    }
    Ok(())
}

impl Page<'_> {
    fn summary(&mut self, fleet: &Fleet, apps: &[fleet::AppLine<'_>]) -> io::Result<()> {
        self.flow("", &text::text(BOLD, &fleet::headline(fleet)))?;
        if !apps.is_empty() {
            let names =
                ["app", "verdict", "coverage", "crit", "high", "med", "new", "res", "oldest"];
            let mut rows = vec![names.iter().map(|n| text::text(DIM, n)).collect::<Vec<Text>>()];
            rows.extend(apps.iter().map(row));
            let mut columns = Columns::new(&rows, &[4, 4, 4, 2, 2, 2, 2, 2, 3], self.options.width);
            columns.right = (0..names.len()).map(|at| at > 2).collect();
            self.blank()?;
            for row in &rows {
                for line in columns.row(row) {
                    self.put(&line)?;
                }
            }
        }
        if !fleet.absent.is_empty() {
            self.title(BOLD, "NOT ASSESSED")?;
            for absent in &fleet.absent {
                self.say("  ? ", &format!("{}: {}", fleet::missing(absent), absent.why))?;
            }
        }
        Ok(())
    }

    /// An application's failed findings, and what could not be told in numbers.
    fn short(&mut self, report: &AuditReport) -> io::Result<()> {
        self.title(BOLD, &format!("{}: {}", report.app, verdict(report)))?;
        self.flow("  ", &text::text(DIM, &coverage(report)))?;
        for finding in listed(report, self.options).filter(|f| f.outcome == Outcome::Fail) {
            let style = severity_style(finding.severity);
            let mut line = vec![
                Piece::new(style, finding.severity.name()),
                Piece::plain(" "),
                rule_piece(report, &finding.rule, BOLD),
                Piece::plain(&format!(": {}", finding.message)),
            ];
            line.extend(course_pieces(finding));
            self.flow("  ✗ ", &line)?;
            if let Some(subject) = subject_lines(report, finding).into_iter().next() {
                self.flow("    ", &subject)?;
            }
        }
        if report.checks.unassessed > 0 || !report.gaps.is_empty() {
            let line = format!(
                "{} checks not assessed, {} gaps; --all tells why",
                report.checks.unassessed,
                report.gaps.len()
            );
            self.say("  ? ", &line)?;
        }
        Ok(())
    }
}

fn row(app: &fleet::AppLine<'_>) -> Vec<Text> {
    let count = |n: usize, style| match n {
        0 => text::text(DIM, "·"),
        n => text::text(style, &n.to_string()),
    };
    let known = |n: Option<usize>| text::text(PLAIN, &n.map_or("–".to_owned(), |n| n.to_string()));
    let [critical, high, medium, _] = app.open;
    vec![
        text::text(BOLD, &app.report.app),
        text::text(PLAIN, &app.verdict),
        text::text(PLAIN, &app.coverage),
        count(critical, severity_style(Severity::Critical)),
        count(high, severity_style(Severity::High)),
        count(medium, severity_style(Severity::Medium)),
        known(app.new),
        known(app.resolved),
        text::text(PLAIN, &app.oldest.map_or("–".to_owned(), past::days)),
    ]
}
