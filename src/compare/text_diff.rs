//! Line differences of long texts.

use std::time::{Duration, Instant};

use similar::{Algorithm, ChangeTag, TextDiff};

/// Lines beyond this are not shown.
const MAX_LINES: usize = 400;

/// The unified line differences of two texts: each line begins with ` `, `-` or `+`; three lines
/// around each change are kept, and `…` stands for what is left out.
#[must_use]
pub fn text_diff(left: &str, right: &str) -> Vec<String> {
    let deadline = Instant::now() + Duration::from_millis(500);
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .deadline(deadline)
        .diff_lines(left, right);
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
