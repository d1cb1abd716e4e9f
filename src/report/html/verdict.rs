//! The verdict, first.

use maud::{Markup, html};

use super::page::{Part, T, count, table};
use crate::finding::{Level, Outcome, Readiness, Severity};
use crate::report::{coverage, readiness as words, verdict};

pub(super) fn section(part: &Part<'_>) -> Markup {
    let report = part.report;
    let gaps = report.checks.unassessed + report.gaps.len();
    let class = match &report.readiness {
        Some(readiness) => level_class(readiness.level),
        None if report.checks.failed > 0 => "bad",
        None if gaps > 0 => "warn",
        None => "good",
    };
    let id = part.id("verdict");
    html! {
        section class={ "banner " (class) } aria-labelledby=(part.label(&id)) {
            (part.heading(0, Some(&id), &html! { "Verdict" }))
            p.verdict { (T(&verdict(report))) }
            p { (coverage(report)) }
            ul.tiles {
                @for severity in Severity::ALL.into_iter().rev() {
                    @let count = open(part, severity);
                    li { b { (count) }
                        @if count > 0 { (super::page::severity(severity)) } @else { (severity.name()) } }
                }
                li { b { (report.checks.unassessed) }
                    @if report.checks.unassessed > 0 { span.tag.unknown { "unassessed" } } @else { "unassessed" } }
                li { b { (report.checks.expected) } "expected" }
                li { b { (report.checks.waived) } "waived" }
                li { b { (report.pairs.paired) } "pairs" }
            }
            @if let Some(readiness) = &report.readiness { (gate(part, readiness)) }
        }
    }
}

/// Open findings of a severity.
pub(super) fn open(part: &Part<'_>, severity: Severity) -> usize {
    let open = part.report.findings.iter().filter(|f| f.outcome == Outcome::Fail);
    open.filter(|f| f.severity == severity).count()
}

pub(super) const fn level_class(level: Level) -> &'static str {
    match level {
        Level::FullyReady => "good",
        Level::ReadyWithWarnings => "warn",
        Level::Degraded | Level::NotReady => "bad",
    }
}

fn gate(part: &Part<'_>, readiness: &Readiness) -> Markup {
    let steps = html! {
        @for line in &readiness.steps {
            @let [step, state, said] = words::step(line);
            tr { th scope="row" { (T(&step)) }
                td { span class={ "tag " (step_class(line.level, line.unassessed, line.supported_by)) } { (T(&state)) } }
                td { (T(&said)) } }
        }
    };
    html! {
        p { (T(&words::objectives(readiness))) }
        p { (T(&words::topology(part.report, readiness))) }
        @if !readiness.decisive.is_empty() {
            section {
                (part.heading(1, None, &html! { "What decides it" }))
                ul {
                    @for why in words::decisive(readiness) {
                        li { code { (T(&why.first.rule)) } @if why.first.unassessed { " (could not be told)" } ": "
                            @for (at, message) in why.messages.iter().enumerate() {
                                @if at > 0 { " · " } (T(message))
                            }
                            @if why.more > 0 { " · and " (why.more) " more" }
                        }
                    }
                }
            }
        }
        section {
            (part.heading(1, None, &html! { "Steps of a failover" }))
            (table("", "Each step with what speaks for or against it", &["Step", "State", "Because"], &steps))
            @let long: Vec<_> = readiness.steps.iter().filter(|s| s.against.len() > 1).collect();
            @if !long.is_empty() {
                details { summary { "Everything that stands against a step" }
                    @for line in long {
                        p { b { (line.step.title()) } }
                        ul { @for against in &line.against { li { (T(against)) } } }
                    }
                }
            }
        }
        section {
            (part.heading(1, None, &html! { "Data loss" }))
            @let rows = html! { @for store in &readiness.data_loss.stores {
                (row(&words::store(store)))
            } };
            @if readiness.data_loss.stores.is_empty() { p { "No replicated data store was seen." } }
            @else { (table("", "How far each copy is behind", &["Store", "Behind", "Measured by"], &rows)) }
        }
        section {
            (part.heading(1, None, &html! { "Recovery time" }))
            p { (T(&words::total(&readiness.recovery_time)))
                @if let Some(shorten) = &readiness.recovery_time.shorten { ". Shorten first: " (T(shorten)) } }
            @let rows = html! { @for one in &readiness.recovery_time.parts { (row(&words::part(one))) } };
            (table("", "The parts of the time", &["Part", "Time", "Because"], &rows))
        }
        @if !readiness.capacity.is_empty() {
            section {
                (part.heading(1, None, &html! { "Capacity of DR" }))
                @let rows = html! { @for one in &readiness.capacity { (row(&words::capacity(one))) } };
                (table("", "At the primary's present size", &["What", "Need", "Have", "Missing"], &rows))
                @let commands = words::commands(readiness);
                @if !commands.is_empty() {
                    details { summary { (count(commands.len(), "command")) " that would ask for more" }
                        @for command in commands { pre { code { (T(command)) } } } }
                }
                @for line in readiness.capacity.iter().filter(|l| l.unknown.is_some()) {
                    p.small { (T(&line.what)) ": " (T(line.unknown.as_deref().unwrap_or_default())) }
                }
            }
        }
        @if !readiness.accepted.is_empty() || !readiness.not_visible.is_empty() {
            section {
                (part.heading(1, None, &html! { "Not seen" }))
                ul {
                    @for one in &readiness.accepted {
                        li { (count(one.checks, "unassessed check")) " of " code { (T(&one.rule)) } " accepted until " (T(&one.until))
                            ": " (T(&one.reason)) " (" (T(&one.owner)) ")" }
                    }
                    @for one in &readiness.not_visible { li { (T(one)) } }
                }
            }
        }
    }
}

const fn step_class(level: Level, unassessed: bool, supported: usize) -> &'static str {
    match (level, unassessed) {
        (Level::FullyReady, _) if supported == 0 => "unknown",
        (Level::FullyReady, _) => "good-tag",
        (_, true) => "unknown",
        (Level::ReadyWithWarnings, _) => "medium",
        (Level::Degraded, _) => "high",
        (Level::NotReady, _) => "critical",
    }
}

/// A row that its first cell heads.
pub(super) fn row(cells: &[String]) -> Markup {
    html! { tr {
        @for (at, cell) in cells.iter().enumerate() {
            @if at == 0 { th scope="row" { (T(cell)) } } @else { td { (T(cell)) } }
        }
    } }
}
