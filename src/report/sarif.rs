//! SARIF 2.1.0 for code scanning.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; what GitHub reads of it:
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.
//! The region is the value alone, so that it lies within a change that edits it; further places
//! are related locations with links in the message. What could not be assessed is a notification.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::escape::terminal;
use crate::finding::{
    AuditReport, ChangeClass, Finding, Fleet, Location, Outcome, RuleLine, Severity,
};

/// GitHub refuses files with more results.
const MOST_RESULTS: usize = 25_000;

/// Related places of one result.
const MOST_RELATED: usize = 20;

pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    document(&[run(report)], out)
}

/// A run for each application, and one for what has no report.
pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    let mut runs: Vec<Value> = fleet.reports.iter().map(run).collect();
    if !fleet.absent.is_empty() {
        let notes = fleet.absent.iter().map(|absent| {
            json!({ "level": "error", "message": { "text": terminal(&super::absent(absent)) } })
        });
        runs.push(json!({
            "tool": { "driver": { "name": "passmuster" } },
            "automationDetails": { "id": "passmuster/absent/" },
            "invocations": [{
                "executionSuccessful": false,
                "toolExecutionNotifications": notes.collect::<Vec<_>>(),
            }],
            "results": [],
        }));
    }
    document(&runs, out)
}

fn document(runs: &[Value], out: &mut dyn Write) -> io::Result<()> {
    let sarif = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": runs,
    });
    serde_json::to_writer_pretty(&mut *out, &sarif)?;
    writeln!(out)
}

fn run(report: &AuditReport) -> Value {
    let rules = descriptors(report);
    let index: BTreeMap<&str, usize> =
        rules.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
    let failed: Vec<&Finding> =
        report.findings.iter().filter(|f| f.outcome == Outcome::Fail).collect();
    let mut results: Vec<Value> =
        failed.iter().take(MOST_RESULTS).map(|f| result(f, &index)).collect();
    let fixed = report.change.iter().flat_map(|c| &c.fixed);
    let room = MOST_RESULTS - results.len();
    results.extend(fixed.take(room).map(|f| result(f, &index)));
    json!({
        "tool": { "driver": {
            "name": "passmuster",
            "version": report.tool_version,
            "semanticVersion": report.tool_version,
            "rules": rules.iter().map(|(_, rule)| rule).collect::<Vec<_>>(),
        }},
        "automationDetails": { "id": format!("passmuster/{}/{}/", report.app, report.job) },
        "columnKind": "unicodeCodePoints",
        "invocations": [{
            "executionSuccessful": true,
            "toolExecutionNotifications": notifications(report, failed.len()),
        }],
        "results": results,
    })
}

/// Every rule that ran or has a finding, so that alerts keep their descriptions.
fn descriptors(report: &AuditReport) -> Vec<(String, Value)> {
    let mut all: BTreeMap<&str, Value> =
        report.rules.iter().map(|rule| (rule.id.as_str(), descriptor(rule))).collect();
    let fixed = report.change.iter().flat_map(|c| &c.fixed);
    for finding in report.findings.iter().chain(fixed) {
        all.entry(&finding.rule).or_insert_with(|| {
            let line = RuleLine {
                id: finding.rule.clone(),
                area: finding.area.clone(),
                title: finding.rule.replace('-', " "),
                remediation: finding.remediation.clone(),
                ..RuleLine::default()
            };
            descriptor(&line)
        });
    }
    all.into_iter().map(|(id, rule)| (id.to_owned(), rule)).collect()
}

