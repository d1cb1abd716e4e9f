//! Differences, side by side.

use std::collections::BTreeMap;

use maud::{Markup, html};
use similar::{Algorithm, ChangeTag, TextDiff};

use super::findings::by;
use super::page::{Part, T, count, severity};
use crate::finding::{Finding, Outcome, ShownDifference, Subject};

/// Bytes of a value that are compared word by word; a longer one is shown as it is.
const WORDS: usize = 2000;
/// Pairs that are open at once.
const OPEN: usize = 12;

/// The primary and the DR resource of a finding about both.
pub(super) fn pair(finding: &Finding) -> Option<(&Subject, &Subject)> {
    let of = |side: &str| finding.subjects.iter().find(|s| s.side == side);
    of("primary").zip(of("dr")).filter(|_| !finding.differences.is_empty())
}

/// A pair with its findings.
type Both<'r> = ((&'r Subject, &'r Subject), Vec<&'r Finding>);

pub(super) fn section(part: &Part<'_>) -> Markup {
    let mut found: Vec<Both<'_>> = Vec::new();
    let mut places: BTreeMap<(&Subject, &Subject), usize> = BTreeMap::new();
    for finding in &part.report.findings {
        let Some(both) = pair(finding) else { continue };
        let at = *places.entry(both).or_insert_with(|| {
            found.push((both, Vec::new()));
            found.len() - 1
        });
        if let Some((_, findings)) = found.get_mut(at) {
            findings.push(finding);
        }
    }
    let content = html! {
        @if found.is_empty() { p { "No pair differs." } }
        @else { p.small.muted { (count(found.len(), "pair")) " with differences, the worst first. "
            del { "Struck words" } " are the primary's, " ins { "underlined ones" } " are DR's." } }
        @let (first, rest) = found.split_at(OPEN.min(found.len()));
        @if !first.is_empty() { (pairs(first)) }
        @if !rest.is_empty() {
            details { summary { (count(rest.len(), "pair")) " more" } (pairs(rest)) }
        }
    };
    part.section("pairs", "Pairs side by side", &content)
}

/// Pairs in one table: ten thousand of their own would open slowly.
fn pairs(pairs: &[Both<'_>]) -> Markup {
    let rows = html! {
        @for ((primary, dr), findings) in pairs {
            tbody {
                tr.pair { th.code scope="rowgroup" colspan="4" { (T(&primary.address))
                    @if dr.address != primary.address { " and " (T(&dr.address)) } } }
                @for finding in findings {
                    @for d in &finding.differences { (difference(finding, d, true)) }
                }
            }
        }
    };
    grid(["Primary", "DR"], true, &rows)
}

/// The differences of a finding about one resource.
pub(super) fn differences(finding: &Finding) -> Markup {
    let heads = if finding.area == "drift" { ["Recorded", "Live"] } else { ["Primary", "DR"] };
    let rows = html! {
        tbody { @for d in &finding.differences { (difference(finding, d, false)) } }
    };
    grid(heads, false, &rows)
}

fn grid(heads: [&str; 2], said: bool, bodies: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Differences" {
            table.diff {
                thead { tr { th scope="col" { "Attribute" }
                    @for head in heads { th scope="col" { (head) } }
                    @if said { th scope="col" { "Said by" } } } }
                (bodies)
            }
        }
    }
}

fn difference(finding: &Finding, d: &ShownDifference, said: bool) -> Markup {
    html! { tr {
        th.code scope="row" { (T(if d.path.is_empty() { "(whole)" } else { &d.path })) }
        @if d.lines.is_empty() {
            @let (left, right) = sides(d);
            td.code { (left) } td.code { (right) }
        } @else {
            td colspan="2" { (lines(&d.lines)) }
        }
        @if said { td.small {
            @if finding.outcome == Outcome::Fail { (severity(finding.severity)) }
            @else { (by(&finding.outcome)) }
            " " (T(&finding.rule))
        } }
    } }
}

/// Line differences as they were made.
fn lines(lines: &[String]) -> Markup {
    html! { pre { @for line in lines {
        @match line.chars().next() {
            Some('+') => ins { (T(line)) },
            Some('-') => del { (T(line)) },
            _ => { (T(line)) "\n" },
        }
    } } }
}

/// Both values, with the words marked that one side alone has.
fn sides(d: &ShownDifference) -> (Markup, Markup) {
    let none = || html! { span.muted { "(none)" } };
    let (Some(left), Some(right)) = (&d.left, &d.right) else {
        let plain = |v: &Option<String>| v.as_ref().map_or_else(none, |v| html! { (T(v)) });
        return (plain(&d.left), plain(&d.right));
    };
    if left.len() > WORDS || right.len() > WORDS {
        return (html! { (T(left)) }, html! { (T(right)) });
    }
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_unicode_words(left, right);
    let side = |own: ChangeTag| {
        html! { @for change in diff.iter_all_changes() {
            @if change.tag() == ChangeTag::Equal { (T(change.value())) }
            @else if change.tag() == own {
                @if own == ChangeTag::Delete { del { (T(change.value())) } }
                @else { ins { (T(change.value())) } }
            }
        } }
    };
    (side(ChangeTag::Delete), side(ChangeTag::Insert))
}
