//! The HTML report: what is in the page, and what a browser makes of it.

mod browser;
mod made;
mod structure;

use passmuster::finding::{AuditReport, Fleet};
use passmuster::report::{Format, Options, render, render_fleet};

/// The page of one application.
fn page(report: &AuditReport) -> String {
    let mut out = Vec::new();
    render(report, Format::Html, Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The page of a fleet.
fn fleet_page(fleet: &Fleet) -> String {
    let mut out = Vec::new();
    render_fleet(fleet, Format::Html, Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
