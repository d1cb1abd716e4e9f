//! What is read first, and what to do last.

use std::io;

use super::text::{Piece, Text};
use super::{BOLD, DIM, PLAIN, Page, rule_piece, severity_style, text};
use crate::finding::{AuditReport, Course};
use crate::report::{by_severity, change_line, counted, coverage, next, past, verdict};

impl Page<'_> {
    /// Verdict, coverage, sides, trend, and the counts by severity.
    pub(super) fn head(&mut self, report: &AuditReport) -> io::Result<()> {
        let style = report.readiness.as_ref().map_or(BOLD, |r| Self::level_style(r.level));
        self.flow("", &text::text(style, &format!("{}: {}", report.app, verdict(report))))?;
        self.say("", &coverage(report))?;
        self.sides(report)?;
        if let (Some(change), Some(line)) = (&report.change, change_line(report)) {
            let short: String = change.base.chars().take(7).collect();
            let hidden = if self.options.all { "" } else { "; --all lists what was there before" };
            self.say("", &format!("against {short}: {line}{hidden}"))?;
        }
        self.trend(report)?;
        if let Some(readiness) = &report.readiness {
            self.situation(report, readiness)?;
        }
        let mut shown: Text = Vec::new();
        for (severity, count) in by_severity(report, self.options) {
            if !shown.is_empty() {
                shown.push(Piece::plain(", "));
            }
            shown.push(Piece::new(severity_style(severity), &format!("{count} {severity}")));
        }
        if shown.is_empty() { Ok(()) } else { self.flow("", &shown) }
    }

    fn sides(&mut self, report: &AuditReport) -> io::Result<()> {
        let sides: Vec<String> = report
            .sides
            .iter()
            .map(|s| format!("{} {} ({})", s.side, s.region, counted(s.resources, "resource")))
            .collect();
        if !sides.is_empty() {
            self.say("", &sides.join(" → "))?;
        }
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
        self.flow("", &text::text(DIM, &paired))
    }

    /// What changed since the run before, and how many findings the last runs had open.
    fn trend(&mut self, report: &AuditReport) -> io::Result<()> {
        let (Some(trend), Some(line)) = (&report.trend, past::since(report)) else { return Ok(()) };
        let mut said = vec![Piece::plain(&line)];
        let series = past::series(trend);
        if let ([first, .., last], true) = (series.as_slice(), series.len() > 1) {
            // Blocks need a font; a pipe or a log gets the numbers.
            let course = if self.options.colour {
                format!("{first} {} {last}", past::sparkline(&series))
            } else {
                let numbers: Vec<String> = series.iter().map(ToString::to_string).collect();
                numbers.join(" → ")
            };
            said.push(Piece::plain(" · "));
            said.push(Piece::new(PLAIN, &format!("open {course}")));
        }
        self.flow("", &said)?;
        for note in &trend.notes {
            self.say("note: ", note)?;
        }
        Ok(())
    }

    /// What was open in the run before and is not any more.
    pub(super) fn gone(&mut self, report: &AuditReport) -> io::Result<()> {
        let Some(trend) = report.trend.as_ref().filter(|t| !t.gone.is_empty()) else {
            return Ok(());
        };
        self.title(BOLD, "NO LONGER OPEN")?;
        for gone in &trend.gone {
            let mark = match gone.course {
                Course::Resolved => "  ✓ ",
                Course::Accepted => "  = ",
                Course::Lost => "  ? ",
                _ => "  ~ ",
            };
            let mut line = vec![rule_piece(report, &gone.rule, PLAIN)];
            if !gone.subject.is_empty() {
                line.push(Piece::plain(&format!(" {}", gone.subject)));
            }
            line.push(Piece::new(DIM, &format!(" · {}, {}", gone.severity, past::ended(gone))));
            self.flow(mark, &line)?;
        }
        Ok(())
    }

    /// The steps that close most.
    pub(super) fn next(&mut self, report: &AuditReport) -> io::Result<()> {
        let steps = next::steps(report, self.options);
        if steps.is_empty() {
            return Ok(());
        }
        self.title(BOLD, "WHAT TO DO NEXT")?;
        for (at, step) in steps.iter().enumerate() {
            self.say(&format!("  {}. ", at + 1), &step.action)?;
            let about = if step.rule {
                rule_piece(report, &step.about, DIM)
            } else {
                Piece::new(DIM, &step.about)
            };
            let closes = step.closes();
            let mut line = vec![about];
            if !closes.is_empty() {
                line.push(Piece::new(DIM, &format!(" · {closes}")));
            }
            self.flow("     ", &line)?;
        }
        Ok(())
    }
}
