//! The verdict of the gate on a terminal.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{BOLD, DIM, Page, grid};
use crate::finding::{AuditReport, Level, Readiness};
use crate::report::escape::terminal;
use crate::report::readiness as words;

/// Columns that a section is set in by.
const INDENT: usize = 2;

impl Page {
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
        &self,
        report: &AuditReport,
        readiness: &Readiness,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.wrapped("", "", &words::topology(report, readiness), out)?;
        self.wrapped("", "", &words::objectives(readiness), out)
    }

    /// The sections of the verdict.
    pub(super) fn readiness(&self, readiness: &Readiness, out: &mut dyn Write) -> io::Result<()> {
        self.decisive(readiness, out)?;
        let rows: Vec<Vec<String>> =
            readiness.steps.iter().map(|s| words::step(s).to_vec()).collect();
        self.section("STEPS OF A FAILOVER", &["step", "state", ""], &rows, out)?;
        let rows: Vec<Vec<String>> =
            readiness.data_loss.stores.iter().map(|s| words::store(s).to_vec()).collect();
        self.section("DATA LOSS", &["store", "behind", "measured by"], &rows, out)?;
        let time = &readiness.recovery_time;
        let mut rows: Vec<Vec<String>> =
            time.parts.iter().map(|p| words::part(p).to_vec()).collect();
        rows.push(vec!["Together".to_owned(), words::total(time), String::new()]);
        self.section("RECOVERY TIME", &["part", "takes", "because"], &rows, out)?;
        if let Some(shorten) = &time.shorten {
            self.wrapped("  → shorten first: ", "    ", shorten, out)?;
        }
        let rows: Vec<Vec<String>> =
            readiness.capacity.iter().map(|c| words::capacity(c).to_vec()).collect();
        self.section("CAPACITY", &["what", "need", "have", "missing"], &rows, out)?;
        for command in words::commands(readiness) {
            writeln!(out, "  → {}", terminal(command))?;
        }
        for accepted in &readiness.accepted {
            let line = format!(
                "accepted although not assessed: {} ({} checks) until {} by {}: {}",
                accepted.rule, accepted.checks, accepted.until, accepted.owner, accepted.reason
            );
            writeln!(out)?;
            self.wrapped("  = ", "    ", &line, out)?;
        }
        if !readiness.not_visible.is_empty() {
            writeln!(out)?;
            writeln!(out, "{}", self.paint(BOLD, "NOT VISIBLE TO THE GATE"))?;
            for line in &readiness.not_visible {
                self.wrapped("  · ", "    ", line, out)?;
            }
        }
        Ok(())
    }

    fn decisive(&self, readiness: &Readiness, out: &mut dyn Write) -> io::Result<()> {
        if readiness.decisive.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        let title = format!("WHY {}", readiness.level);
        writeln!(out, "{}", self.paint(Self::level_style(readiness.level), &title))?;
        for why in words::decisive(readiness) {
            let mark = if why.first.unassessed { "  ? " } else { "  ✗ " };
            for message in &why.messages {
                self.wrapped(mark, "    ", message, out)?;
            }
            if why.more > 0 {
                writeln!(out, "    and {} more like these", why.more)?;
            }
            let steps: Vec<&str> = why.first.steps.iter().map(|s| s.name()).collect();
            let line = format!("{} · step {}", why.first.rule, steps.join(", "));
            writeln!(out, "    {}", self.paint(DIM, &self.cut(&line, 4)))?;
        }
        Ok(())
    }

    fn section(
        &self,
        title: &str,
        header: &[&str],
        rows: &[Vec<String>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        writeln!(out, "{}", self.paint(BOLD, title))?;
        let width = self.options.width.saturating_sub(INDENT).max(40);
        let shown = grid(header, rows, width);
        // The header of a section without column names is blank.
        let blank = header.iter().all(|h| h.is_empty());
        for line in shown.lines().skip(usize::from(blank)) {
            writeln!(out, "{:INDENT$}{}", "", line.trim_end())?;
        }
        Ok(())
    }
}
