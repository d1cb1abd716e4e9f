//! OCSF Compliance Findings, one JSON object a line.
//!
//! Version 1.3.0 of the schema: the first in which the class has several resources. The class:
//! <https://schema.ocsf.io/1.3.0/classes/compliance_finding>, with the profile `cloud`. Security
//! Lake takes any class of OCSF from a custom source, as Parquet:
//! <https://docs.aws.amazon.com/security-lake/latest/userguide/custom-sources.html>.
//!
//! Gaps and applications without a report are findings of the same class whose compliance is
//! unknown, so that a reader of one class sees everything. OCSF has no limits on texts, and
//! nothing is cut. An account that is not known is left out.

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::record::{self, Record, Resource, State, partition};
use crate::finding::{AuditReport, Course, Fleet, Severity};

/// The version of the schema.
const VERSION: &str = "1.3.0";
/// Compliance Finding.
const CLASS: u32 = 2003;

pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    write(&record::of_report(report)?, out)
}

/// The findings of all applications, and what has no report.
pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    write(&record::of_fleet(fleet)?, out)
}

fn write(records: &[Record], out: &mut dyn Write) -> io::Result<()> {
    for record in records {
        serde_json::to_writer(&mut *out, &event(record))?;
        writeln!(out)?;
    }
    Ok(())
}

fn event(record: &Record) -> Value {
    let (activity_id, activity) = activity(record);
    let (severity_id, severity) = severity(record.severity);
    let (status_id, status) = match record.state {
        State::Open | State::Unassessed(_) => (1, "New"),
        State::Accepted(_) => (3, "Suppressed"),
        State::Closed => (4, "Resolved"),
    };
    let at = record.at.as_millisecond();
    let mut event = json!({
        "activity_id": activity_id,
        "activity_name": activity,
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Compliance Finding",
        "type_uid": CLASS * 100 + activity_id,
        "type_name": format!("Compliance Finding: {activity}"),
        "time": at,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "message": record.title,
        "metadata": {
            "version": VERSION,
            "product": {
                "name": "passmuster",
                "vendor_name": "passmuster",
                "version": record.tool_version,
            },
            "profiles": ["cloud"],
            "original_time": record.at.to_string(),
        },
        "cloud": cloud(record),
        "finding_info": {
            "uid": record.id,
            "title": record.title,
            "desc": record.text,
            "types": types(record),
            "created_time": record.first_seen.min(record.at).as_millisecond(),
            "first_seen_time": record.first_seen.min(record.at).as_millisecond(),
            "last_seen_time": at,
            "modified_time": at,
            "analytic": {
                "type_id": 1,
                "type": "Rule",
                "uid": record.rule,
                "name": record.rule,
            },
        },
        "compliance": compliance(record),
        "resources": record.resources.iter().map(resource).collect::<Vec<_>>(),
        "unmapped": unmapped(record),
    });
    if let Some(entry) = event.as_object_mut() {
        if !record.remediation.is_empty() {
            let mut remediation = json!({ "desc": record.remediation });
            if let (false, Some(made)) = (record.refs.is_empty(), remediation.as_object_mut()) {
                made.insert("references".to_owned(), json!(record.refs));
            }
            entry.insert("remediation".to_owned(), remediation);
        }
        if let State::Accepted(by) = &record.state {
            entry.insert("status_detail".to_owned(), json!(by));
        }
    }
    event
}

/// What happens to the finding: it is told for the first time, again, or for the last time.
const fn activity(record: &Record) -> (u32, &'static str) {
    if matches!(record.state, State::Closed) {
        return (3, "Close");
    }
    match record.course {
        None | Some(Course::New | Course::RuleNew) => (1, "Create"),
        Some(_) => (2, "Update"),
    }
}

const fn severity(severity: Severity) -> (u32, &'static str) {
    match severity {
        Severity::Critical => (5, "Critical"),
        Severity::High => (4, "High"),
        Severity::Medium => (3, "Medium"),
        Severity::Low => (2, "Low"),
        Severity::Info => (1, "Informational"),
    }
}

fn types(record: &Record) -> Vec<&str> {
    let parts = ["DR readiness", record.area.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

fn cloud(record: &Record) -> Value {
    let mut cloud = Map::from_iter([("provider".to_owned(), json!("AWS"))]);
    if let Some(account) = &record.site.account {
        let account = json!({ "uid": account, "type_id": 10, "type": "AWS Account" });
        cloud.insert("account".to_owned(), account);
    }
    if !record.site.region.is_empty() {
        cloud.insert("region".to_owned(), json!(record.site.region));
    }
    Value::Object(cloud)
}

fn compliance(record: &Record) -> Value {
    let (id, status, detail) = match &record.state {
        State::Closed => (1, "Pass", None),
        State::Open => (3, "Fail", None),
        State::Accepted(by) => (3, "Fail", Some(by)),
        State::Unassessed(why) => (0, "Unknown", Some(why)),
    };
    let mut made = Map::from_iter([
        ("standards".to_owned(), json!(["passmuster"])),
        ("control".to_owned(), json!(record.rule)),
        ("status_id".to_owned(), json!(id)),
        ("status".to_owned(), json!(status)),
    ]);
    if let Some(detail) = detail {
        made.insert("status_detail".to_owned(), json!(detail));
    }
    Value::Object(made)
}

fn resource(resource: &Resource) -> Value {
    let mut made = Map::new();
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            made.insert(name.to_owned(), json!(value));
        }
    };
    field("uid", &resource.id);
    field("name", resource.name.as_deref().unwrap_or(&resource.address));
    field("type", &resource.kind);
    field("region", &resource.region);
    if !resource.region.is_empty() {
        field("cloud_partition", partition(&resource.region));
    }
    let labels: Vec<String> = [("address", &resource.address), ("side", &resource.side)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    made.insert("labels".to_owned(), json!(labels));
    Value::Object(made)
}

/// What the class has no field for.
fn unmapped(record: &Record) -> Map<String, Value> {
    let course = record.course.map_or("", |c| c.name());
    let named = [
        ("app", record.app.as_str()),
        ("course", course),
        ("fingerprint", &record.fingerprint),
        ("job", &record.job),
    ];
    let more = record.more.iter().map(|(name, value)| (*name, value.as_str()));
    named
        .into_iter()
        .chain(more)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect()
}
