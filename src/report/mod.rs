//! Renderers: a finished [`AuditReport`] in, bytes out.
//!
//! A renderer evaluates nothing and drops nothing. Names, tags and messages come from the audited
//! account and are hostile: each format escapes every text through its own function of
//! `escape`.

mod areas;
mod asff;
mod comment;
mod console;
mod csv;
mod email;
mod escape;
mod fleet;
mod github;
mod gitlab;
mod html;
mod issue;
pub mod json;
mod junit;
mod markdown;
pub mod metrics;
mod ndjson;
mod next;
pub mod notice;
mod ocsf;
mod past;
mod readiness;
mod record;
mod rows;
mod sarif;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod words;

use std::io::{self, Write};
use std::slice::from_ref;

use crate::finding::{
    Absent, AuditReport, ChangeClass, Finding, Fleet, GapLine, Outcome, Severity,
};

pub use escape::{markdown as escape_markdown, terminal as escape_terminal};
pub use rows::COLUMNS;
pub use table::grid;

/// A format that reports are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Table,
    /// For a wide terminal: one line for each finding.
    Wide,
    /// For a terminal: areas, rules, subjects and differences as a tree.
    Tree,
    /// For a comment or a page.
    Markdown,
    /// For machines: versioned, see the published schema.
    Json,
    /// For code scanning.
    Sarif,
    /// For the annotations of a GitHub workflow.
    Github,
    /// For GitLab's code quality widget.
    Gitlab,
    /// For the test tab of a pipeline.
    Junit,
    /// For the comment of a pull request.
    Comment,
    /// For a browser: one page that holds everything.
    Html,
    /// For AWS Security Hub.
    Asff,
    /// For Amazon Security Lake and other readers of OCSF.
    Ocsf,
    /// For spreadsheets: a row for each finding.
    Csv,
    /// For query engines: the same rows, each a JSON object on its line.
    Ndjson,
    /// For the textfile collector of the Prometheus node exporter.
    Prometheus,
    /// For programs that take OpenMetrics.
    Openmetrics,
    /// For a GitHub issue: a task list.
    Issue,
    /// For an e-mail: the first line is the subject.
    Email,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 19] = [
        Self::Table,
        Self::Wide,
        Self::Tree,
        Self::Markdown,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Comment,
        Self::Html,
        Self::Asff,
        Self::Ocsf,
        Self::Csv,
        Self::Ndjson,
        Self::Prometheus,
        Self::Openmetrics,
        Self::Issue,
        Self::Email,
    ];

    /// The format's name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Wide => "wide",
            Self::Tree => "tree",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Comment => "comment",
            Self::Html => "html",
            Self::Asff => "asff",
            Self::Ocsf => "ocsf",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Prometheus => "prometheus",
            Self::Openmetrics => "openmetrics",
            Self::Issue => "issue",
            Self::Email => "email",
        }
    }
}

/// How a report is to look.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Columns that may be used.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether rules and resources may link to their pages.
    pub links: bool,
    /// Whether expected and waived findings are listed too, and every finding in full.
    pub all: bool,
    /// How long the run took, in seconds; `None` where this is not the run itself.
    pub run_seconds: Option<f64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { width: 100, colour: false, links: false, all: false, run_seconds: None }
    }
}

/// Writes a report.
///
/// # Errors
///
/// The writer's; that the format needs what the report does not know: [`Format::Asff`] an account.
pub fn render(
    report: &AuditReport,
    format: Format,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Table => table::render(report, options, out),
        Format::Wide => table::wide(report, options, out),
        Format::Tree => table::tree(report, options, out),
        Format::Markdown => markdown::render(report, options, out),
        Format::Json => json::render(report, out),
        Format::Sarif => sarif::render(report, out),
        Format::Github => github::render(report, options, out),
        Format::Gitlab => gitlab::render(report, out),
        Format::Junit => junit::render(report, out),
        Format::Comment => comment::render(report, options, out),
        Format::Html => html::render(report, out),
        Format::Asff => asff::render(report, out),
        Format::Ocsf => ocsf::render(report, out),
        Format::Csv => csv::render(report, out),
        Format::Ndjson => ndjson::render(report, out),
        Format::Prometheus => metrics::prometheus(from_ref(report), &[], options, out),
        Format::Openmetrics => metrics::openmetrics(from_ref(report), &[], options, out),
        Format::Issue => issue::render(from_ref(report), &[], out),
        Format::Email => email::render(from_ref(report), &[], out),
    }
}

