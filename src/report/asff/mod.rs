//! The AWS Security Finding Format, for Security Hub: a JSON array as `aws securityhub
//! batch-import-findings --findings` takes it, at most 100 at once.
//!
//! Fields, limits and enumerations:
//! <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html>. Limits
//! are kept in bytes of UTF-8, so that they hold however the service counts.
//!
//! Security Hub knows a finding by its `Id` in its product. The product is the account's own
//! (<https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-custom-providers.html>),
//! in the account and the region of the finding's side. No account is ever made up: where none is
//! known, there is no output.

mod kinds;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::record::{self, Record, Resource, State, partition};
use crate::finding::{AuditReport, Fleet, Severity};

/// Resources that one finding may have.
const MOST_RESOURCES: usize = 32;

pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    write(&record::of_report(report)?, out)
}

/// The findings of all applications, and what has no report.
pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    write(&record::of_fleet(fleet)?, out)
}

/// Nothing is written where one finding cannot be.
fn write(records: &[Record], out: &mut dyn Write) -> io::Result<()> {
    let findings = records.iter().map(finding).collect::<io::Result<Vec<Value>>>()?;
    serde_json::to_writer_pretty(&mut *out, &findings)?;
    writeln!(out)
}

fn finding(record: &Record) -> io::Result<Value> {
    let unknown = |what: &str| {
        io::Error::other(format!(
            "asff: the {what} of neither side of {} is known; set `{what}` in `primary` or `dr` \
             of the configuration",
            record.app
        ))
    };
    let account = record.site.account.as_deref().ok_or_else(|| unknown("account"))?;
    let region = Some(record.site.region.as_str()).filter(|r| !r.is_empty());
    let region = region.ok_or_else(|| unknown("region"))?;
    let partition = partition(region);
    let at = record.at.to_string();
    let first_seen = record.first_seen.min(record.at).to_string();
    let types = [cut(&kind_of_check(&record.area), 512)];
    let severity = json!({ "Label": label(record), "Original": record.severity.name() });
    let closed = record.state == State::Closed;
    let title = or(cut(&record.title, 256), &record.rule);
    let mut finding = json!({
        "SchemaVersion": "2018-10-08",
        "Id": cut(&record.id, 512),
        "ProductArn":
            format!("arn:{partition}:securityhub:{region}:{account}:product/{account}/default"),
        "ProductName": "passmuster",
        "CompanyName": "passmuster",
        "GeneratorId": cut(&format!("passmuster/{}", record.rule), 512),
        "AwsAccountId": account,
        "Types": types,
        "FirstObservedAt": first_seen,
        "LastObservedAt": at,
        "CreatedAt": first_seen,
        "UpdatedAt": at,
        "Severity": severity,
        "Title": title,
        "Description": or(cut(&record.text, 1024), &title),
        "ProductFields": product_fields(record),
        "Resources": resources(record),
        "Compliance": compliance(&record.state),
        "Workflow": { "Status": match record.state {
            State::Accepted(_) => "SUPPRESSED",
            State::Closed => "RESOLVED",
            State::Open | State::Unassessed(_) => "NEW",
        }},
        "RecordState": if closed { "ARCHIVED" } else { "ACTIVE" },
        // These alone change a severity or a type that is already imported.
        "FindingProviderFields": { "Severity": severity, "Types": types },
    });
    if let (Some(remediation), Some(entry)) = (remediation(record), finding.as_object_mut()) {
        entry.insert("Remediation".to_owned(), remediation);
    }
    Ok(finding)
}

/// Namespaces and their categories:
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html#Types>.
fn kind_of_check(area: &str) -> String {
    let area = if area.trim().is_empty() { "coverage" } else { area };
    format!("Software and Configuration Checks/AWS Resilience/{}", area.replace('/', "-"))
}

const fn label(record: &Record) -> &'static str {
    match record.severity {
        Severity::Critical => "CRITICAL",
        Severity::High => "HIGH",
        Severity::Medium => "MEDIUM",
        Severity::Low => "LOW",
        Severity::Info => "INFORMATIONAL",
    }
}

