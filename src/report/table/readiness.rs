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
        let worst = readiness.data_loss.stores.iter().filter_map(|s| s.seconds).fold(0.0, f64::max);
        let objective = readiness.data_loss.objective_seconds;
        let rows: Vec<Vec<String>> = readiness
            .data_loss
            .stores
            .iter()
            .map(|lag| {
                let [store, behind, how] = words::store(lag);
                vec![store, behind, lag_bar(lag.seconds, worst, objective), how]
            })
            .collect();
        self.section("DATA LOSS", &["store", "behind", "side by side", "measured by"], &rows)?;
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

/// Blocks of the longest lag.
const LONGEST: usize = 10;

/// A store's lag beside the others': the longest lag, or the objective where that is longer, has
/// all blocks. What is over the objective says so.
fn lag_bar(seconds: Option<f64>, worst: f64, objective: Option<u64>) -> String {
    let Some(seconds) = seconds else { return "?".to_owned() };
    #[expect(clippy::cast_precision_loss, reason = "an objective is far below 2^52 seconds")]
    let limit = objective.map(|s| s as f64);
    let all = limit.map_or(worst, |l| l.max(worst));
    let share = if all > 0.0 { (seconds / all).clamp(0.0, 1.0) } else { 0.0 };
    let blocks = (1..=LONGEST).filter(|n| {
        #[expect(clippy::cast_precision_loss, reason = "at most ten")]
        let edge = (*n as f64 - 0.5) / LONGEST as f64;
        share >= edge
    });
    let blocks = blocks.count();
    let bar = format!("{}{}", "█".repeat(blocks), "░".repeat(LONGEST - blocks));
    if limit.is_some_and(|l| seconds > l) { format!("{bar} over") } else { bar }
}

#[cfg(test)]
mod tests {
    use super::lag_bar;

    #[test]
    fn lags_are_drawn_to_one_scale() {
        assert_eq!(lag_bar(Some(5.0), 5.0, None), "██████████");
        assert_eq!(lag_bar(Some(1.0), 5.0, Some(10)), "█░░░░░░░░░");
        assert_eq!(lag_bar(Some(20.0), 20.0, Some(10)), "██████████ over");
        assert_eq!(lag_bar(Some(0.0), 0.0, None), "░░░░░░░░░░");
        assert_eq!(lag_bar(Some(f64::NAN), f64::NAN, None), "░░░░░░░░░░");
        assert_eq!(lag_bar(None, 5.0, Some(10)), "?");
    }
}
