//! What the formats of AWS's security services are told: findings, gaps, findings that are gone
//! and applications that have no report, all as records of one shape.
//!
//! Such a service keeps what it was sent and knows it again by its id. So each record has an id
//! that stays the same from run to run, and says whether the trouble stands, is accepted, is over
//! or could not be told.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::Timestamp;

use super::escape::terminal;
use super::{absent, labels};
use crate::finding::{
    Absent, AuditReport, Course, Finding, Fingerprint, Fleet, GapLine, Gone, Outcome, RuleLine,
    Severity, SideLine, Subject,
};

/// One thing to tell. Texts are escaped; nothing is shortened.
pub(super) struct Record {
    /// The same in every run: application and fingerprint.
    pub(super) id: String,
    /// The finding's fingerprint, or one made in the same way.
    pub(super) fingerprint: String,
    /// Version of passmuster that assessed.
    pub(super) tool_version: String,
    /// The application.
    pub(super) app: String,
    /// `audit`, `check` or `gate`; empty where there was no run.
    pub(super) job: String,
    /// The rule; `gap` and `not-assessed` for what is none.
    pub(super) rule: String,
    /// The rule's area; empty where there is none.
    pub(super) area: String,
    /// The problem in one line, with the resource.
    pub(super) title: String,
    /// What was found.
    pub(super) text: String,
    /// How much it matters.
    pub(super) severity: Severity,
    /// How it stands.
    pub(super) state: State,
    /// What became of it over the runs that were kept.
    pub(super) course: Option<Course>,
    /// When it was seen open for the first time.
    pub(super) first_seen: Timestamp,
    /// When it was assessed.
    pub(super) at: Timestamp,
    /// Where it belongs.
    pub(super) site: Site,
    /// The resources concerned.
    pub(super) resources: Vec<Resource>,
    /// What to do about it; may be empty.
    pub(super) remediation: String,
    /// Further reading.
    pub(super) refs: Vec<String>,
    /// What else there is to know, by name.
    pub(super) more: BTreeMap<&'static str, String>,
}

/// How a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The condition does not hold.
    Open,
    /// It could not be told, and why.
    Unassessed(String),
    /// The condition does not hold, and that was declared or accepted: by what.
    Accepted(String),
    /// It is mended.
    Closed,
}

/// An account and a region.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Site {
    /// Twelve digits; `None` where neither side's account is known.
    pub(super) account: Option<String>,
    /// The region.
    pub(super) region: String,
}

/// A resource that a record is about.
pub(super) struct Resource {
    /// The Terraform type; empty where it is no resource of AWS.
    pub(super) kind: String,
    /// The provider's id, else the Terraform address.
    pub(super) id: String,
    /// The name that people use.
    pub(super) name: Option<String>,
    /// The Terraform address.
    pub(super) address: String,
    /// `primary`, `dr` or `global`; empty where it is not known.
    pub(super) side: String,
    /// The region; empty where it is not known.
    pub(super) region: String,
}

/// The partition of a region.
///
/// <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>
pub(super) fn partition(region: &str) -> &'static str {
    if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-iso-") {
        "aws-iso"
    } else if region.starts_with("us-isob-") {
        "aws-iso-b"
    } else if region.starts_with("eu-isoe-") {
        "aws-iso-e"
    } else if region.starts_with("us-isof-") {
        "aws-iso-f"
    } else if region.starts_with("eusc-") {
        "aws-eusc"
    } else {
        "aws"
    }
}

/// The records of one report.
///
/// # Errors
///
/// The report does not say when it was made.
pub(super) fn of_report(report: &AuditReport) -> io::Result<Vec<Record>> {
    let at = assessed_at(report)?;
    let mut records: Vec<Record> =
        report.findings.iter().map(|finding| of_finding(finding, report, at)).collect();
    records.extend(report.gaps.iter().map(|gap| of_gap(gap, report, at)));
    let told: BTreeSet<&Fingerprint> = report.findings.iter().map(|f| &f.fingerprint).collect();
    let gone = report.trend.iter().flat_map(|t| &t.gone);
    // What was accepted or can no longer be told is mostly among the findings.
    for gone in gone.filter(|g| !told.contains(&g.fingerprint)) {
        records.extend(of_gone(gone, report, at));
    }
    Ok(told_apart(records))
}

/// The records of a fleet. What has no report belongs to the first application's primary site:
/// nothing is known of its own.
///
/// # Errors
///
/// A report does not say when it was made; there is no report at all.
pub(super) fn of_fleet(fleet: &Fleet) -> io::Result<Vec<Record>> {
    let mut records = Vec::new();
    for report in &fleet.reports {
        records.extend(of_report(report)?);
    }
    if let Some(first) = fleet.absent.first() {
        let host = fleet.reports.first().ok_or_else(|| io::Error::other(absent(first)))?;
        let at = assessed_at(host)?;
        records.extend(fleet.absent.iter().map(|absent| of_absent(absent, host, at)));
    }
    Ok(told_apart(records))
}

