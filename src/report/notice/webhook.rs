//! The summary for a webhook of one's own.

use serde::Serialize;

use super::super::{obstacles, summary, verdict};
use super::{GAPS, LONGEST, WORST};
use crate::finding::{AuditReport, Fleet};
use std::collections::BTreeMap;

/// The format's name.
const FORMAT: &str = "passmuster-notice";
/// The format's version; fields may be added within one.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Notice<'a> {
    format: &'static str,
    version: u32,
    apps: Vec<App<'a>>,
    absent: Vec<Absent<'a>>,
    rule_errors: usize,
}

#[derive(Serialize)]
struct App<'a> {
    app: &'a str,
    job: &'a str,
    view: &'a str,
    assessed_at: &'a str,
    level: Option<&'static str>,
    verdict: String,
    counts: BTreeMap<&'static str, usize>,
    courses: Option<BTreeMap<&'static str, usize>>,
    coverage: Coverage,
    gaps: Vec<Gap<'a>>,
    worst: Vec<Worst<'a>>,
}

#[derive(Serialize)]
struct Coverage {
    checks: usize,
    assessed: usize,
    unassessed: usize,
    gaps: usize,
}

#[derive(Serialize)]
struct Gap<'a> {
    operation: &'a str,
    sides: String,
    reason: String,
}

#[derive(Serialize)]
struct Worst<'a> {
    rule: &'a str,
    severity: &'static str,
    subject: Option<&'a str>,
    message: String,
    course: Option<&'static str>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Absent<'a> {
    app: Option<&'a str>,
    part: Option<&'a str>,
    why: String,
}

/// The JSON of a notice: each application with its verdict, counts, coverage, gaps and worst
/// findings, and the applications that have no report. `rule_errors` is how many rules could not
/// be evaluated and are missing from the reports.
#[must_use]
pub fn webhook(fleet: &Fleet, rule_errors: usize) -> Vec<u8> {
    let short = |text: &str| summary::beginning(text, LONGEST);
    let absent = fleet.absent.iter().map(|a| Absent {
        app: a.app.as_deref(),
        part: a.part.as_deref(),
        why: short(&a.why),
    });
    let notice = Notice {
        format: FORMAT,
        version: VERSION,
        apps: fleet.reports.iter().map(app).collect(),
        absent: absent.collect(),
        rule_errors,
    };
    // Texts, numbers and maps by text: nothing of it can fail.
    serde_json::to_vec(&notice).unwrap_or_default()
}

fn app(report: &AuditReport) -> App<'_> {
    let short = |text: &str| summary::beginning(text, LONGEST);
    let gaps = obstacles(report).into_iter().take(GAPS).map(|o| Gap {
        operation: &o.gap.operation,
        reason: short(&o.gap.reason),
        sides: o.sides,
    });
    let worst = summary::worst(std::slice::from_ref(report)).into_iter().take(WORST);
    let worst = worst.map(|(_, f)| Worst {
        rule: &f.rule,
        severity: f.severity.name(),
        subject: f.subjects.first().map(|s| s.address.as_str()),
        message: short(&f.message),
        course: f.past.as_ref().map(|p| p.course.name()),
        fingerprint: f.fingerprint.to_string(),
    });
    App {
        app: &report.app,
        job: &report.job,
        view: &report.view,
        assessed_at: &report.assessed_at,
        level: report.readiness.as_ref().map(|r| r.level.name()),
        verdict: verdict(report),
        counts: summary::severities(report).into_iter().map(|(s, n)| (s.name(), n)).collect(),
        courses: summary::courses(report)
            .map(|all| all.into_iter().map(|(c, n)| (c.name(), n)).collect()),
        coverage: Coverage {
            checks: report.checks.total(),
            assessed: report.checks.assessed(),
            unassessed: report.checks.unassessed,
            gaps: report.gaps.len(),
        },
        gaps: gaps.collect(),
        worst: worst.collect(),
    }
}
