//! Line differences of long texts.

use similar::{Algorithm, ChangeTag, TextDiff};

/// Lines of each text beyond this are not compared: the cost grows with their product, and a
/// limit in time would not give the same bytes each time.
const MAX_COMPARED: usize = 4000;
/// Lines beyond this are not shown.
const MAX_LINES: usize = 400;

/// The unified line differences of two texts: each line begins with ` `, `-` or `+`; three lines
/// around each change are kept, and `…` stands for what is left out.
#[must_use]
pub fn text_diff(left: &str, right: &str) -> Vec<String> {
    let (left, right) = (beginning(left), beginning(right));
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_lines(left, right);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(3).iter().enumerate() {
        if at > 0 {
            lines.push("…".to_owned());
        }
        for op in group {
            for change in diff.iter_changes(op) {
                if lines.len() >= MAX_LINES {
                    lines.push("…".to_owned());
                    return lines;
                }
                let sign = match change.tag() {
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                    ChangeTag::Equal => ' ',
                };
                lines.push(format!("{sign}{}", change.value().trim_end_matches(['\n', '\r'])));
            }
        }
    }
    lines
}
/// The first lines of a text, at most [`MAX_COMPARED`].
fn beginning(text: &str) -> &str {
    match text.match_indices('\n').nth(MAX_COMPARED) {
        Some((at, _)) => text.get(..at).unwrap_or(text),
        None => text,
    }
}
