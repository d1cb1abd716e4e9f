//! Source texts, places in them, and what is wrong there.

use std::fmt;
use std::sync::Arc;

use crate::model::{Place, Text};

/// The largest source text that is read: the syntax tree takes some forty times as much.
pub const MAX_SOURCE_BYTES: usize = 16 << 20;

/// A source text with its name, able to turn offsets into lines and columns.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    name: Text,
    text: String,
    line_starts: Vec<u32>,
}

/// A range of byte offsets in a source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A place for people: line and column from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Span {
    /// The span from `start` to before `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl Source {
    /// Takes a file's bytes: UTF-8, with or without byte order mark, up to 16 MiB.
    ///
    /// # Errors
    ///
    /// A diagnostic when the bytes are too many or not UTF-8.
    pub fn new(name: &str, bytes: Vec<u8>) -> Result<Arc<Self>, Diagnostic> {
        let refuse = |message: String, mend: &str| Diagnostic {
            message,
            mend: Some(mend.to_owned()),
            source: Arc::new(Self {
                name: Text::from(name),
                text: String::new(),
                line_starts: vec![0],
            }),
            span: Span::default(),
        };
        if bytes.len() > MAX_SOURCE_BYTES {
            return Err(refuse(
                format!("the file has {} bytes, at most {MAX_SOURCE_BYTES} are read", bytes.len()),
                "split the file",
            ));
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            refuse(
                format!("not UTF-8 from byte {} on", e.utf8_error().valid_up_to()),
                "save the file as UTF-8",
            )
        })?;
        Ok(Arc::new(Self::of(name, text)))
    }

    /// Takes text that is known to be small, such as a built-in rule.
    #[must_use]
    pub fn of(name: &str, text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        if text.starts_with('\u{feff}') {
            // Spaces keep every offset where an editor shows it.
            text.replace_range(..'\u{feff}'.len_utf8(), "   ");
        }
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let mut line_starts = vec![0];
        line_starts.extend(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        Self { name: Text::from(name), text, line_starts }
    }

    /// The name that the user gave the file.
    #[must_use]
    pub const fn name(&self) -> &Text {
        &self.name
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty when the span lies outside.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of an offset; offsets past the end give the end.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        let end = self.text.floor_char_boundary((offset as usize).min(self.text.len()));
        let column = self.text.get(start..end).map_or(0, |s| s.chars().count());
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line: clamp(line), column: clamp(column + 1) }
    }
}

impl Source {
    /// The place of a span.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let (start, end) = (self.position(span.start), self.position(span.end));
        Place {
            file: self.name.clone(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

/// What is wrong at a place in a source text, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong: a lower-case fragment without full stop.
    pub message: String,
    /// What to do about it.
    pub mend: Option<String>,
    /// The text.
    pub source: Arc<Source>,
    /// The place.
    pub span: Span,
}

impl Diagnostic {
    /// A diagnostic without a mend.
    pub fn new(source: &Arc<Source>, span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), mend: None, source: Arc::clone(source), span }
    }

    /// The same with a mend.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }

    /// Line and column of the place.
    #[must_use]
    pub fn position(&self) -> Position {
        self.source.position(self.span.start)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.position();
        write!(f, "{}:{line}:{column}: {}", self.source.name(), self.message)?;
        match &self.mend {
            Some(mend) => write!(f, "; {mend}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

/// The candidate that is spelt most like `word`, if one is close enough to be meant.
#[must_use]
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|c| (distance(word, c, limit), c))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, c)| c)
}

/// How many insertions, deletions, replacements and swaps of neighbours lead from `a` to `b`;
/// more than `limit` is not told apart.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(64).collect(), b.chars().take(64).collect());
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Source::of("f", "é = 1\nab = 2");
        assert_eq!(source.position(3), Position { line: 1, column: 3 });
        assert_eq!(source.position(7), Position { line: 2, column: 1 });
        assert_eq!(source.position(999), Position { line: 2, column: 7 });
    }

    #[test]
    fn a_byte_order_mark_moves_nothing() {
        let source = Source::new("f", b"\xEF\xBB\xBFa = 1".to_vec()).unwrap();
        assert_eq!(source.text(), "   a = 1");
        assert!(Source::new("f", vec![b'a', 0xff]).unwrap_err().to_string().contains("byte 1"));
    }

    #[test]
    fn the_nearest_word_is_suggested() {
        assert_eq!(
            suggest("dessired_count", ["desired_count", "min_count"]),
            Some("desired_count")
        );
        assert_eq!(suggest("tlt", ["ttl", "type"]), Some("ttl"));
        assert_eq!(suggest("zzz", ["ttl"]), None);
    }
}
