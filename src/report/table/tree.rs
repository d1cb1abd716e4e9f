//! Areas, rules, subjects and differences as a tree.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::text::{Piece, Text};
use super::{
    BOLD, DIM, PLAIN, Page, course_pieces, rule_piece, severity_style, subject_lines, text,
};
use crate::finding::{AuditReport, Finding, Outcome, Severity};
use crate::report::{Options, areas, listed};

/// A node with what hangs from it.
struct Node {
    label: Text,
    below: Vec<Node>,
}

impl Node {
    fn leaf(label: Text) -> Self {
        Self { label, below: Vec::new() }
    }
}

pub(in crate::report) fn render(
    report: &AuditReport,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { options, out };
    page.head(report)?;
    page.blank()?;
    page.branches(report)?;
    page.gaps(report)?;
    page.foot(report)
}

impl Page<'_> {
    /// The application with its areas below.
    pub(super) fn branches(&mut self, report: &AuditReport) -> io::Result<()> {
        self.flow("", &text::text(BOLD, &report.app))?;
        let nodes = nodes(report, self.options);
        if nodes.is_empty() {
            return self.flow("└── ", &text::text(DIM, "nothing was found"));
        }
        self.draw(&nodes, "")
    }

    fn draw(&mut self, nodes: &[Node], prefix: &str) -> io::Result<()> {
        for (at, node) in nodes.iter().enumerate() {
            let last = at + 1 == nodes.len();
            let (turn, below) =
                if last { ("└── ", "    ") } else { ("├── ", "│   ") };
            let next = format!("{prefix}{below}");
            let bar = if node.below.is_empty() { "" } else { "│ " };
            let taken = text::columns(&next) + text::columns(bar);
            let room = text::behind(taken, self.options.width);
            for (at, line) in text::wrap(&node.label, room).into_iter().enumerate() {
                let lead = if at == 0 { format!("{prefix}{turn}") } else { format!("{next}{bar}") };
                let mut whole = vec![Piece::new(DIM, &lead)];
                whole.extend(line);
                self.put(&whole)?;
            }
            self.draw(&node.below, &next)?;
        }
        Ok(())
    }
}

fn nodes(report: &AuditReport, options: Options) -> Vec<Node> {
    let lines = areas::areas(report, options);
    let shown = |f: &&Finding| {
        let agreed = matches!(f.outcome, Outcome::Expected { .. } | Outcome::Waived { .. });
        matches!(f.outcome, Outcome::Unassessed { .. }) || (agreed && options.all)
    };
    let failed = listed(report, options).filter(|f| f.outcome == Outcome::Fail);
    let mut by_area: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in failed.chain(report.findings.iter().filter(shown)) {
        by_area.entry(&finding.area).or_default().push(finding);
    }
    lines
        .iter()
        .filter_map(|line| {
            let findings = by_area.get(line.area.as_str())?;
            let mut label = vec![Piece::new(BOLD, &line.area)];
            for severity in Severity::ALL.into_iter().rev().filter(|s| line.of(*s) > 0) {
                let count = format!("  {} {severity}", line.of(severity));
                label.push(Piece::new(severity_style(severity), &count));
            }
            if line.unassessed > 0 {
                label.push(Piece::plain(&format!("  {} not assessed", line.unassessed)));
            }
            Some(Node { label, below: rules(report, findings, options) })
        })
        .collect()
}

fn rules(report: &AuditReport, findings: &[&Finding], options: Options) -> Vec<Node> {
    let mut order: Vec<&str> = Vec::new();
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let own = by_rule.entry(&finding.rule).or_default();
        if own.is_empty() {
            order.push(&finding.rule);
        }
        own.push(finding);
    }
    let node = |rule: &str| {
        let findings = by_rule.get(rule)?;
        let worst = findings.iter().map(|f| f.severity).max()?;
        let label = vec![
            rule_piece(report, rule, BOLD),
            Piece::new(severity_style(worst), &format!("  {worst}")),
            Piece::new(DIM, &format!(" ×{}", findings.len())),
        ];
        let below = findings.iter().map(|f| subject(report, f, options)).collect();
        Some(Node { label, below })
    };
    order.into_iter().filter_map(node).collect()
}

fn subject(report: &AuditReport, finding: &Finding, options: Options) -> Node {
    let mut label = vec![match &finding.outcome {
        Outcome::Fail => Piece::new(severity_style(finding.severity), "✗ "),
        Outcome::Unassessed { .. } => Piece::new(BOLD, "? "),
        _ => Piece::new(DIM, "= "),
    }];
    for (at, line) in subject_lines(report, finding).into_iter().enumerate() {
        if at > 0 {
            label.push(Piece::new(DIM, " ↔ "));
        }
        label.extend(line);
    }
    label.extend(course_pieces(finding));
    let said = match &finding.outcome {
        Outcome::Unassessed { because } => because.join("; "),
        other => match super::accepted_words(other) {
            Some(why) => format!("{} ({why})", finding.message),
            None => finding.message.clone(),
        },
    };
    let mut below = vec![Node::leaf(text::text(PLAIN, &said))];
    for difference in &finding.differences {
        let mut line = vec![Piece::new(DIM, &difference.path)];
        if difference.lines.is_empty() {
            let [left, right] = super::differences::values(difference, options.colour);
            line.push(Piece::plain(": "));
            line.extend(left);
            line.push(Piece::new(DIM, " → "));
            line.extend(right);
            below.push(Node::leaf(line));
        } else {
            let lines = difference.lines.iter().map(|l| Node::leaf(text::text(PLAIN, l))).collect();
            below.push(Node { label: line, below: lines });
        }
    }
    Node { label, below }
}
