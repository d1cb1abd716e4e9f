//! Agreements, what was not assessed, and sources.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};

use super::findings::by;
use super::page::{Part, T, bullets, count, severity, subject, table};
use crate::finding::{AgreementLine, Finding, Outcome};
use crate::report::obstacles;

/// Days before an agreement's end from which its end is marked.
const SOON: i32 = 30;

pub(super) fn agreements(part: &Part<'_>) -> Markup {
    let (preset, own): (Vec<&AgreementLine>, Vec<&AgreementLine>) =
        part.report.agreements.iter().partition(|a| a.preset);
    let heads = ["Agreement", "About", "Terms", "Why", "Owner", "Until", "Settled"];
    let rows = |lines: &[&AgreementLine]| {
        html! { @for a in lines { tr {
            th scope="row" { (a.kind.name()) br; span.muted.small { (T(&a.origin)) } }
            td { code { (T(&a.about)) } @if !a.subject.is_empty() { br; code.muted { (T(&a.subject)) } } }
            td { (T(&a.terms)) } td { (T(&a.reason)) }
            td { @if a.owner.is_empty() { span.muted { "nobody named" } } @else { (T(&a.owner)) } }
            td { @if a.until.is_empty() { span.muted { "no end" } } @else { (T(&a.until)) " " (end(&a.until, &part.report.assessed_at)) } }
            td.n { (a.settled) }
        } } }
    };
    let content = html! {
        @if part.report.agreements.is_empty() { p { "Nothing is declared or accepted." } }
        @if !own.is_empty() { (table("", "Declared and accepted in the configuration", &heads, &rows(&own))) }
        @if !preset.is_empty() {
            details { summary { (count(preset.len(), "expectation")) " that the strategy brings" }
                (table("", "What the strategy expects", &heads, &rows(&preset))) }
        }
    };
    part.section("agreements", "Agreements", &content)
}

/// Marks what has ended, or ends soon.
fn end(until: &str, assessed_at: &str) -> Markup {
    let day = |text: &str| text.get(..10).and_then(|d| d.parse::<Date>().ok());
    let left = day(until).zip(day(assessed_at)).and_then(|(end, now)| {
        let span = now.until(end).ok()?;
        Some(span.get_days())
    });
    html! { @match left {
        Some(days) if days < 0 => span.tag.high { "expired" },
        Some(0) => span.tag.medium { "ends today" },
        Some(days) if days <= SOON => span.tag.medium { "ends in " (count(usize::try_from(days).unwrap_or(0), "day")) },
        _ => "",
    } }
}

pub(super) fn coverage(part: &Part<'_>) -> Markup {
    let report = part.report;
    let mut reasons: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        if let Outcome::Unassessed { because } = &finding.outcome {
            let why = because.last().map_or("no reason was given", String::as_str);
            reasons.entry(why).or_default().push(finding);
        }
    }
    let obstacles = obstacles(report);
    let mut reasons: Vec<(&str, Vec<&Finding>)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
    let content = html! {
        @if obstacles.is_empty() && reasons.is_empty() { p { "Everything was read, and every check was assessed." } }
        @if !obstacles.is_empty() {
            section {
                (part.heading(1, None, &html! { (count(report.gaps.len(), "gap")) " that " (count(obstacles.len(), "thing")) " would close" }))
                (bullets(&obstacles, 40, "thing", |o| html! { li.lazy {
                    b { (T(&o.gap.operation)) } " on " (T(&o.sides)) ": " (T(&o.gap.reason))
                    @if !o.gap.detail.is_empty() { ". " (T(&o.gap.detail)) }
                    @if let Some(action) = &o.gap.iam_action { " Allow " code { (T(action)) } "." }
                    @if !o.what.is_empty() { br; span.small.muted { "Not known: " (T(&o.what.join("; "))) } }
                } }))
            }
        }
        @if !reasons.is_empty() {
            section {
                (part.heading(1, None, &html! { "Unassessed checks by reason" }))
                @for (why, findings) in &reasons {
                    details.lazy { summary { (count(findings.len(), "check")) ": " (T(why)) }
                        ul { @for f in findings { li { (severity(f.severity)) " " code { (T(&f.rule)) } ": " (T(&f.message)) " " (by(&f.outcome))
                            @for one in &f.subjects { " · " (subject(one)) } } } } }
                }
            }
        }
    };
    part.section("coverage", "Not assessed", &content)
}

pub(super) fn sources(part: &Part<'_>) -> Markup {
    let report = part.report;
    let rows = html! { @for source in &report.sources { tr {
        th scope="row" { code { (T(&source.path)) } } td { (T(&source.side)) }
        td.n { (source.resources) }
        td.n { @if let Some(serial) = source.serial { (serial) } }
        td { @if let Some(version) = &source.terraform_version { (T(version)) } }
    } } };
    let rules = html! { @for rule in &report.rules { tr {
        th scope="row" { code { (T(&rule.id)) } br; span.muted.small { (T(&rule.title)) } }
        td { (T(&rule.area)) } td.n { (rule.checks.passed) } td.n { (rule.checks.failed) } td.n { (rule.checks.unassessed) }
        td.n { (rule.checks.expected) } td.n { (rule.checks.waived) }
    } } };
    let content = html! {
        @if report.sources.is_empty() { p { "No file was read." } }
        @else { (table("", "Files that were read", &["File", "Side", "Resources", "Serial", "Terraform"], &rows)) }
        details { summary { (count(report.rules.len(), "rule")) " ran" }
            (table("", "Every rule with what became of its checks", &["Rule", "Area", "Passed", "Failed", "Unassessed", "Expected", "Waived"], &rules)) }
        p.small { "passmuster " (T(&report.tool_version)) }
    };
    part.section("sources", "Sources and versions", &content)
}
