//! Many applications on one page.

use maud::{Markup, html};

use super::changes::courses;
use super::page::{Part, T, count, severity, table};
use super::verdict::open;
use crate::finding::{Fleet, Level, Severity};
use crate::report::{coverage, verdict};

/// The parts of the page, one for each application.
pub(super) fn parts(fleet: &Fleet) -> Vec<Part<'_>> {
    let part = |(at, report)| Part::new(report, format!("a{at}-"), 3);
    fleet.reports.iter().enumerate().map(part).collect()
}

pub(super) fn about(fleet: &Fleet) -> String {
    format!(
        "{} assessed, {} without a report",
        count(fleet.reports.len(), "application"),
        fleet.absent.len()
    )
}

pub(super) fn nav(parts: &[Part<'_>]) -> Markup {
    html! {
        li { a href="#summary" { "Summary" } }
        @if parts.len() <= 20 {
            @for part in parts { li { a href={ "#" (part.id("app")) } { (T(&part.report.app)) } } }
        }
    }
}

pub(super) fn body(fleet: &Fleet, parts: &[Part<'_>]) -> Markup {
    let rows = html! {
        @for part in parts {
            tr {
                th scope="row" { a href={ "#" (part.id("app")) } { (T(&part.report.app)) } }
                td { (T(&verdict(part.report))) }
                td { @match &part.report.readiness {
                    Some(r) => span class={ "tag " (tag(r.level)) } { (r.level.name()) },
                    None => span.muted { "–" },
                } }
                td { (coverage(part.report)) }
                td { @for level in Severity::ALL.into_iter().rev() {
                    @let n = open(part, level);
                    @if n > 0 { (severity(level)) " " (n) " " }
                } }
                td { @match &part.report.trend {
                    Some(trend) => { @for (at, (course, n)) in courses(part, trend).into_iter().enumerate() { @if at > 0 { ", " } (n) " " (course.name()) } },
                    None => span.muted { "no earlier run" },
                } }
            }
        }
        @for absent in &fleet.absent {
            tr {
                th scope="row" { (T(absent.app.as_deref().unwrap_or("applications not known")))
                    @if let Some(one) = &absent.part { " (part " (T(one)) ")" } }
                td colspan="5" { span.tag.unknown { "no report" } " " (T(&absent.why)) }
            }
        }
    };
    let heads = ["Application", "Verdict", "Level", "Coverage", "Open", "Since the last run"];
    html! {
        section aria-labelledby="summary" {
            h2 #summary { "Summary" }
            (table("", "Every application of the fleet", &heads, &rows))
        }
        @for part in parts {
            article.app aria-labelledby=(part.id("app")) {
                h2 id=(part.id("app")) { (T(&part.report.app)) }
                p.muted.small { (part.about()) }
                (part.body())
            }
        }
    }
}

const fn tag(level: Level) -> &'static str {
    match level {
        Level::FullyReady => "good-tag",
        Level::ReadyWithWarnings => "medium",
        Level::Degraded => "high",
        Level::NotReady => "critical",
    }
}