fn of_finding(finding: &Finding, report: &AuditReport, at: Timestamp) -> Record {
    let rule = rule_of(&finding.rule, report);
    let title = rule.map_or(finding.rule.as_str(), |r| r.title.as_str());
    let subject = finding.subjects.first();
    let side = subject.map_or("", |s| s.side.as_str());
    let course = finding.past.as_ref().map(|p| p.course);
    let first_seen = finding.past.as_ref().and_then(|p| p.first_seen.parse().ok()).unwrap_or(at);
    let state = match &finding.outcome {
        Outcome::Unassessed { because } => State::Unassessed(terminal(&because.join("; "))),
        Outcome::Expected { by } => State::Accepted(terminal(&format!("expected: {by}"))),
        Outcome::Waived { by, until } => {
            State::Accepted(terminal(&format!("waived until {until}: {by}")))
        }
        Outcome::Pass | Outcome::NotApplicable => State::Closed,
        Outcome::Fail => State::Open,
    };
    let mut record = Record {
        title: titled(title, subject.map_or("", |s| s.address.as_str())),
        text: text_of(finding),
        severity: finding.severity,
        state,
        course,
        first_seen,
        area: terminal(&finding.area),
        resources: finding.subjects.iter().map(|s| resource(s, report)).collect(),
        remediation: terminal(&finding.remediation),
        ..blank(report, at, &finding.rule, side, finding.fingerprint.as_str())
    };
    let steps: Vec<&str> = finding.steps.iter().map(|s| s.name()).collect();
    let mut more = |name, value: &str| {
        if !value.is_empty() {
            record.more.insert(name, terminal(value));
        }
    };
    more("assert", &finding.assert);
    more("impact", finding.impact.name());
    more("steps", &steps.join(", "));
    more("change", finding.class.map_or("", |c| c.name()));
    if let Some(place) = &finding.location {
        let line = place.line.map(|l| format!(":{l}")).unwrap_or_default();
        more("location", &format!("{}{line}", place.file));
    }
    if let Some(past) = &finding.past {
        more("open-since", &past.since);
        more("age-days", &past.age_days.to_string());
    }
    let evidence: Vec<String> =
        finding.evidence.iter().map(|(k, v)| format!("{k} = {v}")).collect();
    more("evidence", &evidence.join("; "));
    record
}

/// The message, and the values behind it.
fn text_of(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    let [left, right] = labels(finding);
    for difference in &finding.differences {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
        let values = if difference.lines.is_empty() {
            format!("{left} {}, {right} {}", shown(&difference.left), shown(&difference.right))
        } else {
            difference.lines.join(" | ")
        };
        text.push_str(&format!("\n{}: {values}", difference.path));
    }
    terminal(&text)
}

fn of_gap(gap: &GapLine, report: &AuditReport, at: Timestamp) -> Record {
    let side = gap.side.as_deref().unwrap_or_default();
    let kind = gap.kind.as_deref().unwrap_or_default();
    let mut subjects = vec![side, kind];
    subjects.extend(gap.attributes.iter().map(String::as_str));
    let fingerprint = Fingerprint::new("gap", &gap.operation, &subjects, "");
    let what = if gap.attributes.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind}: {}", gap.attributes.join(", "))
    };
    let why = terminal(&format!("{}: {}", gap.reason, gap.detail));
    let mut record = Record {
        title: titled(&format!("{} could not be read", gap.operation), &what),
        text: why.clone(),
        severity: Severity::Medium,
        state: State::Unassessed(why),
        ..blank(report, at, "gap", side, fingerprint.as_str())
    };
    if let Some(action) = &gap.iam_action {
        record.remediation = terminal(&format!("Allow {action}"));
    }
    for (name, value) in [("kind", what), ("operation", gap.operation.clone())] {
        if !value.is_empty() {
            record.more.insert(name, terminal(&value));
        }
    }
    record
}

/// A finding that is gone, in each place that it may have been in: its side is not kept.
fn of_gone(gone: &Gone, report: &AuditReport, at: Timestamp) -> Vec<Record> {
    let mut places: Vec<(Site, &str)> = Vec::new();
    for side in &report.sides {
        let site = site_of(report, &side.side);
        if places.iter().all(|(s, _)| *s != site) {
            places.push((site, &side.side));
        }
    }
    if places.is_empty() {
        places.push((Site::default(), ""));
    }
    let title = rule_of(&gone.rule, report).map_or(gone.rule.as_str(), |r| r.title.as_str());
    let (state, text) = match gone.course {
        Course::Lost => {
            let text = "It was open, and can no longer be told.".to_owned();
            (State::Unassessed(text.clone()), text)
        }
        Course::Accepted => {
            let text = "It was open, and is now declared or accepted.".to_owned();
            (State::Accepted(text.clone()), text)
        }
        _ => (State::Closed, "It was open, and is mended.".to_owned()),
    };
    let record = |(site, side): (Site, &str)| Record {
        title: titled(title, &gone.subject),
        text: text.clone(),
        severity: gone.severity,
        state: state.clone(),
        course: Some(gone.course),
        first_seen: gone.first_seen.parse().unwrap_or(at),
        resources: (!gone.subject.is_empty())
            .then(|| Resource {
                kind: kind_of(&gone.subject),
                id: terminal(&gone.subject),
                name: None,
                address: terminal(&gone.subject),
                side: String::new(),
                region: String::new(),
            })
            .into_iter()
            .collect(),
        more: BTreeMap::from([("age-days", gone.age_days.to_string())]),
        site,
        ..blank(report, at, &gone.rule, side, gone.fingerprint.as_str())
    };
    places.into_iter().map(record).collect()
}

