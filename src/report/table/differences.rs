//! Both values beside each other.

use std::io;

use anstyle::{AnsiColor, Style};

use super::text::{Columns, Piece, Text};
use super::{DIM, Page, text};
use crate::finding::{Finding, ShownDifference};
use crate::report::labels;
use crate::report::words::{Segment, words};

/// Columns that differences are set in by.
const INDENT: usize = 8;

/// What stands for a value that is not there.
const NONE: &str = "(none)";

/// Between the two values.
const BAR: &str = "│ ";

/// The looks of what only the first or only the second value has.
fn looks() -> [Style; 2] {
    [AnsiColor::Red.on_default().bold(), AnsiColor::Green.on_default().bold()]
}

/// Both values with what differs marked: by colour, or by `[-…-]` and `{+…+}`.
pub(super) fn values(difference: &ShownDifference, colour: bool) -> [Text; 2] {
    let left = difference.left.as_deref();
    let right = difference.right.as_deref();
    let (Some(left), Some(right)) = (left, right) else {
        let [first, second] = looks();
        let one = |value: Option<&str>, style| match value {
            Some(value) => text::text(style, value),
            None => text::text(DIM, NONE),
        };
        return [one(left, first), one(right, second)];
    };
    let [first, second] = words(left, right);
    let [old, new] = looks();
    [shown(&first, old, ["[-", "-]"], colour), shown(&second, new, ["{+", "+}"], colour)]
}

fn shown(segments: &[Segment<'_>], style: Style, [open, close]: [&str; 2], colour: bool) -> Text {
    // Where all differs a mark says nothing.
    let marked = !colour && segments.iter().any(|s| !s.changed);
    let mut out: Text = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        if !segment.changed {
            out.push(Piece::plain(segment.text));
            continue;
        }
        let changed =
            |at: Option<usize>| at.and_then(|at| segments.get(at)).is_some_and(|s| s.changed);
        if marked && !changed(at.checked_sub(1)) {
            out.push(Piece::plain(open));
        }
        out.push(Piece::new(style, segment.text));
        if marked && !changed(Some(at + 1)) {
            out.push(Piece::plain(close));
        }
    }
    out
}

impl Page<'_> {
    /// The differences behind a finding.
    pub(super) fn differences(&mut self, finding: &Finding) -> io::Result<()> {
        let labels = labels(finding);
        let several = finding.differences.len() > 1;
        for difference in &finding.differences {
            let named = several || !finding.message.contains(&difference.path);
            if named && !difference.path.is_empty() {
                self.flow("        ", &text::text(DIM, &difference.path))?;
            }
            if difference.lines.is_empty() {
                self.beside(difference, labels)?;
            } else {
                self.lines(&difference.lines)?;
            }
        }
        Ok(())
    }

    /// Both values on a line where they fit, else in two columns.
    fn beside(
        &mut self,
        difference: &ShownDifference,
        [first, second]: [&str; 2],
    ) -> io::Result<()> {
        let [left, right] = values(difference, self.options.colour);
        let room = text::behind(INDENT, self.options.width);
        let mut whole = vec![Piece::new(DIM, &format!("{first} "))];
        whole.extend(left.clone());
        whole.push(Piece::new(DIM, &format!("   {second} ")));
        whole.extend(right.clone());
        if text::width(&whole) <= room {
            return self.set_in(&whole);
        }
        let half = (room - text::columns(BAR)) / 2;
        let taken = text::width(&left).max(text::columns(first)).min(half.max(2));
        let columns = Columns {
            gap: 1,
            widths: vec![taken, room.saturating_sub(taken + 1).max(2)],
            right: Vec::new(),
        };
        let lefts = text::wrap(&left, taken);
        let rights = text::wrap(&right, room.saturating_sub(taken + 1 + text::columns(BAR)));
        let mut rows = vec![[text::text(DIM, first), text::text(DIM, second)]];
        for at in 0..lefts.len().max(rights.len()) {
            let cell = |lines: &[Text]| lines.get(at).cloned().unwrap_or_default();
            rows.push([cell(&lefts), cell(&rights)]);
        }
        for [left, right] in rows {
            let mut behind = vec![Piece::new(DIM, BAR)];
            behind.extend(right);
            self.set_in(&columns.line(vec![left, behind]))?;
        }
        Ok(())
    }

    fn set_in(&mut self, line: &[Piece]) -> io::Result<()> {
        let mut whole = vec![Piece::plain(&" ".repeat(INDENT))];
        whole.extend_from_slice(line);
        self.put(&whole)
    }

    /// Unified line differences; a line that is too long goes on below.
    fn lines(&mut self, lines: &[String]) -> io::Result<()> {
        let room = text::behind(INDENT + 2, self.options.width);
        for line in lines {
            let style = match line.as_bytes().first() {
                Some(b'-') => AnsiColor::Red.on_default(),
                Some(b'+') => AnsiColor::Green.on_default(),
                _ => DIM,
            };
            for (at, part) in text::broken(&text::text(style, line), room).iter().enumerate() {
                let mut whole = if at == 0 { Vec::new() } else { vec![Piece::plain("  ")] };
                whole.extend_from_slice(part);
                self.set_in(&whole)?;
            }
        }
        Ok(())
    }
}
