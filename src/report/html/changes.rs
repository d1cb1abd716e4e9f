//! What changed since the last run, or with the change under review.

use maud::{Markup, html};

use super::page::{Part, T, bullets, count, severity};
use crate::finding::{Course, Trend};

pub(super) fn section(part: &Part<'_>) -> Markup {
    let report = part.report;
    let trend = report.trend.as_ref();
    if trend.is_none() && report.change.is_none() {
        return html! {};
    }
    let content = html! {
        @if let Some(trend) = trend { (since(part, trend)) }
        @if let Some(change) = &report.change {
            p { "Measured from " code { (T(&change.base)) }
                @if let Some(head) = &change.head { " to " code { (T(head)) } } @else { ", not committed yet" }
                @if let Some(line) = crate::report::change_line(report) { ": " (line) }
                ". " (count(change.known_gaps, "gap")) " of before." }
            @if !change.fixed.is_empty() {
                p { b { "Fixed" } }
                (bullets(&change.fixed, 20, "fixed finding", |f| html! { li { (severity(f.severity)) " " (T(&f.message)) } }))
            }
            @if !change.exceptions.is_empty() {
                p { b { "Exceptions that the change adds" } }
                ul { @for one in &change.exceptions { li { (T(one)) } } }
            }
        }
    };
    part.section("changes", "What changed", &content)
}

fn since(part: &Part<'_>, trend: &Trend) -> Markup {
    let counts = courses(part, trend);
    html! {
        @match &trend.since_run {
            Some(run) => p { "Since run " code { (T(run)) } ":" },
            None => p { "This is the first run that was kept." },
        }
        @if !counts.is_empty() {
            ul.tiles { @for (course, n) in counts { li { b { (n) } (course.name()) } } }
        }
        @if !trend.gone.is_empty() {
            p { b { "No longer open" } }
            (bullets(&trend.gone, 20, "finding", |gone| html! {
                li { (severity(gone.severity)) " " (gone.course.name()) ": " code { (T(&gone.rule)) }
                    @if !gone.subject.is_empty() { " on " code { (T(&gone.subject)) } }
                    span.muted { ", open for " (days(gone.age_days)) ", first seen " (T(day(&gone.first_seen))) } }
            }))
        }
        @for note in &trend.notes { p { b { "Note: " } (T(note)) } }
    }
}

/// How many findings took each course.
pub(super) fn courses(part: &Part<'_>, trend: &Trend) -> Vec<(Course, usize)> {
    let open = part.report.findings.iter().filter_map(|f| f.past.as_ref().map(|p| p.course));
    let all: Vec<Course> = open.chain(trend.gone.iter().map(|g| g.course)).collect();
    let counted = Course::ALL.map(|course| (course, all.iter().filter(|c| **c == course).count()));
    counted.into_iter().filter(|(_, n)| *n > 0).collect()
}

pub(super) fn days(days: u64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// The day of a moment.
pub(super) fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}
