//! Styled text that knows how wide it is.
//!
//! A [`Piece`] is harmless text with a style and perhaps a link; escapes are added only when a
//! line is written. So widths never see an escape, and no text can be one.

use std::rc::Rc;

use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::report::escape::{link, terminal};

/// The narrowest that a text is broken to.
const NARROWEST: usize = 8;

/// A run of text in one style.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    text: String,
    style: Style,
    link: Option<Rc<str>>,
}

/// Pieces that follow each other.
pub(super) type Text = Vec<Piece>;

impl Piece {
    /// A text in a style; it is made harmless.
    pub(super) fn new(style: Style, text: &str) -> Self {
        Self { text: terminal(text), style, link: None }
    }

    /// A text without a style.
    pub(super) fn plain(text: &str) -> Self {
        Self::new(Style::new(), text)
    }

    /// The same, leading to an address where there is a sound one.
    pub(super) fn to(mut self, address: Option<&str>) -> Self {
        self.link = address.and_then(link).map(Rc::from);
        self
    }

    /// The same look with another text.
    fn with(&self, text: String) -> Self {
        Self { text, style: self.style, link: self.link.clone() }
    }

    fn same_look(&self, other: &Self) -> bool {
        self.style == other.style && self.link == other.link
    }
}

impl From<&str> for Piece {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

/// A text of one piece.
pub(super) fn text(style: Style, content: &str) -> Text {
    vec![Piece::new(style, content)]
}

/// Columns that a text takes.
pub(super) fn width(text: &[Piece]) -> usize {
    text.iter().map(|p| columns(&p.text)).sum()
}

/// Columns that a string takes, grapheme by grapheme.
pub(super) fn columns(text: &str) -> usize {
    text.graphemes(true).map(|g| g.width()).sum()
}

/// Whether a pipeline that reads its log would take the line for a command: `::error::` of GitHub,
/// `##vso[` of Azure, `##teamcity[`. Blanks before it do not matter to them.
fn is_command(line: &str) -> bool {
    let line = line.trim_start();
    let letter = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic());
    line.strip_prefix("::").is_some_and(letter) || line.starts_with("##")
}

/// Lines that no pipeline takes for commands.
pub(super) fn inert(lines: &str) -> String {
    let line = |line: &str| {
        if is_command(line) { line.replacen([':', '#'], "\u{fffd}", 1) } else { line.to_owned() }
    };
    lines.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn commands(text: &[Piece]) -> bool {
    is_command(&text.iter().map(|p| p.text.as_str()).collect::<String>())
}

/// What is to be written: escapes only where they are wanted.
pub(super) fn inked(text: &[Piece], colour: bool, links: bool) -> String {
    let mut inert = text.to_vec();
    if commands(text)
        && let Some(first) = inert.iter_mut().find(|p| !p.text.trim().is_empty())
    {
        first.text = first.text.replacen([':', '#'], "\u{fffd}", 1);
    }
    let mut out = String::new();
    for piece in &inert {
        let style = if colour { piece.style } else { Style::new() };
        let address = piece.link.as_deref().filter(|_| links);
        if let Some(address) = address {
            out.push_str(&format!("\u{1b}]8;;{address}\u{1b}\\"));
        }
        out.push_str(&format!("{style}{}{style:#}", piece.text));
        if address.is_some() {
            out.push_str("\u{1b}]8;;\u{1b}\\");
        }
    }
    // Nobody sees spaces at the end.
    if colour || links { out } else { out.trim_end().to_owned() }
}

/// One grapheme with the piece that it comes from.
struct Unit<'a> {
    from: usize,
    text: &'a str,
    width: usize,
}

fn units(text: &[Piece]) -> Vec<Unit<'_>> {
    let mut all = Vec::new();
    for (from, piece) in text.iter().enumerate() {
        all.extend(piece.text.graphemes(true).map(|g| Unit { from, text: g, width: g.width() }));
    }
    all
}

