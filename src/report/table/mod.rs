//! The report for a terminal.
//!
//! What an engineer needs at 3 a.m. comes first: verdict, coverage, then problems worst first
//! with what to do. Nothing is wider than the terminal.

mod readiness;

use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr as _;

use super::escape::terminal;
use super::{
    Obstacle, Options, by_severity, change_line, counted, coverage, labels, listed, obstacles,
    verdict,
};
use crate::finding::{AuditReport, Finding, Location, Outcome, Severity, Subject};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

pub(super) fn render(
    report: &AuditReport,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let page = Page { options };
    page.head(report, out)?;
    if let Some(readiness) = &report.readiness {
        page.readiness(readiness, out)?;
    }
    page.problems(report, out)?;
    page.unassessed(report, out)?;
    page.gaps(report, out)?;
    if options.all {
        page.accepted(report, out)?;
    }
    page.foot(report, out)
}

struct Page {
    options: Options,
}

impl Page {
    fn paint(&self, style: Style, text: &str) -> String {
        if self.options.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn colour_of(severity: Severity) -> Style {
        let colour = match severity {
            Severity::Critical => AnsiColor::Red,
            Severity::High => AnsiColor::Magenta,
            Severity::Medium => AnsiColor::Yellow,
            Severity::Low => AnsiColor::Cyan,
            Severity::Info => AnsiColor::Blue,
        };
        colour.on_default().bold()
    }

    fn head(&self, report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
        let style = report.readiness.as_ref().map_or(BOLD, |r| Self::level_style(r.level));
        let line = format!("{}: {}", terminal(&report.app), verdict(report));
        writeln!(out, "{}", self.paint(style, &line))?;
        let sides: Vec<String> = report
            .sides
            .iter()
            .map(|s| {
                format!("{} {} ({})", s.side, terminal(&s.region), counted(s.resources, "resource"))
            })
            .collect();
        let read = format!("{} · {}", coverage(report), sides.join(" → "));
        self.wrapped("", "", &read, out)?;
        let pairs = report.pairs;
        let paired = format!(
            "{}, {} only in primary, {} only in DR, {} ambiguous · view {} · {}",
            counted(pairs.paired, "pair"),
            pairs.only_primary,
            pairs.only_dr,
            pairs.ambiguous,
            report.view,
            report.assessed_at
        );
        self.wrapped("", "", &paired, out)?;
        if let (Some(change), Some(line)) = (&report.change, change_line(report)) {
            let short: String = change.base.chars().take(7).collect();
            let hidden = if self.options.all { "" } else { "; --all lists what was there before" };
            self.wrapped("", "", &format!("against {}: {line}{hidden}", terminal(&short)), out)?;
        }
        if let Some(readiness) = &report.readiness {
            self.situation(report, readiness, out)?;
        }
        let counts = by_severity(report, self.options);
        if !counts.is_empty() {
            let shown: Vec<String> = counts
                .iter()
                .map(|(s, n)| self.paint(Self::colour_of(*s), &format!("{n} {s}")))
                .collect();
            writeln!(out, "{}", shown.join("  "))?;
        }
        Ok(())
    }

    fn problems(&self, report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
        for (severity, count) in by_severity(report, self.options) {
            writeln!(out)?;
            let title = format!("{} ({count})", severity.name().to_uppercase());
            writeln!(out, "{}", self.paint(Self::colour_of(severity), &title))?;
            let of_severity = listed(report, self.options)
                .filter(|f| f.outcome == Outcome::Fail && f.severity == severity);
            // One heading and one remediation for all findings of a rule.
            let mut by_rule: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
            for finding in of_severity {
                by_rule.entry((&finding.area, &finding.rule)).or_default().push(finding);
            }
            for ((_, rule), findings) in by_rule {
                self.rule(report, rule, &findings, out)?;
            }
        }
        Ok(())
    }

    fn rule(
        &self,
        report: &AuditReport,
        rule: &str,
        findings: &[&Finding],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let title = report.rules.iter().find(|r| r.id == rule).map_or("", |r| r.title.as_str());
        writeln!(
            out,
            "  {}  {}",
            self.paint(BOLD, &terminal(rule)),
            self.paint(DIM, &terminal(title))
        )?;
        for finding in findings {
            self.wrapped("    ✗ ", "      ", &finding.message, out)?;
            for subject in &finding.subjects {
                writeln!(out, "      {}", self.paint(DIM, &self.cut(&subject_line(subject), 6)))?;
            }
            if let Some(location) = &finding.location
                && let Some(line) = location.line
            {
                let at = format!("at {}:{line}:{}", location.file, location.column.unwrap_or(1));
                writeln!(out, "      {}", self.paint(DIM, &self.cut(&at, 6)))?;
                self.excerpt(location, line, out)?;
            }
            self.differences(finding, out)?;
        }
        if let Some(first) = findings.iter().find(|f| !f.remediation.is_empty()) {
            self.wrapped("    → ", "      ", &first.remediation, out)?;
        }
        Ok(())
    }

    /// The line with a mark below the value.
    fn excerpt(&self, location: &Location, line: u32, out: &mut dyn Write) -> io::Result<()> {
        let Some(text) = location.excerpt.as_deref().map(terminal) else { return Ok(()) };
        let at = |column: u32| {
            let index = column.saturating_sub(1) as usize;
            text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
        };
        let start = at(location.column.unwrap_or(1));
        // Of something that spans lines the first is marked.
        let end = match (location.end_line, location.end_column) {
            (Some(last), Some(column)) if last == line => at(column),
            _ => text.len(),
        };
        let mark = AnnotationKind::Primary.span(start..end.max(start));
        let snippet = Snippet::source(text.as_str()).line_start(line as usize).annotation(mark);
        let renderer = if self.options.colour { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.term_width(self.options.width.saturating_sub(8).max(20));
        let group = Group::with_level(Level::ERROR).element(snippet);
        let shown = renderer.render(&[group]);
        for line in
            shown.lines().filter(|l| !l.trim_matches(['|', ' ', '╭', '▸', '│', '╰']).is_empty())
        {
            writeln!(out, "        {line}")?;
        }
        Ok(())
    }

    fn differences(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let [first, second] = labels(finding);
        let columns = first.len().max(second.len());
        for difference in &finding.differences {
            if difference.lines.is_empty() {
                let show = |v: &Option<String>| v.as_deref().map_or("(none)".to_owned(), terminal);
                let whole = format!(
                    "{first} {}   {second} {}",
                    show(&difference.left),
                    show(&difference.right)
                );
                if whole.width() + 8 <= self.options.width {
                    writeln!(out, "        {whole}")?;
                } else {
                    let hang = " ".repeat(columns + 10);
                    for (label, value) in [(first, &difference.left), (second, &difference.right)] {
                        let lead = format!("        {label:columns$}  ");
                        self.wrapped(&lead, &hang, &show(value), out)?;
                    }
                }
                continue;
            }
            for line in &difference.lines {
                let style = match line.as_bytes().first() {
                    Some(b'-') => AnsiColor::Red.on_default(),
                    Some(b'+') => AnsiColor::Green.on_default(),
                    _ => DIM,
                };
                writeln!(out, "        {}", self.paint(style, &self.cut(line, 8)))?;
            }
        }
        Ok(())
    }

    fn unassessed(&self, report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
        let mut groups: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &report.findings {
            if let Outcome::Unassessed { because } = &finding.outcome {
                groups.entry(because.first().map_or("", String::as_str)).or_default().push(finding);
            }
        }
        if groups.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        writeln!(out, "{}", self.paint(BOLD, "NOT ASSESSED"))?;
        for (because, findings) in groups {
            self.wrapped("  ? ", "    ", because, out)?;
            let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
            for finding in &findings {
                *rules.entry(&finding.rule).or_default() += 1;
            }
            let list: Vec<String> = rules
                .iter()
                .map(
                    |(rule, n)| {
                        if *n == 1 { terminal(rule) } else { format!("{} ×{n}", terminal(rule)) }
                    },
                )
                .collect();
            self.wrapped("    needed by ", "              ", &list.join(", "), out)?;
        }
        Ok(())
    }

    fn gaps(&self, report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
        if report.gaps.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        writeln!(out, "{}", self.paint(BOLD, "COULD NOT BE READ"))?;
        for Obstacle { gap, sides, what } in obstacles(report) {
            let head = format!("{}: {} ({sides})", gap.operation, gap.reason);
            self.wrapped("  ! ", "    ", &head, out)?;
            if !what.is_empty() {
                self.wrapped("    hides ", "          ", &what.join("; "), out)?;
            }
            if !gap.detail.is_empty() {
                self.wrapped("    ", "    ", &gap.detail, out)?;
            }
            if let Some(action) = &gap.iam_action {
                self.wrapped("    allow ", "    ", action, out)?;
            }
        }
        Ok(())
    }

    fn accepted(&self, report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
        let mut any = false;
        for finding in &report.findings {
            let why = match &finding.outcome {
                Outcome::Expected { by } => format!("expected: {by}"),
                Outcome::Waived { by, until } => format!("waived until {until}: {by}"),
                _ => continue,
            };
            if !any {
                writeln!(out)?;
                writeln!(out, "{}", self.paint(BOLD, "EXPECTED AND WAIVED"))?;
                any = true;
            }
            self.wrapped("  = ", "    ", &format!("{}: {}", finding.rule, finding.message), out)?;
            self.wrapped("    ", "    ", &why, out)?;
        }
        Ok(())
    }

    fn foot(&self, report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
        let checks = report.checks;
        writeln!(out)?;
        let line = format!(
            "{} passed, {} failed, {} not assessed, {} expected, {} waived",
            checks.passed, checks.failed, checks.unassessed, checks.expected, checks.waived
        );
        writeln!(out, "{}", self.paint(DIM, &line))
    }

    /// A line that is cut at the width, less an indent.
    fn cut(&self, text: &str, indent: usize) -> String {
        let clean = terminal(text);
        let room = self.options.width.saturating_sub(indent).max(20);
        if clean.width() <= room {
            return clean;
        }
        let mut out = String::new();
        let mut used = 0;
        for c in clean.chars() {
            used += c.to_string().width();
            if used >= room {
                break;
            }
            out.push(c);
        }
        out.push('…');
        out
    }

    /// A text in lines of the width; words longer than a line are broken.
    fn wrapped(&self, first: &str, next: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let room = self.options.width.saturating_sub(first.width()).max(20);
        let clean = terminal(text);
        let mut lines: Vec<String> = vec![String::new()];
        for word in clean.split_whitespace() {
            let mut word = word;
            loop {
                let last = lines.last_mut().map_or(0, |l| l.width());
                let gap = usize::from(last > 0);
                if last + gap + word.width() <= room {
                    if let Some(line) = lines.last_mut() {
                        if gap == 1 {
                            line.push(' ');
                        }
                        line.push_str(word);
                    }
                    break;
                }
                if last > 0 {
                    lines.push(String::new());
                    continue;
                }
                let at = word
                    .char_indices()
                    .map(|(i, _)| i)
                    .take_while(|i| word[..*i].width() <= room)
                    .last();
                let at = at.filter(|at| *at > 0).unwrap_or(word.len());
                if let Some(line) = lines.last_mut() {
                    line.push_str(&word[..at]);
                }
                word = &word[at..];
                if word.is_empty() {
                    break;
                }
                lines.push(String::new());
            }
        }
        for (at, line) in lines.iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { first } else { next })?;
        }
        Ok(())
    }
}

/// `dr us-west-2 aws_vpc.main (checkout) in dr.tfstate`.
fn subject_line(subject: &Subject) -> String {
    let mut line = subject.side.clone();
    if let Some(region) = &subject.region {
        line.push(' ');
        line.push_str(region);
    }
    line.push(' ');
    line.push_str(&subject.address);
    if let Some(name) = subject.name.as_ref().filter(|n| !subject.address.ends_with(n.as_str())) {
        line.push_str(" (");
        line.push_str(name);
        line.push(')');
    }
    line
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
    table.trim_fmt()
}