/// Writes the report of a fleet; of a single application as [`render`] does.
///
/// # Errors
///
/// The writer's.
pub fn render_fleet(
    fleet: &Fleet,
    format: Format,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match (fleet.reports.as_slice(), fleet.absent.as_slice()) {
        ([report], []) => render(report, format, options, out),
        (reports, _) => match format {
            Format::Json => json::render_fleet(fleet, out),
            Format::Sarif => sarif::render_fleet(fleet, out),
            Format::Junit => junit::render_fleet(fleet, out),
            Format::Gitlab => gitlab::render_fleet(fleet, out),
            Format::Github => github::render_fleet(fleet, options, out),
            Format::Html => html::render_fleet(fleet, out),
            Format::Table | Format::Wide | Format::Tree => {
                table::fleet(fleet, format, options, out)
            }
            Format::Markdown => markdown::render_fleet(fleet, options, out),
            // Of a change, and so of one application.
            Format::Comment => {
                reports.iter().try_for_each(|report| comment::render(report, options, out))
            }
            Format::Asff => asff::render_fleet(fleet, out),
            Format::Ocsf => ocsf::render_fleet(fleet, out),
            Format::Csv => csv::render_fleet(fleet, out),
            Format::Ndjson => ndjson::render_fleet(fleet, out),
            Format::Prometheus => metrics::prometheus(reports, &fleet.absent, options, out),
            Format::Openmetrics => metrics::openmetrics(reports, &fleet.absent, options, out),
            Format::Issue => issue::render(reports, &fleet.absent, out),
            Format::Email => email::render(reports, &fleet.absent, out),
        },
    }
}

/// What has no report, in one line.
fn absent(absent: &Absent) -> String {
    let what = match (&absent.app, &absent.part) {
        (Some(app), Some(part)) => format!("{app} (part {part})"),
        (Some(app), None) => app.clone(),
        (None, Some(part)) => format!("part {part}"),
        (None, None) => "an application".to_owned(),
    };
    format!("{what} was not assessed: {}", absent.why)
}

/// The verdict in one line: what an engineer reads first.
fn verdict(report: &AuditReport) -> String {
    if report.change.is_some() {
        return verdict_of_change(report);
    }
    let verdict = match &report.readiness {
        Some(readiness) => readiness::headline(readiness),
        None => verdict_of_checks(report),
    };
    let dark: Vec<String> = report.gaps.iter().filter_map(|gap| dark(gap, report)).collect();
    if dark.is_empty() { verdict } else { format!("{}; {verdict}", dark.join("; ")) }
}

/// The side that a gap hides altogether: nobody could ask there.
fn dark(gap: &GapLine, report: &AuditReport) -> Option<String> {
    let side = gap.side.as_ref().filter(|_| gap.operation == "sts:GetCallerIdentity")?;
    let region = report.sides.iter().find(|s| s.side == *side).map_or("", |s| s.region.as_str());
    Some(format!("{} {region} could not be read at all ({})", side.to_uppercase(), gap.reason))
}

/// What the two values of a finding's differences are.
fn labels(finding: &Finding) -> [&'static str; 2] {
    if finding.area == "drift" { ["recorded", "live"] } else { ["primary", "dr"] }
}

/// The gaps that one thing would close, as one.
struct Obstacle<'a> {
    gap: &'a GapLine,
    /// `primary`, `dr`, `both sides`.
    sides: String,
    /// The kinds, with the attributes that alone are missing.
    what: Vec<String>,
}

/// The gaps by what was attempted and why it failed, in their order.
fn obstacles(report: &AuditReport) -> Vec<Obstacle<'_>> {
    let mut found: Vec<(Obstacle<'_>, Vec<&str>)> = Vec::new();
    for gap in &report.gaps {
        let what = gap.kind.as_ref().map(|kind| match gap.attributes.as_slice() {
            [] => kind.clone(),
            names => format!("{kind}: {}", names.join(", ")),
        });
        let side = gap.side.as_deref().unwrap_or("both sides");
        let same = |o: &&mut (Obstacle<'_>, Vec<&str>)| {
            let other = o.0.gap;
            (&other.operation, &other.reason, &other.detail)
                == (&gap.operation, &gap.reason, &gap.detail)
        };
        match found.iter_mut().find(same) {
            None => {
                let what = what.into_iter().collect();
                found.push((Obstacle { gap, sides: String::new(), what }, vec![side]));
            }
            Some((obstacle, sides)) => {
                if !sides.contains(&side) {
                    sides.push(side);
                }
                obstacle.what.extend(what.filter(|w| !obstacle.what.contains(w)));
            }
        }
    }
    for (obstacle, sides) in &mut found {
        let both = sides.contains(&"primary") && sides.contains(&"dr");
        obstacle.sides = if both { "both sides".to_owned() } else { sides.join(", ") };
    }
    found.into_iter().map(|(obstacle, _)| obstacle).collect()
}

