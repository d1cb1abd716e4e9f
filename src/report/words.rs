//! Where two values differ, word by word.

use similar::{ChangeTag, DiffOp, TextDiff};

/// Bytes of both values that words are looked for in; what is longer differs as a whole.
const LONGEST: usize = 4_000;

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Whether the other value lacks it.
    pub(super) changed: bool,
}

/// Both values in parts, with what only one of them has. Where they have no word in common each
/// is one part that is changed.
pub(super) fn words<'a>(left: &'a str, right: &'a str) -> [Vec<Segment<'a>>; 2] {
    let whole = |text, changed| vec![Segment { text, changed }];
    if left == right {
        return [whole(left, false), whole(right, false)];
    }
    if left.len() + right.len() > LONGEST {
        return [whole(left, true), whole(right, true)];
    }
    let diff = TextDiff::from_unicode_words(left, right);
    let mut sides = [Vec::new(), Vec::new()];
    let mut common = false;
    let mut at = [0, 0];
    for op in diff.ops() {
        let lengths = diff.iter_changes(op).fold([0, 0], |[old, new], change| {
            let length = change.value().len();
            match change.tag() {
                ChangeTag::Equal => [old + length, new + length],
                ChangeTag::Delete => [old + length, new],
                ChangeTag::Insert => [old, new + length],
            }
        });
        let changed = !matches!(op, DiffOp::Equal { .. });
        for (side, (length, (text, segments))) in
            lengths.into_iter().zip([left, right].into_iter().zip(&mut sides)).enumerate()
        {
            let Some(from) = at.get_mut(side) else { continue };
            let Some(text) = text.get(*from..*from + length).filter(|t| !t.is_empty()) else {
                continue;
            };
            *from += length;
            common |= !changed && text.chars().any(char::is_alphanumeric);
            segments.push(Segment { text, changed });
        }
    }
    if common { sides.map(|side| runs(&side)) } else { [whole(left, true), whole(right, true)] }
}

/// Changes with nothing but a mark between them as one: `us-<east-1>`, not `us-<east>-<1>`.
fn runs<'a>(segments: &[Segment<'a>]) -> Vec<Segment<'a>> {
    let mark = |s: &Segment<'a>| s.text.len() <= 2 && !s.text.chars().any(char::is_alphanumeric);
    (0..segments.len())
        .filter_map(|at| {
            let own = *segments.get(at)?;
            let changed =
                |at: Option<usize>| at.and_then(|at| segments.get(at)).is_some_and(|s| s.changed);
            let between = changed(at.checked_sub(1)) && changed(Some(at + 1));
            Some(Segment { changed: own.changed || (between && mark(&own)), ..own })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(segments: &[Segment<'_>]) -> String {
        segments
            .iter()
            .map(|s| if s.changed { format!("<{}>", s.text) } else { s.text.to_owned() })
            .collect()
    }

    #[test]
    fn words_that_only_one_value_has_are_found() {
        let [left, right] = words("arn:aws:kms:us-east-1:1:key/a", "arn:aws:kms:us-west-2:1:key/a");
        assert_eq!(marked(&left), "arn:aws:kms:us-<east><-><1>:1:key/a");
        assert_eq!(marked(&right), "arn:aws:kms:us-<west><-><2>:1:key/a");
        let [left, right] = words("2048", "1024");
        assert_eq!((marked(&left).as_str(), marked(&right).as_str()), ("<2048>", "<1024>"));
        let [left, right] = words("a b", "a b c");
        assert_eq!((marked(&left).as_str(), marked(&right).as_str()), ("a b", "a b< c>"));
    }

    #[test]
    fn the_parts_are_the_values() {
        let long = "x ".repeat(LONGEST);
        for (a, b) in [("", "x"), ("漢字 仮名", "漢字 片仮名"), ("e\u{301}\r\n", "e"), (&long, "x")]
        {
            let [left, right] = words(a, b);
            let text =
                |segments: &[Segment<'_>]| -> String { segments.iter().map(|s| s.text).collect() };
            assert_eq!((text(&left).as_str(), text(&right).as_str()), (a, b));
        }
    }
}