fn descriptor(rule: &RuleLine) -> Value {
    let or_title = |text: &str| if text.is_empty() { rule.title.clone() } else { text.to_owned() };
    let help = format!("{}\n\nWhat to do: {}", rule.rationale, rule.remediation);
    let mut made = json!({
        "id": rule.id,
        "name": rule.id,
        "shortDescription": { "text": or_title(&rule.title) },
        "fullDescription": { "text": or_title(&rule.rationale) },
        "help": { "text": help, "markdown": help },
        "properties": { "tags": ["disaster-recovery", rule.area], "precision": "high" },
    });
    if let (Some(first), Some(entry)) = (rule.refs.first(), made.as_object_mut()) {
        entry.insert("helpUri".to_owned(), json!(first));
    }
    made
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn result(finding: &Finding, index: &BTreeMap<&str, usize>) -> Value {
    let related: Vec<&Location> = finding
        .places
        .iter()
        .filter(|p| p.line.is_some() && Some(*p) != finding.location.as_ref())
        .take(MOST_RELATED)
        .collect();
    let links: Vec<String> = related
        .iter()
        .enumerate()
        .map(|(at, p)| format!("[{}:{}]({at})", linked(&p.file), p.line.unwrap_or(1)))
        .collect();
    let mut text = linked(&finding.message);
    if !links.is_empty() {
        text = format!("{text} The values come also from {}.", links.join(", "));
    }
    let mut made = json!({
        "ruleId": finding.rule,
        "ruleIndex": index.get(finding.rule.as_str()),
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [location(finding.location.as_ref(), finding)],
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{}:1", finding.fingerprint),
            "passmuster/v1": finding.fingerprint.as_str(),
        },
        "properties": { "severity": finding.severity.name(), "impact": finding.impact.name() },
    });
    let Some(entry) = made.as_object_mut() else { return made };
    if !related.is_empty() {
        let located = |(at, place): (usize, &&Location)| {
            let mut made = location(Some(place), finding);
            if let Some(entry) = made.as_object_mut() {
                entry.insert("id".to_owned(), json!(at));
            }
            made
        };
        entry.insert(
            "relatedLocations".to_owned(),
            related.iter().enumerate().map(located).collect(),
        );
    }
    if let Some(class) = finding.class {
        let state = match class {
            ChangeClass::New => "new",
            ChangeClass::Worse | ChangeClass::Lost | ChangeClass::Changed => "updated",
            ChangeClass::Touched | ChangeClass::Existing => "unchanged",
            ChangeClass::Fixed => "absent",
        };
        entry.insert("baselineState".to_owned(), json!(state));
    }
    made
}

/// A text in which no brackets make a link of their own.
fn linked(text: &str) -> String {
    terminal(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// A place; where none is known, the file of what the finding is about.
fn location(place: Option<&Location>, finding: &Finding) -> Value {
    let given = place.map(|p| p.file.as_str()).filter(|f| !f.is_empty());
    let file = given.unwrap_or_else(|| file_of(finding));
    let line = place.and_then(|p| p.line).unwrap_or(1);
    let mut region = json!({ "startLine": line });
    if let (Some(place), Some(entry)) = (place, region.as_object_mut()) {
        let parts = [
            ("startColumn", place.column),
            ("endLine", place.end_line),
            ("endColumn", place.end_column),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                entry.insert(name.to_owned(), json!(value));
            }
        }
    }
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(file), "uriBaseId": "%SRCROOT%" },
        "region": region,
    }})
}

/// The file of what a finding is about; the configuration where there is none.
pub(super) fn file_of(finding: &Finding) -> &str {
    let sources = finding.subjects.iter().filter_map(|s| s.source.as_deref());
    sources.into_iter().find(|s| !s.is_empty()).unwrap_or("passmuster.hcl")
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn notifications(report: &AuditReport, failed: usize) -> Vec<Value> {
    let note = |level: &str, text: String| json!({ "level": level, "message": { "text": text } });
    let gaps = report.gaps.iter().map(|gap| {
        note(
            "warning",
            format!("Could not be read: {}: {}", terminal(&gap.operation), terminal(&gap.detail)),
        )
    });
    let unassessed = report.findings.iter().filter_map(|f| {
        let Outcome::Unassessed { because } = &f.outcome else { return None };
        let why = terminal(&because.join("; "));
        Some(note("note", format!("{} could not be assessed: {why}", terminal(&f.rule))))
    });
    let mut all: Vec<Value> = gaps.chain(unassessed).collect();
    all.dedup();
    if failed > MOST_RESULTS {
        let text =
            format!("{} findings are left out; see the other formats", failed - MOST_RESULTS);
        all.push(note("warning", text));
    }
    all
}