fn verdict_of_checks(report: &AuditReport) -> String {
    let failed = report.checks.failed;
    let unassessed = report.checks.unassessed;
    let worst =
        report.findings.iter().filter(|f| f.outcome == Outcome::Fail).map(|f| f.severity).max();
    match (worst, unassessed + report.gaps.len()) {
        (None, _) if report.checks.total() == 0 => {
            "Nothing was assessed: there was nothing to check".to_owned()
        }
        (None, 0) => "No known obstacle to a failover was found".to_owned(),
        (None, _) => {
            "No obstacle was found in what could be read; not everything could be".to_owned()
        }
        (Some(worst), _) => {
            let noun = if failed == 1 { "problem" } else { "problems" };
            format!("{failed} {noun}, the worst {worst}")
        }
    }
}

/// The verdict on a change: what it brings, not what was there.
fn verdict_of_change(report: &AuditReport) -> String {
    let brought = |f: &&Finding| {
        f.outcome == Outcome::Fail && matches!(f.class, Some(ChangeClass::New | ChangeClass::Worse))
    };
    let count = report.findings.iter().filter(brought).count();
    let lost = report.findings.iter().filter(|f| f.class == Some(ChangeClass::Lost)).count();
    // A report that was read from a file may say anything.
    let known_gaps = report.change.as_ref().map_or(0, |c| c.known_gaps);
    let gaps = report.gaps.len().saturating_sub(known_gaps);
    let mut parts = Vec::new();
    match report.findings.iter().filter(brought).map(|f| f.severity).max() {
        Some(worst) => {
            parts.push(format!("{}, the worst {worst}", counted(count, "new problem")));
        }
        None => parts.push("No new problem".to_owned()),
    }
    if lost > 0 {
        parts.push(format!("{} can no longer be assessed", counted(lost, "check")));
    }
    if gaps > 0 {
        parts.push(format!("{} could not be read", counted(gaps, "more thing")));
    }
    let fixed = report.change.as_ref().map_or(0, |c| c.fixed.len());
    if fixed > 0 {
        parts.push(format!("{fixed} fixed"));
    }
    parts.join("; ")
}

/// How many findings there are of each class that is not listed by itself.
fn change_line(report: &AuditReport) -> Option<String> {
    report.change.as_ref()?;
    let count = |class: ChangeClass| {
        report
            .findings
            .iter()
            .filter(|f| f.outcome == Outcome::Fail && f.class == Some(class))
            .count()
    };
    let parts: Vec<String> = ChangeClass::ALL
        .into_iter()
        .map(|class| (class, count(class)))
        .filter(|(_, n)| *n > 0)
        .map(|(class, n)| format!("{n} {}", class.name()))
        .collect();
    Some(if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") })
}

/// The findings that a reader is to act on: the failed ones; of a change those that it brings,
/// loses or edits, unless all are asked for.
fn listed(report: &AuditReport, options: Options) -> impl Iterator<Item = &Finding> {
    let changed = report.change.is_some() && !options.all;
    report.findings.iter().filter(move |f| {
        let failed = f.outcome == Outcome::Fail;
        if !changed {
            return failed;
        }
        match f.class {
            Some(ChangeClass::Lost) => true,
            Some(ChangeClass::Existing | ChangeClass::Fixed) | None => false,
            Some(_) => failed,
        }
    })
}

/// "412 of 431 checks assessed".
fn coverage(report: &AuditReport) -> String {
    let checks = report.checks;
    let gaps = match report.gaps.len() {
        0 => "no gaps".to_owned(),
        1 => "1 gap".to_owned(),
        n => format!("{n} gaps"),
    };
    format!("{} of {} checks assessed, {gaps}", checks.assessed(), checks.total())
}

/// How many failed per severity, worst first.
fn by_severity(report: &AuditReport, options: Options) -> Vec<(Severity, usize)> {
    Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| {
            let failed = |f: &&Finding| f.outcome == Outcome::Fail && f.severity == severity;
            let count = listed(report, options).filter(failed).count();
            (severity, count)
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// `1 pair`, `2 pairs`.
fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
