//! Many applications on a page: a summary, then each of them.

use std::io::{self, Write};

use crate::finding::Fleet;
use crate::report::escape::markdown;
use crate::report::{Options, fleet, past};

pub(in crate::report) fn render(
    fleet: &Fleet,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let apps = fleet::apps(fleet);
    writeln!(out, "# {}\n", markdown(&fleet::headline(fleet)))?;
    if !apps.is_empty() {
        writeln!(
            out,
            "| Application | Verdict | Coverage | Critical | High | Medium | New | Resolved | Oldest |"
        )?;
        writeln!(out, "|---|---|---|---:|---:|---:|---:|---:|---:|")?;
    }
    for app in &apps {
        let known = |n: Option<usize>| n.map_or("–".to_owned(), |n| n.to_string());
        let [critical, high, medium, _] = app.open;
        writeln!(
            out,
            "| {} | {} | {} | {critical} | {high} | {medium} | {} | {} | {} |",
            markdown(&app.report.app),
            markdown(&app.verdict),
            app.coverage,
            known(app.new),
            known(app.resolved),
            app.oldest.map_or("–".to_owned(), past::days)
        )?;
    }
    if !fleet.absent.is_empty() {
        writeln!(out, "\n## NOT ASSESSED\n")?;
        for absent in &fleet.absent {
            let what = markdown(&fleet::missing(absent));
            writeln!(out, "- {what}: {}", markdown(&absent.why))?;
        }
    }
    for app in &apps {
        writeln!(out)?;
        super::render(app.report, options, out)?;
    }
    Ok(())
}
