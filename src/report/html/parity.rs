//! The parity map: services by areas; and what has no counterpart.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::page::{Part, T, table};
use crate::finding::{KindLine, Outcome, Severity};

/// What is open in a cell.
#[derive(Default)]
struct Cell {
    worst: Option<Severity>,
    open: usize,
    unassessed: usize,
}

pub(super) fn section(part: &Part<'_>) -> Markup {
    let report = part.report;
    let mut cells: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
    for finding in &report.findings {
        let cell = || (part.service(&finding.subjects), finding.area.as_str());
        match finding.outcome {
            Outcome::Fail => {
                let cell = cells.entry(cell()).or_default();
                cell.open += 1;
                cell.worst = cell.worst.max(Some(finding.severity));
            }
            Outcome::Unassessed { .. } => cells.entry(cell()).or_default().unassessed += 1,
            _ => {}
        }
    }
    let mut services: BTreeMap<&str, KindLine> = BTreeMap::new();
    for kind in &report.kinds {
        let sum = services.entry(&kind.service).or_default();
        sum.paired += kind.paired;
        sum.only_primary += kind.only_primary;
        sum.only_dr += kind.only_dr;
        sum.ambiguous += kind.ambiguous;
    }
    for (service, _) in cells.keys() {
        services.entry(service).or_default();
    }
    let areas: BTreeSet<&str> = cells.keys().map(|(_, area)| *area).collect();
    let every: BTreeSet<&str> = report.rules.iter().map(|r| r.area.as_str()).collect();
    let quiet: Vec<&str> = every.difference(&areas).copied().collect();
    let mut heads = vec!["Service", "Pairs", "Alone"];
    let clean: Vec<String> = areas.iter().map(|a| crate::report::escape::terminal(a)).collect();
    heads.extend(clean.iter().map(String::as_str));
    let pairs = part.id("pairs");
    let unassessed = part.id("coverage");
    let rows = html! {
        @for (service, sum) in &services {
            tr {
                th scope="row" { (T(service)) }
                td.n { (sum.paired) } td.n { (sum.only_primary + sum.only_dr + sum.ambiguous) }
                @for area in &areas {
                    td { @match cells.get(&(*service, *area)) {
                        None => span.muted { "–" },
                        Some(cell) => {
                            @if let Some(worst) = cell.worst {
                                a href={ "#" (pairs) } class={ "tag " (worst.name()) } { (worst.name()) " " (cell.open) }
                            }
                            @if cell.unassessed > 0 {
                                " " a.tag.unknown href={ "#" (unassessed) } { "unassessed " (cell.unassessed) }
                            }
                        },
                    } }
                }
            }
        }
    };
    let content = html! {
        @if services.is_empty() {
            p { "No resources and no findings." }
        } @else {
            (table("map", "Worst open severity and how many findings, by service and area; – is no finding. Alone are resources without exactly one counterpart", &heads, &rows))
        }
        @if !quiet.is_empty() {
            p.small.muted { "Areas without an open or unassessed check: " (T(&quiet.join(", "))) "." }
        }
    };
    part.section("parity", "Parity map", &content)
}

/// What has no counterpart, by kind.
pub(super) fn unpaired(part: &Part<'_>) -> Markup {
    if part.report.kinds.is_empty() {
        return html! {};
    }
    let alone: Vec<&KindLine> =
        part.report.kinds.iter().filter(|k| k.only_primary + k.only_dr + k.ambiguous > 0).collect();
    let rows = html! {
        @for kind in &alone {
            tr { th scope="row" { code { (T(&kind.kind)) } } td { (T(&kind.service)) }
                td.n { (kind.paired) } td.n { (kind.only_primary) } td.n { (kind.only_dr) } td.n { (kind.ambiguous) } }
        }
    };
    let heads = ["Kind", "Service", "Pairs", "Only primary", "Only DR", "Several candidates"];
    let content = html! {
        @if alone.is_empty() { p { "Every resource has its counterpart." } }
        @else { (table("", "Resources without exactly one counterpart, by kind", &heads, &rows)) }
    };
    part.section("unpaired", "Unpaired resources", &content)
}
