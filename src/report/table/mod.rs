//! The reports for a terminal.
//!
//! What an engineer needs at 3 a.m. comes first: verdict, coverage, what changed, then problems
//! worst first with what to do. Nothing is wider than the terminal.

mod areas;
mod differences;
mod findings;
mod fleet;
mod head;
mod readiness;
mod text;
mod tree;
mod unassessed;
mod wide;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::escape::terminal;
use super::{Options, console, past};
use crate::finding::{AuditReport, Course, Finding, Outcome, Severity, Subject};
use text::{Piece, Text};

pub(super) use fleet::render as fleet;
pub(super) use tree::render as tree;
pub(super) use wide::render as wide;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

pub(super) fn render(
    report: &AuditReport,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { options, out };
    page.head(report)?;
    if let Some(readiness) = &report.readiness {
        page.readiness(readiness)?;
    }
    page.areas(report)?;
    page.problems(report)?;
    page.gone(report)?;
    page.unassessed(report)?;
    page.gaps(report)?;
    if options.all {
        page.accepted(report)?;
    }
    page.next(report)?;
    page.foot(report)
}

/// What is written to, and how.
struct Page<'w> {
    options: Options,
    out: &'w mut dyn Write,
}

impl Page<'_> {
    /// One line as it is.
    fn put(&mut self, line: &[Piece]) -> io::Result<()> {
        writeln!(self.out, "{}", text::inked(line, self.options.colour, self.options.links))
    }

    fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// The title of a section, with an empty line above.
    fn title(&mut self, style: Style, title: &str) -> io::Result<()> {
        self.blank()?;
        self.flow("", &text::text(style, title))
    }

    /// A text in lines of the width, set in by what stands before it.
    fn flow(&mut self, lead: &str, content: &[Piece]) -> io::Result<()> {
        self.flow_behind(&[Piece::plain(lead)], text::columns(lead), content)
    }

    /// The same behind a styled beginning; further lines are set in by `hang` columns.
    fn flow_behind(&mut self, lead: &[Piece], hang: usize, content: &[Piece]) -> io::Result<()> {
        let room = text::behind(text::width(lead).max(hang), self.options.width);
        for (at, line) in text::wrap(content, room).into_iter().enumerate() {
            let mut whole =
                if at == 0 { lead.to_vec() } else { vec![Piece::plain(&" ".repeat(hang))] };
            whole.extend(line);
            self.put(&whole)?;
        }
        Ok(())
    }

    /// A text without a style.
    fn say(&mut self, lead: &str, content: &str) -> io::Result<()> {
        self.flow(lead, &text::text(PLAIN, content))
    }

    fn foot(&mut self, report: &AuditReport) -> io::Result<()> {
        let checks = report.checks;
        let line = format!(
            "{} passed, {} failed, {} not assessed, {} expected, {} waived",
            checks.passed, checks.failed, checks.unassessed, checks.expected, checks.waived
        );
        self.blank()?;
        self.flow("", &text::text(DIM, &line))
    }
}

/// The colour of a severity.
fn severity_style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Critical => AnsiColor::Red,
        Severity::High => AnsiColor::Magenta,
        Severity::Medium => AnsiColor::Yellow,
        Severity::Low => AnsiColor::Cyan,
        Severity::Info => AnsiColor::Blue,
    };
    colour.on_default().bold()
}

/// The look of what became of a finding: what is new stands out.
fn course_style(course: Course) -> Style {
    match course {
        Course::New | Course::Reopened | Course::Flapping => AnsiColor::Yellow.on_default().bold(),
        Course::RuleNew | Course::Persisting | Course::Accepted => DIM,
        Course::Lost => BOLD,
        Course::Resolved => AnsiColor::Green.on_default(),
    }
}

/// A rule's id, leading to its first reference.
fn rule_piece(report: &AuditReport, rule: &str, style: Style) -> Piece {
    let known = report.rules.iter().find(|r| r.id == rule);
    Piece::new(style, rule).to(known.and_then(|r| r.refs.first()).map(String::as_str))
}

/// The console's address of a subject.
fn console_of(report: &AuditReport, subject: &Subject) -> Option<String> {
    let side = report.sides.iter().find(|s| s.side == subject.side);
    console::console(subject, side.and_then(|s| s.account.as_deref()))
}

/// The address of a subject, leading to the console.
fn address_piece(report: &AuditReport, subject: &Subject, style: Style) -> Piece {
    Piece::new(style, &subject.address).to(console_of(report, subject).as_deref())
}

/// `dr us-west-2`.
fn side_words(subject: &Subject) -> String {
    match &subject.region {
        Some(region) => format!("{} {region}", subject.side),
        None => subject.side.clone(),
    }
}

/// ` (checkout)`, where the address does not already say so.
fn name_words(subject: &Subject) -> String {
    match &subject.name {
        Some(name) if !subject.address.ends_with(name.as_str()) => format!(" ({name})"),
        _ => String::new(),
    }
}

/// The subjects of a finding in lines: what both sides call the same stands on one.
fn subject_lines(report: &AuditReport, finding: &Finding) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    let mut rest = finding.subjects.as_slice();
    while let Some(first) = rest.first() {
        let same = |s: &&Subject| s.address == first.address && s.name == first.name;
        let alike = rest.iter().take_while(same).count();
        let (own, after) = rest.split_at(alike);
        let mut line = Vec::new();
        for (at, subject) in own.iter().enumerate() {
            if at > 0 {
                line.push(Piece::new(DIM, " and "));
            }
            let link = console_of(report, subject).filter(|_| alike > 1);
            line.push(Piece::new(DIM, &side_words(subject)).to(link.as_deref()));
        }
        line.push(Piece::plain(" "));
        line.push(match alike {
            1 => address_piece(report, first, PLAIN),
            _ => Piece::plain(&first.address),
        });
        line.push(Piece::new(DIM, &name_words(first)));
        lines.push(line);
        rest = after;
    }
    lines
}

/// Where to act, of something in a file: `main.tf:3:1`.
fn place_words(finding: &Finding) -> Option<String> {
    let location = finding.location.as_ref()?;
    Some(match (location.line, location.column) {
        (Some(line), column) => format!("{}:{line}:{}", location.file, column.unwrap_or(1)),
        (None, _) => location.file.clone(),
    })
}

/// ` · new`, where earlier runs say something.
fn course_pieces(finding: &Finding) -> Text {
    match past::course(finding) {
        Some((course, said)) => vec![Piece::plain(" · "), Piece::new(course_style(course), &said)],
        None => Vec::new(),
    }
}

/// Why a check that did not hold is no problem.
fn accepted_words(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Expected { by } => Some(format!("expected: {by}")),
        Outcome::Waived { by, until } => Some(format!("waived until {until}: {by}")),
        _ => None,
    }
}

/// A plain grid for listings: rules, pairs, resources. Cells are made harmless.
#[must_use]
pub fn grid(header: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_header(header.iter().map(|h| terminal(h)));
    for row in rows {
        table.add_row(row.iter().map(|cell| terminal(cell)));
    }
    if header.len() > 1
        && let Some(first) = table.column_mut(0)
    {
        first.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(8)));
    }
    text::inert(&table.trim_fmt())
}
