//! A report as rows of one table: what spreadsheets and query engines take.
//!
//! Every report is a row by itself, so that a run without findings is no missing run; findings,
//! gaps, what is gone and what has no report follow.

use std::borrow::Cow;

use crate::finding::{Absent, AuditReport, Finding, Fleet, GapLine, Gone, Outcome};

/// What a column holds in one row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing is known, or there is nothing to say.
    Nothing,
    /// A text, not escaped.
    Text(Cow<'a, str>),
    /// A count.
    Count(u64),
    /// Texts.
    List(Vec<String>),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(Cow::Borrowed(text)) }
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(Cow::Owned(text)) }
    }
}

impl From<Option<u64>> for Cell<'_> {
    fn from(count: Option<u64>) -> Self {
        count.map_or(Self::Nothing, Self::Count)
    }
}

impl From<Vec<String>> for Cell<'_> {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

/// The row, and its columns in their order. Columns may only ever be added, at the end.
macro_rules! columns {
    ($($name:ident: $ty:ty,)*) => {
        /// One row.
        #[derive(Clone, Debug, Default)]
        struct Row<'a> { $($name: $ty),* }

        /// The names of the columns.
        pub const COLUMNS: &[&str] = &[$(stringify!($name)),*];

        impl<'a> Row<'a> {
            fn cells(self) -> Vec<Cell<'a>> {
                vec![$(self.$name.into()),*]
            }
        }
    };
}

columns! {
    record: &'static str,
    app: &'a str,
    job: &'a str,
    view: &'a str,
    assessed_at: &'a str,
    tool_version: &'a str,
    fingerprint: &'a str,
    rule: &'a str,
    area: &'a str,
    assert: &'a str,
    outcome: &'a str,
    severity: &'a str,
    impact: &'a str,
    course: &'a str,
    class: &'a str,
    first_seen: &'a str,
    since: &'a str,
    age_days: Option<u64>,
    side: &'a str,
    region: &'a str,
    kind: &'a str,
    address: &'a str,
    name: &'a str,
    id: &'a str,
    other_subjects: Vec<String>,
    path: String,
    file: &'a str,
    line: Option<u64>,
    message: String,
    remediation: &'a str,
    because: String,
    by: &'a str,
    until: &'a str,
    iam_action: &'a str,
    level: &'a str,
    assessed: Option<u64>,
    checks: Option<u64>,
    gaps: Option<u64>,
}

/// The rows of one report.
pub(super) fn of_report(report: &AuditReport) -> impl Iterator<Item = Vec<Cell<'_>>> {
    let findings = report.findings.iter().map(|f| finding(report, f, "finding"));
    let gaps = report.gaps.iter().map(|g| gap(report, g));
    let ended = report.trend.iter().flat_map(|t| &t.gone).map(|g| gone(report, g));
    let fixed = report.change.iter().flat_map(|c| &c.fixed).map(|f| fixed(report, f));
    let rows = findings.chain(gaps).chain(ended).chain(fixed);
    std::iter::once(run(report)).chain(rows).map(Row::cells)
}

/// The rows of a fleet.
pub(super) fn of_fleet(fleet: &Fleet) -> impl Iterator<Item = Vec<Cell<'_>>> {
    let absent = fleet.absent.iter().map(|a| absent(a).cells());
    fleet.reports.iter().flat_map(of_report).chain(absent)
}

fn base<'a>(report: &'a AuditReport, record: &'static str) -> Row<'a> {
    Row {
        record,
        app: &report.app,
        job: &report.job,
        view: &report.view,
        assessed_at: &report.assessed_at,
        tool_version: &report.tool_version,
        ..Row::default()
    }
}

fn run(report: &AuditReport) -> Row<'_> {
    Row {
        message: super::verdict(report),
        level: report.readiness.as_ref().map_or("", |r| r.level.name()),
        assessed: Some(count(report.checks.assessed())),
        checks: Some(count(report.checks.total())),
        gaps: Some(count(report.gaps.len())),
        ..base(report, "run")
    }
}