fn joined(units: &[Unit<'_>], text: &[Piece]) -> Text {
    let mut out: Text = Vec::new();
    for unit in units {
        let Some(look) = text.get(unit.from) else { continue };
        match out.last_mut() {
            Some(last) if last.same_look(look) => last.text.push_str(unit.text),
            _ => out.push(look.with(unit.text.to_owned())),
        }
    }
    out
}

/// The text in lines of at most `room` columns, broken at spaces; what is longer than a line is
/// broken anywhere. At least one line.
pub(super) fn wrap(text: &[Piece], room: usize) -> Vec<Text> {
    let room = room.max(2);
    let all = units(text);
    let mut lines: Vec<Text> = Vec::new();
    let mut line: Vec<Unit<'_>> = Vec::new();
    let mut used = 0;
    let mut rest = all.as_slice();
    let blank = |u: &Unit<'_>| u.text.chars().all(char::is_whitespace);
    while !rest.is_empty() {
        let spaces = rest.iter().take_while(|u| blank(u)).count();
        let (_, after) = rest.split_at(spaces);
        let letters = after.iter().take_while(|u| !blank(u)).count();
        let (word, after) = after.split_at(letters);
        let gap = usize::from(spaces > 0 && used > 0);
        let long: usize = word.iter().map(|u| u.width).sum();
        if used > 0 && used + gap + long > room {
            lines.push(joined(&line, text));
            line.clear();
            used = 0;
        } else if gap == 1 && letters > 0 {
            // The space belongs to what stands before it.
            if let Some(space) = rest.first() {
                line.push(Unit { from: space.from, text: " ", width: 1 });
                used += 1;
            }
        }
        for unit in word {
            if used > 0 && used + unit.width > room {
                lines.push(joined(&line, text));
                line.clear();
                used = 0;
            }
            line.push(Unit { from: unit.from, text: unit.text, width: unit.width });
            used += unit.width;
        }
        rest = after;
    }
    lines.push(joined(&line, text));
    lines
}

/// The text in lines of at most `room` columns with every space kept: for code.
pub(super) fn broken(text: &[Piece], room: usize) -> Vec<Text> {
    let room = room.max(2);
    let all = units(text);
    let mut lines = Vec::new();
    let (mut begin, mut used) = (0, 0);
    for (at, unit) in all.iter().enumerate() {
        if used > 0 && used + unit.width > room {
            lines.push(joined(all.get(begin..at).unwrap_or_default(), text));
            (begin, used) = (at, 0);
        }
        used += unit.width;
    }
    lines.push(joined(all.get(begin..).unwrap_or_default(), text));
    lines
}

/// The beginning of a text in at most `room` columns, with a mark where it is cut.
pub(super) fn beginning(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |g: &&str| {
        used += g.width();
        used <= room
    };
    let shown: String = text.graphemes(true).take_while(fits).collect();
    if room == 0 { shown } else { format!("{shown}…") }
}

/// The end of a text in at most `room` columns, with a mark where it is cut.
pub(super) fn ending(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |g: &&str| {
        used += g.width();
        used <= room
    };
    let mut shown: Vec<&str> = text.graphemes(true).rev().take_while(fits).collect();
    shown.reverse();
    if room == 0 { String::new() } else { format!("…{}", shown.concat()) }
}

/// Fills a text with spaces to a width.
fn filled(mut text: Text, to: usize) -> Text {
    let missing = to.saturating_sub(width(&text));
    if missing > 0 {
        text.push(Piece { text: " ".repeat(missing), ..Piece::default() });
    }
    text
}

/// Columns for cells of these natural widths that together fit into `room`: the widest give way
/// first, and none below its least width unless all have to.
pub(super) fn shares(natural: &[usize], least: &[usize], room: usize) -> Vec<usize> {
    let with = |cap: usize| -> Vec<usize> {
        let least = least.iter().copied().chain(std::iter::repeat(0));
        natural.iter().zip(least).map(|(n, l)| (*n).min(cap.max(l)).max(1)).collect()
    };
    let most = natural.iter().copied().max().unwrap_or_default();
    // The largest cap that fits.
    let (mut low, mut high) = (1, most.max(1));
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if with(middle).iter().sum::<usize>() <= room { low = middle } else { high = middle - 1 }
    }
    let mut found = with(low);
    // What is left over goes to the cells that lack it, from the left.
    let mut spare = room.saturating_sub(found.iter().sum());
    for (own, wanted) in found.iter_mut().zip(natural) {
        let more = wanted.saturating_sub(*own).min(spare);
        *own += more;
        spare -= more;
    }
    // Not even the least widths fit: all give way.
    while found.iter().sum::<usize>() > room {
        let Some(widest) = found.iter_mut().max() else { break };
        if *widest <= 2 {
            break;
        }
        *widest -= 1;
    }
    found
}

/// Rows of cells set side by side, each cell wrapped in its column.
pub(super) struct Columns {
    /// Columns between two cells.
    pub(super) gap: usize,
    /// The width of each column.
    pub(super) widths: Vec<usize>,
    /// Columns that are set to the right: numbers.
    pub(super) right: Vec<bool>,
}

