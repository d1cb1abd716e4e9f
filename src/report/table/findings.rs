//! The problems, worst first, those of one rule together.

use std::collections::BTreeMap;
use std::io;

use anstyle::AnsiColor;

use super::text::{Piece, Text};
use super::{
    BOLD, DIM, PLAIN, Page, accepted_words, address_piece, course_pieces, name_words, place_words,
    rule_piece, severity_style, side_words, subject_lines, text,
};
use crate::finding::{AuditReport, Finding, Location, Outcome};
use crate::report::escape::terminal;
use crate::report::{by_severity, listed};

/// Findings of one rule that are told in full; of more, the first [`FIRST`] are, and of the rest
/// the subjects.
const FULL: usize = 5;
const FIRST: usize = 3;

impl Page<'_> {
    pub(super) fn problems(&mut self, report: &AuditReport) -> io::Result<()> {
        let mut shortened = 0;
        for (severity, count) in by_severity(report, self.options) {
            let title = format!("{} ({count})", severity.name().to_uppercase());
            self.title(severity_style(severity), &title)?;
            let of_severity = listed(report, self.options)
                .filter(|f| f.outcome == Outcome::Fail && f.severity == severity);
            // One heading and one remediation for all findings of a rule.
            let mut by_rule: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
            for finding in of_severity {
                by_rule.entry((&finding.area, &finding.rule)).or_default().push(finding);
            }
            for ((_, rule), findings) in by_rule {
                shortened += self.rule(report, rule, &findings)?;
            }
        }
        if shortened > 0 {
            let line = format!("{shortened} of them by subject alone; --all tells each in full.");
            self.blank()?;
            self.flow("", &text::text(DIM, &line))?;
        }
        Ok(())
    }

    /// The findings of a rule; how many of them are told by their subject alone.
    fn rule(
        &mut self,
        report: &AuditReport,
        rule: &str,
        findings: &[&Finding],
    ) -> io::Result<usize> {
        let title = report.rules.iter().find(|r| r.id == rule).map_or("", |r| r.title.as_str());
        let mut heading = vec![rule_piece(report, rule, BOLD)];
        if findings.len() > 1 {
            heading.push(Piece::plain(&format!(" ×{}", findings.len())));
        }
        heading.push(Piece::new(DIM, &format!(" · {title}")));
        self.flow_behind(&[Piece::plain("  ")], 4, &heading)?;
        let full = if self.options.all || findings.len() <= FULL { findings.len() } else { FIRST };
        let (first, rest) = findings.split_at(full.min(findings.len()));
        for finding in first {
            self.finding(report, finding)?;
        }
        if !rest.is_empty() {
            let mut line = vec![Piece::new(BOLD, &format!("and {} more: ", rest.len()))];
            line.extend(subjects_alone(report, rest));
            self.flow("    ✗ ", &line)?;
        }
        let mut remedies: Vec<&str> = Vec::new();
        for finding in findings {
            let remedy = finding.remediation.as_str();
            if !remedy.is_empty() && !remedies.contains(&remedy) {
                remedies.push(remedy);
            }
        }
        for remedy in remedies {
            self.say("    → ", remedy)?;
        }
        Ok(rest.len())
    }

    fn finding(&mut self, report: &AuditReport, finding: &Finding) -> io::Result<()> {
        let mark = [
            Piece::plain("    "),
            Piece::new(severity_style(finding.severity), "✗"),
            Piece::plain(" "),
        ];
        let mut message = vec![Piece::plain(&finding.message)];
        message.extend(course_pieces(finding));
        self.flow_behind(&mark, 6, &message)?;
        for line in subject_lines(report, finding) {
            self.flow_behind(&[Piece::plain("      ")], 8, &line)?;
        }
        if let Some(location) = &finding.location
            && let Some(line) = location.line
            && let Some(place) = place_words(finding)
        {
            let at = text::text(DIM, &format!("at {place}"));
            self.flow_behind(&[Piece::plain("      ")], 8, &at)?;
            self.excerpt(location, line)?;
        }
        self.differences(finding)
    }

    /// The line with a mark below the value.
    fn excerpt(&mut self, location: &Location, line: u32) -> io::Result<()> {
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
        let (before, rest) = text.split_at(start);
        let (value, after) = rest.split_at(end.saturating_sub(start).min(rest.len()));
        let number = format!("        {line} | ");
        let room = text::behind(text::columns(&number), self.options.width);
        // Of a line that is too long the part around the value is shown.
        let before = text::ending(before, room / 3);
        let value = text::beginning(value, room.saturating_sub(text::columns(&before)));
        let used = text::columns(&before) + text::columns(&value);
        let after = text::beginning(after, room.saturating_sub(used));
        let style = AnsiColor::Red.on_default().bold();
        self.put(&[
            Piece::new(DIM, &number),
            Piece::plain(&before),
            Piece::new(style, &value),
            Piece::plain(&after),
        ])?;
        let below = " ".repeat(text::columns(&number) + text::columns(&before));
        let carets = "^".repeat(text::columns(&value).max(1));
        self.put(&[Piece::plain(&below), Piece::new(style, &carets)])
    }

    /// What was agreed.
    pub(super) fn accepted(&mut self, report: &AuditReport) -> io::Result<()> {
        let mut any = false;
        for finding in &report.findings {
            let Some(why) = accepted_words(&finding.outcome) else { continue };
            if !any {
                self.title(BOLD, "EXPECTED AND WAIVED")?;
                any = true;
            }
            let message = Piece::plain(&format!(": {}", finding.message));
            self.flow("  = ", &[rule_piece(report, &finding.rule, PLAIN), message])?;
            self.flow("    ", &text::text(DIM, &why))?;
        }
        Ok(())
    }
}

/// The first subject of each finding, with what became of it; the side is said where it changes.
fn subjects_alone(report: &AuditReport, findings: &[&Finding]) -> Text {
    let mut line: Text = Vec::new();
    let mut side = String::new();
    for (at, finding) in findings.iter().enumerate() {
        if at > 0 {
            line.push(Piece::plain(", "));
        }
        let Some(subject) = finding.subjects.first() else {
            line.push(Piece::plain(&finding.message));
            continue;
        };
        let own = side_words(subject);
        if own != side {
            line.push(Piece::new(DIM, &format!("{own} ")));
            side = own;
        }
        line.push(address_piece(report, subject, PLAIN));
        line.push(Piece::new(DIM, &name_words(subject)));
        line.extend(course_pieces(finding));
    }
    line
}
