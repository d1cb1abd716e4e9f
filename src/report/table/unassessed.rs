//! What nobody could tell, and why.

use std::collections::BTreeMap;
use std::io;

use super::text::Piece;
use super::{BOLD, DIM, Page, rule_piece, text};
use crate::finding::{AuditReport, Finding, Outcome};
use crate::report::{Obstacle, counted, obstacles};

impl Page<'_> {
    /// By the one thing that would let them be assessed, most checks first.
    pub(super) fn unassessed(&mut self, report: &AuditReport) -> io::Result<()> {
        let mut groups: BTreeMap<&str, Vec<(&Finding, &[String])>> = BTreeMap::new();
        for finding in &report.findings {
            if let Outcome::Unassessed { because } = &finding.outcome {
                let (first, rest) =
                    because.split_first().map_or(("", [].as_slice()), |(f, r)| (f, r));
                groups.entry(first).or_default().push((finding, rest));
            }
        }
        if groups.is_empty() {
            return Ok(());
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
        let all: usize = groups.iter().map(|(_, f)| f.len()).sum();
        self.title(BOLD, &format!("NOT ASSESSED ({all})"))?;
        for (because, findings) in groups {
            let because = if because.is_empty() { "no reason is given" } else { because };
            let count = format!(" · {}", counted(findings.len(), "check"));
            self.flow("  ? ", &[Piece::plain(because), Piece::new(DIM, &count)])?;
            let mut further: Vec<&str> = Vec::new();
            let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
            for (finding, rest) in &findings {
                *rules.entry(&finding.rule).or_default() += 1;
                for reason in *rest {
                    if !further.contains(&reason.as_str()) {
                        further.push(reason);
                    }
                }
            }
            if !further.is_empty() {
                self.flow("    ", &text::text(DIM, &further.join("; ")))?;
            }
            let mut line = Vec::new();
            for (at, (rule, n)) in rules.into_iter().enumerate() {
                if at > 0 {
                    line.push(Piece::plain(", "));
                }
                line.push(rule_piece(report, rule, super::PLAIN));
                if n > 1 {
                    line.push(Piece::new(DIM, &format!(" ×{n}")));
                }
            }
            self.flow_behind(&[Piece::new(DIM, "    needed by ")], 14, &line)?;
        }
        Ok(())
    }

    /// What could not be read, by what is in the way.
    pub(super) fn gaps(&mut self, report: &AuditReport) -> io::Result<()> {
        if report.gaps.is_empty() {
            return Ok(());
        }
        self.title(BOLD, &format!("COULD NOT BE READ ({})", report.gaps.len()))?;
        for Obstacle { gap, sides, what } in obstacles(report) {
            self.say("  ! ", &format!("{}: {} ({sides})", gap.operation, gap.reason))?;
            if !what.is_empty() {
                self.say("    hides ", &what.join("; "))?;
            }
            if !gap.detail.is_empty() {
                self.say("    ", &gap.detail)?;
            }
            if let Some(action) = &gap.iam_action {
                self.say("    allow ", action)?;
            }
        }
        Ok(())
    }
}