fn of_absent(missing: &Absent, host: &AuditReport, at: Timestamp) -> Record {
    let parts =
        [missing.app.as_deref().unwrap_or_default(), missing.part.as_deref().unwrap_or_default()];
    let fingerprint = Fingerprint::new("not-assessed", "", &parts, "");
    let what = missing.app.clone().or_else(|| missing.part.as_ref().map(|p| format!("part {p}")));
    let app = terminal(&what.unwrap_or_else(|| "fleet".to_owned()));
    let text = terminal(&absent(missing));
    Record {
        id: id(&app, fingerprint.as_str()),
        title: format!("{app} was not assessed"),
        text: text.clone(),
        severity: Severity::High,
        state: State::Unassessed(text),
        app,
        job: String::new(),
        ..blank(host, at, "not-assessed", "", fingerprint.as_str())
    }
}

/// A record that says nothing yet.
fn blank(report: &AuditReport, at: Timestamp, rule: &str, side: &str, print: &str) -> Record {
    let known = rule_of(rule, report);
    Record {
        id: id(&report.app, print),
        fingerprint: terminal(print),
        tool_version: terminal(&report.tool_version),
        app: terminal(&report.app),
        job: terminal(&report.job),
        rule: terminal(rule),
        area: known.map(|r| terminal(&r.area)).unwrap_or_default(),
        title: String::new(),
        text: String::new(),
        severity: Severity::Info,
        state: State::Open,
        course: None,
        first_seen: at,
        at,
        site: site_of(report, side),
        resources: Vec::new(),
        remediation: known.map(|r| terminal(&r.remediation)).unwrap_or_default(),
        refs: known.map(|r| r.refs.iter().map(|u| terminal(u)).collect()).unwrap_or_default(),
        more: BTreeMap::new(),
    }
}

/// A name of any length leaves room for the fingerprint in the 512 bytes that Security Hub takes.
fn id(app: &str, fingerprint: &str) -> String {
    let app: String = app.chars().take(100).collect();
    terminal(&format!("passmuster/{app}/{fingerprint}"))
}

/// Ids that are the same in one place are numbered, in the records' order: none is to overwrite
/// another.
fn told_apart(mut records: Vec<Record>) -> Vec<Record> {
    let mut seen: BTreeMap<(String, Site), usize> = BTreeMap::new();
    for record in &mut records {
        let count = seen.entry((record.id.clone(), record.site.clone())).or_default();
        *count += 1;
        if *count > 1 {
            record.id = format!("{}#{count}", record.id);
        }
    }
    records
}

fn titled(title: &str, subject: &str) -> String {
    terminal(&if subject.is_empty() { title.to_owned() } else { format!("{title}: {subject}") })
}

fn rule_of<'a>(id: &str, report: &'a AuditReport) -> Option<&'a RuleLine> {
    report.rules.iter().find(|r| r.id == id)
}

fn assessed_at(report: &AuditReport) -> io::Result<Timestamp> {
    report.assessed_at.parse().map_err(|_| {
        let text = format!(
            "the report of {} does not say when it was made: {:?}",
            terminal(&report.app),
            report.assessed_at
        );
        io::Error::new(io::ErrorKind::InvalidData, text)
    })
}

/// The site of a side; of what belongs to no side, the primary's. An account that is not known is
/// the other side's.
fn site_of(report: &AuditReport, side: &str) -> Site {
    let line = report.sides.iter().find(|s| s.side == side).or_else(|| report.sides.first());
    let known = |line: &SideLine| {
        let account = line.account.as_ref()?;
        let valid = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| account.clone())
    };
    Site {
        account: line.and_then(known).or_else(|| report.sides.iter().find_map(known)),
        region: line.map(|l| terminal(&l.region)).unwrap_or_default(),
    }
}

fn resource(subject: &Subject, report: &AuditReport) -> Resource {
    let given = subject.id.as_deref().filter(|id| !id.trim().is_empty());
    let region = subject.region.clone().filter(|r| !r.is_empty());
    Resource {
        kind: terminal(&subject.kind),
        id: terminal(given.unwrap_or(&subject.address)),
        name: subject.name.as_deref().map(terminal),
        address: terminal(&subject.address),
        side: terminal(&subject.side),
        region: region.map_or_else(|| site_of(report, &subject.side).region, |r| terminal(&r)),
    }
}

/// The Terraform type in an address: `aws_vpc` of `module.net.aws_vpc.main`.
fn kind_of(address: &str) -> String {
    let part = address.split('.').find(|part| part.starts_with("aws_")).unwrap_or_default();
    terminal(part)
}
