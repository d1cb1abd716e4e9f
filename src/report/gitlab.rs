//! GitLab's code quality report.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>. GitLab compares
//! the reports of both branches itself, so all failed findings are in it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::escape::terminal;
use super::sarif::file_of;
use crate::finding::{AuditReport, Fingerprint, Fleet, Outcome, Severity};

pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    write(entries(report, ""), out)
}

/// The findings of all applications. What has no report is an entry of its own.
pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    let found = fleet.reports.iter().flat_map(|r| entries(r, &format!("{}/", r.app)));
    let absent = fleet.absent.iter().map(|absent| {
        let text = super::absent(absent);
        json!({
            "description": terminal(&text),
            "check_name": "not-assessed",
            "fingerprint": Fingerprint::new("not-assessed", "", &[&text], "").as_str(),
            "severity": "critical",
            "location": { "path": "passmuster.hcl", "lines": { "begin": 1 } },
        })
    });
    write(found.chain(absent).collect(), out)
}

fn write(entries: Vec<Value>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Value::Array(entries))?;
    writeln!(out)
}

/// The failed findings; their fingerprints begin so.
fn entries(report: &AuditReport, app: &str) -> Vec<Value> {
    let failed = report.findings.iter().filter(|f| f.outcome == Outcome::Fail);
    failed
        .map(|finding| {
            let place = finding.location.as_ref();
            let file = place.map(|l| l.file.as_str()).filter(|f| !f.is_empty());
            json!({
                "description": terminal(&finding.message),
                "check_name": finding.rule,
                "fingerprint": format!("{app}{}", finding.fingerprint),
                "severity": severity(finding.severity),
                "location": {
                    "path": file.unwrap_or_else(|| file_of(finding)),
                    "lines": { "begin": place.and_then(|l| l.line).unwrap_or(1) },
                },
            })
        })
        .collect()
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
