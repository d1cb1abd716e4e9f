//! Open findings over the kept runs, as a drawing and as a table.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::changes::day;
use super::page::{Part, T, table};
use crate::finding::{Level, RunPoint, Severity};

const LEFT: f64 = 40.0;
const WIDTH: f64 = 640.0;
const TOP: f64 = 14.0;
const HEIGHT: f64 = 150.0;

pub(super) fn section(part: &Part<'_>) -> Markup {
    let runs = match &part.report.trend {
        Some(trend) if !trend.runs.is_empty() => trend.runs.as_slice(),
        _ => return html! {},
    };
    let rows = html! {
        @for run in runs {
            tr { th scope="row" { (T(&run.at)) }
                @for severity in Severity::ALL.into_iter().rev() { td.n { (run.open_of(severity)) } }
                td.n { (run.assessed) " of " (run.checks) } td.n { (run.gaps) }
                td { (run.level.map_or("", Level::name)) }
                td.n { @if let Some(lag) = run.lag_seconds { (crate::report::readiness::seconds(lag)) } } }
        }
    };
    let heads = [
        "Run",
        "Critical",
        "High",
        "Medium",
        "Low",
        "Info",
        "Assessed",
        "Gaps",
        "Level",
        "Worst lag",
    ];
    let content = html! {
        p.small { "Open findings by severity: "
            @for severity in Severity::ALL.into_iter().rev() { (super::page::severity(severity)) " " } }
        div.scroll tabindex="0" role="group" aria-label="Plot of open findings" { (svg(part, runs)) }
        details { summary { "The same as a table" } (table("", "Every kept run", &heads, &rows)) }
    };
    part.section("trend", "Trend", &content)
}

#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn svg(part: &Part<'_>, runs: &[RunPoint]) -> Markup {
    let most = runs.iter().map(RunPoint::open_total).max().unwrap_or(0).max(1);
    let x = |at: usize| match runs.len() {
        0 | 1 => LEFT + WIDTH / 2.0,
        n => LEFT + WIDTH * at as f64 / (n - 1) as f64,
    };
    let y = |count: usize| TOP + HEIGHT - HEIGHT * count as f64 / most as f64;
    let levels = runs.iter().any(|run| run.level.is_some());
    let height = if levels { 240 } else { 200 };
    let (title, desc) = (part.id("trend-title"), part.id("trend-desc"));
    let base = TOP + HEIGHT;
    let named = |at: usize| at == 0 || at + 1 == runs.len() || (runs.len() <= 8);
    let band = WIDTH / runs.len().max(1) as f64;
    html! {
        svg.plot viewBox={ "0 0 720 " (height) } role="img" aria-labelledby={ (title) " " (desc) } {
            title id=(title) { "Open findings over the runs" }
            desc id=(desc) { (alternative(runs)) }
            line.axis x1=(LEFT) x2=(LEFT + WIDTH) y1=(base) y2=(base) {}
            line.axis x1=(LEFT) x2=(LEFT + WIDTH) y1=(TOP) y2=(TOP) {}
            text.t-muted x=(LEFT - 8.0) y=(TOP + 4.0) text-anchor="end" { (most) }
            text.t-muted x=(LEFT - 8.0) y=(base + 4.0) text-anchor="end" { "0" }
            @for severity in Severity::ALL {
                polygon class={ "a-" (severity.name()) } points=(area(runs, severity, &x, &y)) {}
            }
            @for (at, run) in runs.iter().enumerate().filter(|(at, _)| named(*at)) {
                text.t-muted x=(format!("{:.1}", x(at))) y=(base + 18.0) text-anchor="middle" { (T(run.at.get(5..10).unwrap_or(day(&run.at)))) }
            }
            @if levels {
                @for (at, run) in runs.iter().enumerate() {
                    @if let Some(level) = run.level {
                        @let left = LEFT + band * at as f64;
                        rect class={ "a-" (colour(level)) } x=(format!("{left:.1}")) y=(base + 30.0) width=(format!("{:.1}", (band - 2.0).max(1.0))) height="22" {
                            title { (level.name()) }
                        }
                        @if runs.len() <= 10 {
                            text class={ "t-strong on-" (colour(level)) } x=(format!("{:.1}", left + band / 2.0)) y=(base + 45.0) text-anchor="middle" { (short(level)) }
                        }
                    }
                }
                text.t-muted x=(LEFT) y=(base + 68.0) { "Level of the gate, the oldest run first" }
            }
        }
    }
}

const fn colour(level: Level) -> &'static str {
    match level {
        Level::FullyReady => "good",
        Level::ReadyWithWarnings => "medium",
        Level::Degraded => "high",
        Level::NotReady => "critical",
    }
}

const fn short(level: Level) -> &'static str {
    match level {
        Level::FullyReady => "ready",
        Level::ReadyWithWarnings => "warnings",
        Level::Degraded => "degraded",
        Level::NotReady => "not ready",
    }
}

/// The area of a severity, upon all that matter more.
fn area(
    runs: &[RunPoint],
    severity: Severity,
    x: &dyn Fn(usize) -> f64,
    y: &dyn Fn(usize) -> f64,
) -> String {
    let above = |run: &RunPoint| -> usize {
        Severity::ALL.into_iter().filter(|s| *s > severity).map(|s| run.open_of(s)).sum()
    };
    let upper: Vec<(f64, usize)> =
        runs.iter().enumerate().map(|(at, r)| (x(at), above(r) + r.open_of(severity))).collect();
    let lower: Vec<(f64, usize)> =
        runs.iter().enumerate().map(|(at, r)| (x(at), above(r))).collect();
    // One run alone is a bar.
    let spread = |points: Vec<(f64, usize)>| match points.as_slice() {
        [(x, n)] => vec![(x - 20.0, *n), (x + 20.0, *n)],
        _ => points,
    };
    let mut text = String::new();
    for (px, n) in spread(upper).into_iter().chain(spread(lower).into_iter().rev()) {
        let _ = write!(text, "{px:.1},{:.1} ", y(n));
    }
    text
}

/// What the drawing shows, in words.
fn alternative(runs: &[RunPoint]) -> String {
    let said = |run: &RunPoint| {
        let open: Vec<String> = Severity::ALL
            .into_iter()
            .rev()
            .filter(|s| run.open_of(*s) > 0)
            .map(|s| format!("{} {s}", run.open_of(s)))
            .collect();
        let open = if open.is_empty() { "none".to_owned() } else { open.join(", ") };
        let level = run.level.map_or(String::new(), |l| format!(", {l}"));
        format!("{}: {open}{level}", day(&run.at))
    };
    match runs {
        [one] => said(one),
        [first, .., last] => format!("{} runs. {}. {}.", runs.len(), said(first), said(last)),
        [] => String::new(),
    }
}
