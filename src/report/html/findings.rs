//! The findings, worst first, those of one rule together.

use maud::{Markup, html};

use super::changes::{day, days};
use super::page::{Part, T, count, list, other_name, severity, subject};
use super::pairs;
use crate::finding::{Finding, Impact, Location, Outcome, Severity, Subject};

/// Findings of a rule that are open at once.
const OPEN: usize = 20;

pub(super) fn section(part: &Part<'_>) -> Markup {
    let failed: Vec<&Finding> =
        part.report.findings.iter().filter(|f| f.outcome == Outcome::Fail).collect();
    let content = html! {
        @if failed.is_empty() { p { "No finding is open." } }
        @for level in Severity::ALL.into_iter().rev() {
            @let own: Vec<&Finding> = failed.iter().copied().filter(|f| f.severity == level).collect();
            @if !own.is_empty() {
                section {
                    (part.heading(1, None, &html! { (severity(level)) " " (count(own.len(), "finding")) }))
                    @for group in own.chunk_by(|a, b| a.rule == b.rule) { (rule(part, group)) }
                }
            }
        }
        (settled(part))
    };
    part.section("findings", "Findings", &content)
}

fn rule(part: &Part<'_>, group: &[&Finding]) -> Markup {
    let Some(first) = group.first() else { return html! {} };
    let line = part.rule(&first.rule);
    let title = line.map_or(first.rule.as_str(), |l| l.title.as_str());
    html! {
        div.rule {
            (part.heading(2, None, &html! { (T(title)) " " span.muted.small { (T(&first.area)) " · " code { (T(&first.rule)) } } }))
            @if let Some(line) = line {
                @if !line.rationale.is_empty() { p { b { "Why: " } (T(&line.rationale)) } }
                @if !line.remediation.is_empty() { p { b { "Remedy: " } (T(&line.remediation)) } }
                @if !line.refs.is_empty() { p.small {
                    @for link in &line.refs {
                        @if link.starts_with("https://") { a href=(T(link)) rel="noreferrer noopener" { (T(link)) } " " }
                        @else { (T(link)) " " }
                    }
                } }
            }
            @if group.iter().any(|f| pairs::pair(f).is_some()) {
                p.small { a href={ "#" (part.id("pairs")) } { "Values side by side" } }
            }
            (list(group, OPEN, "finding", |f| finding(f, line.is_none_or(|l| l.remediation != f.remediation))))
        }
    }
}

fn finding(f: &Finding, remedy: bool) -> Markup {
    html! {
        article.f {
            p { (T(&f.message)) }
            @if !f.subjects.is_empty() {
                p.small { @for (at, one) in f.subjects.iter().enumerate() { @if at > 0 { " · " } (lean(one)) } }
            }
            p.small.muted { (facts(f)) }
            @if remedy && !f.remediation.is_empty() { p.small { b { "Remedy: " } (T(&f.remediation)) } }
            @if pairs::pair(f).is_none() && !f.differences.is_empty() { (pairs::differences(f)) }
            (evidence(f))
        }
    }
}

/// Named values that are told in one line.
const FEW: usize = 4;

fn evidence(f: &Finding) -> Markup {
    html! {
        @if f.evidence.len() > FEW {
            details.small { summary { "Evidence" }
                dl.ev { @for (name, value) in &f.evidence { dt { (T(name)) } dd.code { (T(value)) } } }
            }
        } @else if !f.evidence.is_empty() {
            p.small.muted { "Evidence: " @for (at, (name, value)) in f.evidence.iter().enumerate() {
                @if at > 0 { " · " } (T(name)) " " (T(value)) } }
        }
    }
}

/// A resource with as few elements as can be: there may be ten thousand.
fn lean(subject: &Subject) -> Markup {
    let name = other_name(subject);
    html! {
        (T(&subject.side)) @if let Some(region) = &subject.region { " " (T(region)) }
        " " code { (T(&subject.address)) }
        @if let Some(name) = name { " (" (T(name)) ")" }
    }
}

/// Impact, steps, past and places in one line.
fn facts(f: &Finding) -> Markup {
    let places = if f.places.is_empty() { f.location.as_slice() } else { f.places.as_slice() };
    html! {
        @if f.impact != Impact::None { (f.impact.name()) " a failover" }
        @if !f.steps.is_empty() {
            @if f.impact != Impact::None { " at " } @else { "step " }
            @for (at, step) in f.steps.iter().enumerate() { @if at > 0 { ", " } (step.name()) }
        }
        @if let Some(class) = f.class { " · " (class.name()) }
        @if let Some(past) = &f.past {
            " · " b { (past.course.name()) } ", open for " (days(past.age_days)) " since " (T(day(&past.since)))
            ", first seen " (T(day(&past.first_seen))) ", in " (count(past.open_runs, "run"))
            @if past.changes > 0 { ", changed " (count(past.changes, "time")) }
        }
        @for place in places { " · " (location(place)) }
        " · " (T(f.fingerprint.as_str()))
    }
}

fn location(place: &Location) -> Markup {
    html! {
        code { (T(&place.file))
            @if let Some(line) = place.line { ":" (line) @if let Some(column) = place.column { ":" (column) } }
            @if let Some(path) = place.path.as_deref().filter(|p| !p.is_empty()) { " " (T(path)) }
            @if let Some(excerpt) = &place.excerpt { " | " (T(excerpt)) } }
    }
}

/// What is expected or waived.
fn settled(part: &Part<'_>) -> Markup {
    let own: Vec<&Finding> = part
        .report
        .findings
        .iter()
        .filter(|f| matches!(f.outcome, Outcome::Expected { .. } | Outcome::Waived { .. }))
        .collect();
    if own.is_empty() {
        return html! {};
    }
    html! {
        section {
            (part.heading(1, None, &html! { "Declared and accepted" }))
            details { summary { (count(own.len(), "finding")) " as declared or accepted for a time" }
                ul { @for f in own { li.lazy {
                    (severity(f.severity)) " " (by(&f.outcome)) " · " code { (T(&f.rule)) } ": " (T(&f.message))
                    @for one in &f.subjects { " · " (subject(one)) }
                } } }
            }
        }
    }
}

/// Who declared or accepted something.
pub(super) fn by(outcome: &Outcome) -> Markup {
    html! {
        @match outcome {
            Outcome::Expected { by } => { b { "expected" } ": " (T(by)) },
            Outcome::Waived { by, until } => { b { "waived" } " until " (T(until)) ": " (T(by)) },
            Outcome::Unassessed { because } => { b { "unassessed" } ": " (T(&because.join("; "))) },
            other => (other.name()),
        }
    }
}
