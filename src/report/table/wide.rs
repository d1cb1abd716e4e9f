//! One line for each finding.

use std::io::{self, Write};

use super::text::{Columns, Piece, Text};
use super::{
    BOLD, DIM, PLAIN, Page, address_piece, course_style, place_words, rule_piece, severity_style,
    text,
};
use crate::finding::{AuditReport, Finding, Outcome};
use crate::report::{Options, listed, past};

/// The least widths of the columns behind the application's, for a terminal of this width: rule,
/// subject and message keep most of what there is.
fn least(width: usize) -> [usize; 8] {
    if width < 120 {
        return [3, 3, 4, 3, 3, 5, 7, 3];
    }
    [8, 7, width / 6, 8, 7, width / 6, width / 4, 10]
}

pub(in crate::report) fn render(
    report: &AuditReport,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { options, out };
    page.head(report)?;
    page.dense(&[report], false)?;
    page.gaps(report)?;
    page.foot(report)
}

impl Page<'_> {
    /// The findings of these reports, then what was not assessed, and on demand what was agreed.
    pub(super) fn dense(&mut self, reports: &[&AuditReport], named: bool) -> io::Result<()> {
        let names =
            ["severity", "course", "rule", "area", "side", "subject", "message", "location"];
        let mut rows: Vec<Vec<Text>> = Vec::new();
        for report in reports {
            let open = listed(report, self.options).filter(|f| f.outcome == Outcome::Fail);
            let rest = report.findings.iter().filter(|f| match f.outcome {
                Outcome::Unassessed { .. } => true,
                Outcome::Expected { .. } | Outcome::Waived { .. } => self.options.all,
                _ => false,
            });
            for finding in open.chain(rest) {
                let mut row = row(report, finding);
                if named {
                    row.insert(0, text::text(BOLD, &report.app));
                }
                rows.push(row);
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let app = if named { &["app"][..] } else { &[] };
        let header = app.iter().chain(&names).map(|n| text::text(DIM, n)).collect();
        rows.insert(0, header);
        let least: Vec<usize> = app.iter().map(|_| 4).chain(least(self.options.width)).collect();
        let columns = Columns::new(&rows, &least, self.options.width);
        self.blank()?;
        for row in &rows {
            for line in columns.row(row) {
                self.put(&line)?;
            }
        }
        Ok(())
    }
}

fn row(report: &AuditReport, finding: &Finding) -> Vec<Text> {
    let (course, style) = match (&finding.outcome, past::course_short(finding)) {
        (Outcome::Fail, Some((course, said))) => (said, course_style(course)),
        (Outcome::Fail, None) => (finding.class.map_or("", |c| c.name()).to_owned(), PLAIN),
        (Outcome::Unassessed { .. }, _) => ("not assessed".to_owned(), BOLD),
        (other, _) => (other.name().to_owned(), DIM),
    };
    let message = match &finding.outcome {
        Outcome::Unassessed { because } => because.join("; "),
        other => match super::accepted_words(other) {
            Some(why) => format!("{} ({why})", finding.message),
            None => finding.message.clone(),
        },
    };
    let mut sides: Vec<&str> = Vec::new();
    let mut subjects: Text = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for subject in &finding.subjects {
        if !sides.contains(&subject.side.as_str()) {
            sides.push(&subject.side);
        }
        if !seen.contains(&subject.address.as_str()) {
            if !seen.is_empty() {
                subjects.push(Piece::plain(", "));
            }
            subjects.push(address_piece(report, subject, PLAIN));
            seen.push(&subject.address);
        }
    }
    vec![
        text::text(severity_style(finding.severity), finding.severity.name()),
        text::text(style, &course),
        vec![rule_piece(report, &finding.rule, PLAIN)],
        text::text(PLAIN, &finding.area),
        text::text(PLAIN, &sides.join(", ")),
        subjects,
        text::text(PLAIN, &message),
        text::text(DIM, &place_words(finding).unwrap_or_default()),
    ]
}
