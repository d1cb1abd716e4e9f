//! Areas by severity.

use std::io;

use super::text::{Columns, Piece, Text};
use super::{BOLD, DIM, PLAIN, Page, severity_style, text};
use crate::finding::{AuditReport, Severity};
use crate::report::areas::{AreaLine, areas, severities};
use crate::report::counted;

/// Columns that an area's name has at least.
const NAME: usize = 10;

impl Page<'_> {
    /// How many findings each area has; the ones that have none are named below.
    pub(super) fn areas(&mut self, report: &AuditReport) -> io::Result<()> {
        let lines = areas(report, self.options);
        if !lines.iter().any(AreaLine::open) {
            return Ok(());
        }
        let shown = severities(&lines);
        let untold = lines.iter().any(|l| l.unassessed > 0);
        let table = |short: bool| -> Vec<Vec<Text>> {
            let mut rows = vec![header(&shown, untold, short)];
            rows.extend(lines.iter().filter(|l| l.open()).map(|l| row(l, &shown, untold)));
            rows
        };
        let needed = |rows: &[Vec<Text>]| {
            let columns = Columns::new(rows, &[], usize::MAX);
            columns.widths.iter().sum::<usize>() + 2 * columns.widths.len()
        };
        let mut rows = table(false);
        if needed(&rows) > self.options.width {
            rows = table(true);
        }
        let room = text::behind(2, self.options.width);
        let least: Vec<usize> = std::iter::once(NAME).chain(shown.iter().map(|_| 4)).collect();
        let mut columns = Columns::new(&rows, &least, room);
        columns.right = (0..columns.widths.len()).map(|at| at > 0).collect();
        self.title(BOLD, "AREAS")?;
        for row in &rows {
            for line in columns.row(row) {
                let mut whole = vec![Piece::plain("  ")];
                whole.extend(line);
                self.put(&whole)?;
            }
        }
        let quiet = |checked: bool| -> Vec<String> {
            lines
                .iter()
                .filter(|l| !l.open() && (l.checks > 0) == checked)
                .map(|l| match l.checks {
                    0 => l.area.clone(),
                    n => format!("{} ({})", l.area, counted(n, "check")),
                })
                .collect()
        };
        for (word, names) in [("no problem in", quiet(true)), ("nothing to check in", quiet(false))]
        {
            if !names.is_empty() {
                let line = format!("{word} {}", names.join(", "));
                self.flow("  ", &text::text(DIM, &line))?;
            }
        }
        Ok(())
    }
}

fn header(severities: &[Severity], untold: bool, short: bool) -> Vec<Text> {
    let mut cells = vec![text::text(DIM, "area")];
    for severity in severities {
        let name = match severity {
            Severity::Critical if short => "crit",
            Severity::Medium if short => "med",
            other => other.name(),
        };
        cells.push(text::text(severity_style(*severity), name));
    }
    if untold {
        cells.push(text::text(DIM, if short { "unknown" } else { "not assessed" }));
    }
    cells
}

fn row(line: &AreaLine, severities: &[Severity], untold: bool) -> Vec<Text> {
    let number = |style, n: usize| match n {
        0 => text::text(DIM, "·"),
        n => text::text(style, &n.to_string()),
    };
    let mut cells = vec![text::text(PLAIN, &line.area)];
    for severity in severities {
        cells.push(number(severity_style(*severity), line.of(*severity)));
    }
    if untold {
        cells.push(number(BOLD, line.unassessed));
    }
    cells
}
