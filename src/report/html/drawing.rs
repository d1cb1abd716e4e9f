//! Both regions and what flows between them, drawn and in words.

use maud::{Markup, html};

use super::page::{Part, T};
use crate::finding::{Drawing, Flow, RegionDrawn};
use crate::report::escape::terminal;

const BOX: usize = 370;
const RIGHT: usize = 710;
/// The middle of the drawing.
const MIDDLE: usize = 540;
const LINE: usize = 20;
const TOP: usize = 64;

pub(super) fn section(part: &Part<'_>) -> Markup {
    let Some(drawing) = &part.report.drawing else { return html! {} };
    let content = html! {
        div.scroll tabindex="0" role="group" aria-label="Drawing" { (svg(part, drawing)) }
        details { summary { "The same in words" } (words(drawing)) }
    };
    part.section("drawing", "Both regions", &content)
}

/// A text that fits in a box; all of it is said in words below.
fn cut(text: &str, most: usize) -> String {
    let clean = terminal(text);
    if clean.chars().count() <= most {
        return clean;
    }
    clean.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// What a region's box holds, line by line; networks are set apart.
fn lines(region: &RegionDrawn) -> Vec<(bool, String)> {
    let mut lines = Vec::new();
    for net in &region.networks {
        lines.push((true, format!("VPC {}  {}", net.name, net.ranges.join(", "))));
        lines.push((true, format!("  {}", zones(net.subnets, net.zones))));
    }
    for part in &region.parts {
        lines.push((false, said(&part.what, &part.name, &part.size)));
    }
    lines
}

fn zones(subnets: usize, zones: Option<usize>) -> String {
    let zones = zones.map_or("zones not known".to_owned(), |n| super::page::count(n, "zone"));
    format!("{}, {zones}", super::page::count(subnets, "subnet"))
}

fn said(what: &str, name: &str, size: &str) -> String {
    let name = if name.is_empty() { String::new() } else { format!(" {name}") };
    let size = if size.is_empty() { String::new() } else { format!(": {size}") };
    format!("{what}{name}{size}")
}

fn lag(flow: &Flow) -> String {
    match flow.lag_seconds {
        Some(seconds) => format!("{} behind", crate::report::readiness::seconds(seconds)),
        None if flow.from == "clients" => String::new(),
        None => "lag not known".to_owned(),
    }
}

fn svg(part: &Part<'_>, drawing: &Drawing) -> Markup {
    let between: Vec<&Flow> = drawing.flows.iter().filter(|f| f.from != "clients").collect();
    let clients: Vec<&Flow> = drawing.flows.iter().filter(|f| f.from == "clients").collect();
    let top = TOP + if clients.is_empty() { 0 } else { clients.len() * LINE + 46 };
    let most = drawing.regions.iter().map(|r| lines(r).len()).max().unwrap_or(0);
    let inner = (most * LINE).max(between.len() * 44) + 24;
    let height = top + inner + 8;
    let (title, desc) = (part.id("drawing-title"), part.id("drawing-desc"));
    let at = |side: &str| if side == "primary" { 0 } else { RIGHT };
    html! {
        svg viewBox={ "0 0 1080 " (height) } role="img" aria-labelledby={ (title) " " (desc) } {
            title id=(title) { "Both regions and what flows between them" }
            desc id=(desc) { "All of it is said in words below the drawing." }
            @if !clients.is_empty() {
                rect.box x=(MIDDLE - 80) y="2" width="160" height="30" rx="15" {}
                text.t-strong x=(MIDDLE) y="22" text-anchor="middle" { "clients" }
                @for (n, flow) in clients.iter().enumerate() {
                    @let left = flow.to == "primary";
                    @let y = 50 + n * LINE;
                    @let x = if left { 185 } else { 895 };
                    text x=(if left { x + 12 } else { x - 12 }) y=(y + 4) text-anchor=(if left { "start" } else { "end" }) { (T(&cut(&flow.what, 44))) }
                }
                @for to in ["primary", "dr"] {
                    @if clients.iter().any(|f| f.to == to) {
                        @let x = if to == "primary" { 185 } else { 895 };
                        polyline.arrow points={ (if to == "primary" { MIDDLE - 80 } else { MIDDLE + 80 }) ",17 " (x) ",17 " (x) "," (top - 38) } {}
                        polygon.head points={ (x - 5) "," (top - 38) " " (x + 5) "," (top - 38) " " (x) "," (top - 28) } {}
                    }
                }
            }
            @for region in &drawing.regions {
                @let x = at(&region.side);
                rect.box x=(x) y=(top - 26) width=(BOX) height=(inner + 26) rx="6" {}
                text.t-strong x=(x + 12) y=(top - 6) { (T(&region.side)) " " (T(&cut(&region.region, 24))) }
                @let held = lines(region);
                @let nets = held.iter().filter(|(net, _)| *net).count();
                @if nets > 0 {
                    rect.net x=(x + 6) y=(top + 3) width=(BOX - 12) height=(nets * LINE + 4) rx="4" {}
                }
                @for (n, (_, line)) in held.iter().enumerate() {
                    text x=(x + 12) y=(top + 19 + n * LINE) xml:space="preserve" { (T(&cut(line, 50))) }
                }
                @if held.is_empty() { text.t-muted x=(x + 12) y=(top + 19) { "nothing seen" } }
            }
            @for (n, flow) in between.iter().enumerate() {
                @let y = top + 24 + n * 44;
                @let (from, to) = if flow.to == "dr" { (BOX + 6, RIGHT - 8) } else { (RIGHT - 6, BOX + 8) };
                text x=(MIDDLE) y=(y - 6) text-anchor="middle" { (T(&cut(&flow.what, 44))) }
                line.arrow x1=(from) y1=(y) x2=(to) y2=(y) {}
                polygon.head points={ (to) "," (y) " " (if flow.to == "dr" { to - 10 } else { to + 10 }) "," (y - 5) " " (if flow.to == "dr" { to - 10 } else { to + 10 }) "," (y + 5) } {}
                text.t-muted x=(MIDDLE) y=(y + 15) text-anchor="middle" { (T(&lag(flow))) }
            }
        }
    }
}

fn words(drawing: &Drawing) -> Markup {
    html! {
        @for region in &drawing.regions {
            p { b { (T(&region.side)) " " (T(&region.region)) } }
            ul {
                @for net in &region.networks { li { "VPC " (T(&net.name)) ": " (T(&net.ranges.join(", "))) ", " (zones(net.subnets, net.zones)) } }
                @for part in &region.parts { li { (T(&said(&part.what, &part.name, &part.size))) " " code.muted { (T(&part.kind)) } } }
                @if region.networks.is_empty() && region.parts.is_empty() { li { "Nothing was seen." } }
            }
        }
        p { b { "What flows" } }
        ul {
            @for flow in &drawing.flows {
                li { (T(&flow.from)) " → " (T(&flow.to)) ": " (T(&flow.what)) @if !lag(flow).is_empty() { ", " (lag(flow)) } }
            }
            @if drawing.flows.is_empty() { li { "No replication between the regions was seen." } }
        }
    }
}