fn finding<'a>(report: &'a AuditReport, finding: &'a Finding, record: &'static str) -> Row<'a> {
    let (because, by, until) = match &finding.outcome {
        Outcome::Unassessed { because } => (because.join("; "), "", ""),
        Outcome::Expected { by } => (String::new(), by.as_str(), ""),
        Outcome::Waived { by, until } => (String::new(), by.as_str(), until.as_str()),
        Outcome::Pass | Outcome::Fail | Outcome::NotApplicable => (String::new(), "", ""),
    };
    let past = finding.past.as_ref();
    let subject = finding.subjects.first();
    let others = finding.subjects.iter().skip(1);
    let place = finding.location.as_ref();
    let own = place.and_then(|l| l.path.clone());
    let differing = || {
        let paths: Vec<&str> = finding.differences.iter().map(|d| d.path.as_str()).collect();
        paths.join(", ")
    };
    Row {
        fingerprint: finding.fingerprint.as_str(),
        rule: &finding.rule,
        area: &finding.area,
        assert: &finding.assert,
        outcome: finding.outcome.name(),
        severity: finding.severity.name(),
        impact: finding.impact.name(),
        course: past.map_or("", |p| p.course.name()),
        class: finding.class.map_or("", |c| c.name()),
        first_seen: past.map_or("", |p| &p.first_seen),
        since: past.map_or("", |p| &p.since),
        age_days: past.map(|p| p.age_days),
        side: subject.map_or("", |s| &s.side),
        region: subject.and_then(|s| s.region.as_deref()).unwrap_or_default(),
        kind: subject.map_or("", |s| &s.kind),
        address: subject.map_or("", |s| &s.address),
        name: subject.and_then(|s| s.name.as_deref()).unwrap_or_default(),
        id: subject.and_then(|s| s.id.as_deref()).unwrap_or_default(),
        other_subjects: others.map(|s| format!("{}: {}", s.side, s.address)).collect(),
        path: own.unwrap_or_else(differing),
        file: place.map_or("", |l| &l.file),
        line: place.and_then(|l| l.line).map(u64::from),
        message: finding.message.clone(),
        remediation: &finding.remediation,
        because,
        by,
        until,
        ..base(report, record)
    }
}

fn gap<'a>(report: &'a AuditReport, gap: &'a GapLine) -> Row<'a> {
    let side = gap.side.as_deref().unwrap_or_default();
    let region = report.sides.iter().find(|s| s.side == side);
    Row {
        side,
        region: region.map_or("", |s| &s.region),
        kind: gap.kind.as_deref().unwrap_or_default(),
        path: gap.attributes.join(", "),
        message: format!("{}: {}", gap.operation, gap.reason),
        because: gap.reason.clone(),
        remediation: &gap.detail,
        iam_action: gap.iam_action.as_deref().unwrap_or_default(),
        ..base(report, "gap")
    }
}

/// What was open in the run before, and is not open now.
fn gone<'a>(report: &'a AuditReport, gone: &'a Gone) -> Row<'a> {
    Row {
        fingerprint: gone.fingerprint.as_str(),
        rule: &gone.rule,
        severity: gone.severity.name(),
        course: gone.course.name(),
        first_seen: &gone.first_seen,
        age_days: Some(gone.age_days),
        address: &gone.subject,
        ..base(report, "gone")
    }
}

/// What the change under review mends: its outcome is that of before.
fn fixed<'a>(report: &'a AuditReport, fixed: &'a Finding) -> Row<'a> {
    Row { class: "fixed", outcome: "", ..finding(report, fixed, "gone") }
}

fn absent(absent: &Absent) -> Row<'_> {
    Row {
        record: "absent",
        app: absent.app.as_deref().unwrap_or_default(),
        message: super::absent(absent),
        because: absent.why.clone(),
        ..Row::default()
    }
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