fn compliance(state: &State) -> Value {
    let because = |status: &str, code: &str, why: &str| {
        let why = or(cut(why, 1024), "no reason is given");
        let reasons = [json!({ "ReasonCode": code, "Description": why })];
        json!({ "Status": status, "StatusReasons": reasons })
    };
    match state {
        State::Open => json!({ "Status": "FAILED" }),
        State::Closed => json!({ "Status": "PASSED" }),
        State::Accepted(by) => because("FAILED", "ACCEPTED", by),
        State::Unassessed(why) => because("NOT_AVAILABLE", "NOT_ASSESSED", why),
    }
}

fn remediation(record: &Record) -> Option<Value> {
    let text = cut(&record.remediation, 512);
    let url = record.refs.iter().find(|u| u.starts_with("https://") && u.len() <= 2048);
    let mut recommendation = Map::new();
    if !text.is_empty() {
        recommendation.insert("Text".to_owned(), text.into());
    }
    if let Some(url) = url {
        recommendation.insert("Url".to_owned(), url.as_str().into());
    }
    (!recommendation.is_empty()).then(|| json!({ "Recommendation": recommendation }))
}

/// At most 50, names up to 128 characters, values up to 2048; no value is empty.
fn product_fields(record: &Record) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut field = |name: &str, value: &str| {
        let value = cut(value, 2048);
        if !value.is_empty() {
            fields.insert(format!("passmuster/{name}"), value.into());
        }
    };
    field("app", &record.app);
    field("job", &record.job);
    field("rule", &record.rule);
    field("course", record.course.map_or("", |c| c.name()));
    field("fingerprint", &record.fingerprint);
    field("version", &record.tool_version);
    for (name, value) in &record.more {
        field(name, value);
    }
    let left_out = record.resources.len().saturating_sub(MOST_RESOURCES);
    if left_out > 0 {
        field("resources-left-out", &left_out.to_string());
    }
    fields
}

/// At least one, at most 32.
fn resources(record: &Record) -> Vec<Value> {
    let own = || {
        let mut own =
            json!({ "Type": "Other", "Id": cut(&format!("passmuster:{}", record.app), 512) });
        place(&mut own, &record.site.region);
        own
    };
    if record.resources.is_empty() {
        return vec![own()];
    }
    record.resources.iter().take(MOST_RESOURCES).map(|r| resource(r, record)).collect()
}

fn resource(resource: &Resource, record: &Record) -> Value {
    let mut details = Map::new();
    let shown = [
        ("address", resource.address.as_str()),
        ("kind", resource.kind.as_str()),
        ("name", resource.name.as_deref().unwrap_or_default()),
        ("side", resource.side.as_str()),
    ];
    for (name, value) in shown {
        let value = cut(value, 1023);
        if !value.is_empty() {
            details.insert(name.to_owned(), value.into());
        }
    }
    let id = or(cut(&resource.id, 512), &format!("passmuster:{}", record.rule));
    let mut made = json!({
        "Type": kinds::asff_type(&resource.kind),
        "Id": id,
        "Details": { "Other": details },
    });
    let region = if resource.region.is_empty() { &record.site.region } else { &resource.region };
    place(&mut made, region);
    made
}

/// Where it is; a region has at most 16 characters.
fn place(resource: &mut Value, region: &str) {
    if let Some(entry) = resource.as_object_mut() {
        entry.insert("Partition".to_owned(), partition(region).into());
        if (1..=16).contains(&region.len()) {
            entry.insert("Region".to_owned(), region.into());
        }
    }
}

/// At most so many bytes; what is cut ends in `…`. Blank texts, which the service refuses, are
/// empty.
fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most.saturating_sub('…'.len_utf8())).rev().find(|at| text.is_char_boundary(*at));
    format!("{}…", &text[..end.unwrap_or_default()])
}

fn or(text: String, other: &str) -> String {
    if text.is_empty() { other.to_owned() } else { text }
}
