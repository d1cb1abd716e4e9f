//! Exceptions that are written beside the line that they concern.
//!
//! `# passmuster:ignore[route53-ttl-too-long] until=2026-12-01 reason="…" owner=net` accepts the
//! findings of a rule whose values are written on this line, or on the next one when the comment
//! stands alone: an attribute, the head of a block, a module call.

use std::sync::Arc;

use crate::lang::Source;
use crate::model::{Place, Text};

const MARK: &str = "passmuster:ignore[";

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The rule.
    pub rule: Text,
    /// The line that it concerns.
    pub line: u32,
    /// Why.
    pub reason: Text,
    /// Who answers for it; empty when the comment does not say.
    pub owner: Text,
    /// The last day, as `2027-01-31`.
    pub until: Text,
    /// Where the comment is.
    pub place: Place,
}

/// A comment that was meant as an exception and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadException {
    /// What is wrong, and the mend.
    pub message: String,
    /// Where the comment is.
    pub place: Place,
}

/// The exceptions of a text.
pub(super) fn of(source: &Arc<Source>) -> (Vec<Exception>, Vec<BadException>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let lines: Vec<&str> = source.text().lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let Some((before, comment)) = commented(line) else { continue };
        let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let column = u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX);
        let end = u32::try_from(line.chars().count() + 1).unwrap_or(u32::MAX);
        let place = Place {
            file: source.name().clone(),
            line: number(at),
            column,
            end_line: number(at),
            end_column: end,
        };
        let target = if before.trim().is_empty() {
            let code = |l: &&str| {
                let l = l.trim_start();
                !l.is_empty() && !l.starts_with('#') && !l.starts_with("//")
            };
            let next = lines.iter().skip(at + 1).position(code);
            next.map_or(number(at), |n| number(at + 1 + n))
        } else {
            number(at)
        };
        match parsed(comment) {
            Ok((rules, reason, owner, until)) => {
                good.extend(rules.into_iter().map(|rule| Exception {
                    rule,
                    line: target,
                    reason: reason.clone(),
                    owner: owner.clone(),
                    until: until.clone(),
                    place: place.clone(),
                }));
            }
            Err(message) => bad.push(BadException { message, place }),
        }
    }
    (good, bad)
}

/// What stands before a comment with the mark, and what follows the mark.
fn commented(line: &str) -> Option<(&str, &str)> {
    let at = line.find(MARK)?;
    let before = line[..at].trim_end();
    let code = before.strip_suffix('#').or_else(|| before.strip_suffix("//"))?;
    Some((code, &line[at + MARK.len()..]))
}

type Parsed = (Vec<Text>, Text, Text, Text);

fn parsed(text: &str) -> Result<Parsed, String> {
    let (rules, rest) = text.split_once(']').ok_or("the bracket is not closed")?;
    let rules: Vec<Text> =
        rules.split(',').map(str::trim).filter(|r| !r.is_empty()).map(Text::from).collect();
    if rules.is_empty() {
        return Err("it names no rule; write passmuster:ignore[rule-id]".to_owned());
    }
    let (mut reason, mut owner, mut until) = (None, Text::new(), None);
    let mut rest = rest.trim();
    while !rest.is_empty() {
        let (name, after) =
            rest.split_once('=').ok_or_else(|| format!("{rest:?} is no name=value"))?;
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("a quote is not closed")?,
            None => after.split_once(' ').unwrap_or((after, "")),
        };
        match name.trim() {
            "reason" => reason = Some(Text::from(value)),
            "owner" => owner = Text::from(value),
            "ticket" if owner.is_empty() => owner = Text::from(value),
            "ticket" => {}
            "until" => until = Some(Text::from(value)),
            other => {
                return Err(format!(
                    "{other} means nothing here; known are until, reason, owner and ticket"
                ));
            }
        }
        rest = left.trim_start();
    }
    let reason =
        reason.filter(|r| !r.trim().is_empty()).ok_or("the reason is missing; add reason=\"…\"")?;
    let until = until.ok_or("the last day is missing; add until=2027-01-31")?;
    if until.len() != 10 || until.parse::<jiff::civil::Date>().is_err() {
        return Err(format!("{:?} is no day; write it like 2027-01-31", until.as_str()));
    }
    Ok((rules, reason, owner, until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_concerns_its_line_or_the_next() {
        let text = "a = 1 # passmuster:ignore[x] until=2027-01-31 reason=\"r s\" ticket=T-1\n\
            // passmuster:ignore[y, z] reason=q until=2027-01-31\n\n# more\nb = 2\n";
        let (good, bad) = of(&Arc::new(Source::of("m.tf", text)));
        assert_eq!(bad, []);
        let found: Vec<_> = good.iter().map(|e| (e.rule.as_str(), e.line)).collect();
        assert_eq!(found, [("x", 1), ("y", 5), ("z", 5)]);
        assert_eq!((good[0].reason.as_str(), good[0].owner.as_str()), ("r s", "T-1"));
    }

    #[test]
    fn without_reason_and_day_it_accepts_nothing() {
        for text in [
            "[x]",
            "[x] until=2027-01-31",
            "[x] reason=r",
            "[x] reason=r until=soon",
            "[] reason=r",
            "[x",
            "[x] reason=\"r",
        ] {
            let (good, bad) =
                of(&Arc::new(Source::of("m.tf", format!("# passmuster:ignore{text}\n"))));
            assert!(good.is_empty() && bad.len() == 1, "{text}");
        }
        // A text that is no comment.
        assert_eq!(of(&Arc::new(Source::of("m.tf", "a = \"passmuster:ignore[x]\"\n"))).1, []);
    }
}
