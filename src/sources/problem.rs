//! Why a file could not be read, with place and mend.

use crate::model::{Gap, Reason, Side, Text};

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Line, from 1.
    line: usize,
    /// Column in characters, from 1.
    column: usize,
    /// Offset in bytes of the text as UTF-8, from 0.
    offset: usize,
}

impl Place {
    /// The place of a byte offset.
    pub(super) fn of(text: &[u8], offset: usize) -> Self {
        let offset = offset.min(text.len());
        let before = &text[..offset];
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        // Continuation bytes of UTF-8 are not characters of their own.
        let characters = before[start..].iter().filter(|b| **b & 0xC0 != 0x80).count();
        Self {
            line: memchr::memchr_iter(b'\n', before).count() + 1,
            column: characters + 1,
            offset,
        }
    }

    /// The place that an error names in the JSON which begins at byte `from`: serde_json counts
    /// the columns in bytes.
    pub(super) fn of_json_error(text: &[u8], from: usize, error: &serde_json::Error) -> Self {
        let line = error.line().max(1);
        let json = text.get(from..).unwrap_or_default();
        let start = if line == 1 {
            0
        } else {
            memchr::memchr_iter(b'\n', json).nth(line - 2).map_or(json.len(), |at| at + 1)
        };
        Self::of(text, from + start + error.column().saturating_sub(1))
    }

    /// Offset in bytes of the text as UTF-8.
    pub(super) const fn offset(self) -> usize {
        self.offset
    }
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    what: String,
    place: Option<Place>,
    mend: String,
}

impl Problem {
    /// A problem of the file as a whole.
    pub(super) fn new(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what: what.into(), place: None, mend: mend.into() }
    }

    /// A problem at a place.
    pub(super) fn at(what: impl Into<String>, place: Place, mend: impl Into<String>) -> Self {
        Self { what: what.into(), place: Some(place), mend: mend.into() }
    }

    /// What serde_json says of the JSON that begins at byte `from`, without quoting the file: it
    /// may be a secret that is misplaced.
    pub(super) fn of_json(text: &[u8], from: usize, error: &serde_json::Error) -> Self {
        let place = Place::of_json_error(text, from, error);
        let said = error.to_string();
        let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(head, _)| head);
        let pull =
            "write it again, for example with `terraform state pull` or `terraform show -json`";
        if error.is_eof() {
            return Self::at(
                "the JSON ends before it is complete",
                place,
                format!("the file is probably cut off: {pull}"),
            );
        }
        if said.contains("recursion limit") {
            return Self::at(
                "the JSON is nested deeper than 128 levels",
                place,
                "no state or plan is: check that the right file is named",
            );
        }
        if error.is_data() {
            let expected = said.rsplit_once("expected ").map_or("another shape", |(_, e)| e);
            return Self::at(
                format!("not the form of a state or plan: expected {expected}"),
                place,
                format!("check that the file is unedited, or {pull}"),
            );
        }
        Self::at(format!("not valid JSON: {said}"), place, pull)
    }

    /// The problem as a gap in what was to be read.
    pub(super) fn gap(&self, side: Option<Side>, operation: Text) -> Gap {
        Gap {
            side,
            kind: None,
            attributes: Vec::new(),
            operation,
            iam_action: None,
            reason: Reason::Unreadable,
            detail: Text::from(self.to_string()),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)?;
        if let Some(Place { line, column, offset }) = self.place {
            write!(f, " (line {line}, column {column}, byte {offset})")?;
        }
        if self.mend.is_empty() { Ok(()) } else { write!(f, "; {}", self.mend) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_offsets_bytes() {
        let place = Place::of("ab\né?".as_bytes(), 5);
        assert_eq!(place, Place { line: 2, column: 2, offset: 5 });
    }

    #[derive(serde::Deserialize, Debug)]
    struct State {
        #[expect(dead_code, reason = "only its type matters")]
        version: u64,
    }

    #[test]
    fn a_misplaced_secret_is_not_quoted() {
        let text = br#"{"version": "hunter2"}"#;
        let error = serde_json::from_slice::<State>(text).unwrap_err();
        let shown = Problem::of_json(text, 0, &error).to_string();
        assert!(!shown.contains("hunter2") && shown.contains("line 1"), "{shown}");
    }
}
