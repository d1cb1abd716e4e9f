//! The report as one page for a browser.
//!
//! The page holds everything itself: no script, nothing remote, and a policy that allows its own
//! style sheet alone. Hostile texts go through [`page::T`].

mod changes;
mod drawing;
mod findings;
mod fleet;
mod page;
mod pairs;
mod parity;
mod plot;
mod rest;
mod verdict;

use std::io::{self, Write};

use base64::Engine as _;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::finding::{AuditReport, Fleet};
use page::{Part, T};

/// The style sheet.
const STYLE: &str = include_str!("style.css");

/// What the browser is allowed: the style sheet of the page, by its hash
/// (<https://www.w3.org/TR/CSP3/#source-list-syntax>).
fn policy() -> String {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// Writes the page of one application.
pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let part = Part::new(report, String::new(), 2);
    let title = format!("{}: DR readiness", report.app);
    let nav = html! {
        @for (id, name) in part.sections() { li { a href={ "#" (id) } { (name) } } }
    };
    let head = html! {
        h1 { (T(&report.app)) " " span.muted { "DR readiness" } }
        p.muted.small { (part.about()) }
    };
    out.write_all(whole(&title, &head, &nav, &part.body(), report).into_string().as_bytes())
}

/// Writes the page of many applications.
pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    let parts = fleet::parts(fleet);
    let nav = fleet::nav(&parts);
    let head = html! {
        h1 { "Fleet " span.muted { "DR readiness" } }
        p.muted.small { (fleet::about(fleet)) }
    };
    let nothing = AuditReport::default();
    let first = fleet.reports.first().unwrap_or(&nothing);
    let page = whole("Fleet: DR readiness", &head, &nav, &fleet::body(fleet, &parts), first);
    out.write_all(page.into_string().as_bytes())
}

fn whole(title: &str, head: &Markup, nav: &Markup, body: &Markup, report: &AuditReport) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (T(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the verdict" }
                header { (head) }
                nav aria-label="Sections" { ul { (nav) } }
                main #main tabindex="-1" { (body) }
                footer.small {
                    p { "Made by passmuster " (T(&report.tool_version)) ". Unknown is never a pass: "
                        "what could not be looked at is listed above." }
                }
            }
        }
    }
}
