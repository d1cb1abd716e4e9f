//! The verdict of the gate on a terminal.

use std::io;

use anstyle::{AnsiColor, Style};

use super::text::Piece;
use super::{BOLD, DIM, Page, grid, text};
use crate::finding::{AuditReport, Level, Readiness};
use crate::report::readiness as words;

/// Columns that a section is set in by.
const INDENT: usize = 2;

impl Page<'_> {
    /// The colour of a level.
    pub(super) fn level_style(level: Level) -> Style {
        let colour = match level {
            Level::FullyReady => AnsiColor::Green,
            Level::ReadyWithWarnings => AnsiColor::Yellow,
            Level::Degraded => AnsiColor::Magenta,
            Level::NotReady => AnsiColor::Red,
        };
        colour.on_default().bold()
    }

    /// Below the head: who serves, what would be lost, how long it would take.
    pub(super) fn situation(
        &mut self,
        report: &AuditReport,
        readiness: &Readiness,
    ) -> io::Result<()> {
        self.say("", &words::topology(report, readiness))?;
        self.say("", &words::objectives(readiness))
    }

    /// The sections of the verdict.
    pub(super) fn readiness(&mut self, readiness: &Readiness) -> io::Result<()> {
        self.decisive(readiness)?;
        let rows: Vec<Vec<String>> =
            readiness.steps.iter().map(|s| words::step(s).to_vec()).collect();
        self.section("STEPS OF A FAILOVER", &["step", "state", ""], &rows)?;
        let rows: Vec<Vec<String>> =
            readiness.data_loss.stores.iter().map(|s| words::store(s).to_vec()).collect();
        self.section("DATA LOSS", &["store", "behind", "measured by"], &rows)?;
        let time = &readiness.recovery_time;
        let mut rows: Vec<Vec<String>> =
            time.parts.iter().map(|p| words::part(p).to_vec()).collect();
        rows.push(vec!["Together".to_owned(), words::total(time), String::new()]);
        self.section("RECOVERY TIME", &["part", "takes", "because"], &rows)?;
        if let Some(shorten) = &time.shorten {
            self.say("  → shorten first: ", shorten)?;
        }
        let rows: Vec<Vec<String>> =
            readiness.capacity.iter().map(|c| words::capacity(c).to_vec()).collect();
        self.section("CAPACITY", &["what", "need", "have", "missing"], &rows)?;
        for command in words::commands(readiness) {
            self.say("  → ", command)?;
        }
        for accepted in &readiness.accepted {
            let line = format!(
                "accepted although not assessed: {} ({} checks) until {} by {}: {}",
                accepted.rule, accepted.checks, accepted.until, accepted.owner, accepted.reason
            );
            self.blank()?;
            self.say("  = ", &line)?;
        }
        if !readiness.not_visible.is_empty() {
            self.title(BOLD, "NOT VISIBLE TO THE GATE")?;
            for line in &readiness.not_visible {
                self.say("  · ", line)?;
            }
        }
        Ok(())
    }

    fn decisive(&mut self, readiness: &Readiness) -> io::Result<()> {
        if readiness.decisive.is_empty() {
            return Ok(());
        }
        self.title(Self::level_style(readiness.level), &format!("WHY {}", readiness.level))?;
        for why in words::decisive(readiness) {
            let mark = if why.first.unassessed { "  ? " } else { "  ✗ " };
            for message in &why.messages {
                self.say(mark, message)?;
            }
            if why.more > 0 {
                self.say("    ", &format!("and {} more like these", why.more))?;
            }
            let steps: Vec<&str> = why.first.steps.iter().map(|s| s.name()).collect();
            let line = format!("{} · step {}", why.first.rule, steps.join(", "));
            self.flow("    ", &text::text(DIM, &line))?;
        }
        Ok(())
    }

    fn section(&mut self, title: &str, header: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        self.title(BOLD, title)?;
        let width = self.options.width.saturating_sub(INDENT);
        let shown = grid(header, rows, width);
        // The header of a section without column names is blank.
        let blank = header.iter().all(|h| h.is_empty());
        for line in shown.lines().skip(usize::from(blank)) {
            self.put(&[Piece::plain("  "), Piece::plain(line.trim_end())])?;
        }
        Ok(())
    }
}
