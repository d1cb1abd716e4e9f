//! GitLab's code quality report.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>. GitLab compares
//! the reports of both branches itself, so all failed findings are in it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::escape::terminal;
use super::sarif::file_of;
use crate::finding::{AuditReport, Outcome, Severity};

pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let failed = report.findings.iter().filter(|f| f.outcome == Outcome::Fail);
    let entries: Vec<Value> = failed
        .map(|finding| {
            let place = finding.location.as_ref();
            let file = place.map(|l| l.file.as_str()).filter(|f| !f.is_empty());
            json!({
                "description": terminal(&finding.message),
                "check_name": finding.rule,
                "fingerprint": finding.fingerprint.as_str(),
                "severity": severity(finding.severity),
                "location": {
                    "path": file.unwrap_or_else(|| file_of(finding)),
                    "lines": { "begin": place.and_then(|l| l.line).unwrap_or(1) },
                },
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
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