impl Columns {
    /// Columns for these rows within `room`.
    pub(super) fn new(rows: &[Vec<Text>], least: &[usize], room: usize) -> Self {
        let count = rows.iter().map(Vec::len).max().unwrap_or_default();
        let natural: Vec<usize> = (0..count)
            .map(|at| rows.iter().filter_map(|r| r.get(at)).map(|c| width(c)).max().unwrap_or(0))
            .collect();
        let gap = if room < 80 { 1 } else { 2 };
        let gaps = gap * count.saturating_sub(1);
        let widths = shares(&natural, least, room.saturating_sub(gaps));
        Self { gap, widths, right: Vec::new() }
    }

    /// The lines of one row.
    pub(super) fn row(&self, cells: &[Text]) -> Vec<Text> {
        let wrapped: Vec<Vec<Text>> =
            cells.iter().zip(&self.widths).map(|(cell, own)| wrap(cell, *own)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or_default();
        let cell = |lines: &Vec<Text>, at: usize| lines.get(at).cloned().unwrap_or_default();
        (0..height)
            .map(|at| self.line(wrapped.iter().map(|lines| cell(lines, at)).collect()))
            .collect()
    }

    /// Cells that fit into their columns as one line.
    pub(super) fn line(&self, cells: Vec<Text>) -> Text {
        let space = |count: usize| Piece { text: " ".repeat(count), ..Piece::default() };
        let last = cells.len().saturating_sub(1);
        let mut line: Text = Vec::new();
        for (column, (cell, own)) in cells.into_iter().zip(&self.widths).enumerate() {
            if column > 0 {
                line.push(space(self.gap));
            }
            if self.right.get(column).copied().unwrap_or_default() {
                line.push(space(own.saturating_sub(width(&cell))));
                line.extend(cell);
            } else if column == last {
                line.extend(cell);
            } else {
                line.extend(filled(cell, *own));
            }
        }
        line
    }
}

/// The room behind an indent.
pub(super) fn behind(indent: usize, all: usize) -> usize {
    all.saturating_sub(indent).max(NARROWEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARD: &str = "\u{1b}]8;;http://x\u{7}漢字かな交じり文 👩‍👩‍👧‍👦🇩🇪 e\u{301}e\u{301} aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nb";

    #[test]
    fn no_line_is_wider_than_its_room_and_no_letter_is_lost() {
        let given = vec![Piece::plain(HARD), Piece::new(Style::new().bold(), HARD)];
        let letters = |lines: &[Text]| -> String {
            lines.iter().flatten().flat_map(|p| p.text.chars()).filter(|c| *c != ' ').collect()
        };
        let all = letters(std::slice::from_ref(&given));
        for room in 2..60 {
            for lines in [wrap(&given, room), broken(&given, room)] {
                assert!(lines.iter().all(|l| width(l) <= room), "{room}");
                assert_eq!(letters(&lines), all);
            }
        }
    }

    #[test]
    fn escapes_are_written_only_where_they_are_wanted() {
        let hostile = "https://e.example/\u{1b}\\\u{7}\n;a b\u{202e}";
        let text = vec![Piece::new(Style::new().bold(), HARD).to(Some(hostile))];
        assert!(!inked(&text, false, false).contains(['\u{1b}', '\u{7}', '\n']));
        let linked = inked(&text, false, true);
        assert!(
            linked.starts_with("\u{1b}]8;;https://e.example/%1B%5C%07%0A;a%20b%E2%80%AE\u{1b}\\")
        );
        assert_eq!(linked.matches('\u{1b}').count(), 4, "{linked:?}");
        // A link changes nothing of the width.
        assert_eq!(width(&text), width(&[Piece::plain(HARD)]));
    }

    #[test]
    fn no_line_is_a_command_of_a_pipeline() {
        for hostile in ["::error::x", "  ::add-mask::x", "##vso[task.x]", "##[group]"] {
            let line = inked(&[Piece::plain("    "), Piece::plain(hostile)], false, false);
            assert!(line.trim_start().starts_with('\u{fffd}'), "{line}");
        }
        assert_eq!(inked(&[Piece::plain("::/0")], false, false), "::/0");
        assert_eq!(inert("a\n  ::error::x\n::/0"), "a\n  \u{fffd}:error::x\n::/0");
    }

    #[test]
    fn an_address_that_is_none_is_no_link() {
        for address in ["javascript:alert(1)", "", "http:/x", "//x", "file:///etc/passwd"] {
            let text = vec![Piece::plain("x").to(Some(address))];
            assert_eq!(inked(&text, false, true), "x");
        }
    }

    #[test]
    fn the_widest_column_gives_way_first() {
        assert_eq!(shares(&[5, 100, 10], &[], 60), [5, 45, 10]);
        assert_eq!(shares(&[5, 5], &[], 60), [5, 5]);
        assert!(shares(&[50; 8], &[10; 8], 40).iter().sum::<usize>() <= 40);
        assert_eq!(shares(&[], &[], 40), [0; 0]);
    }
}
