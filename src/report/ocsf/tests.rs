use std::collections::BTreeSet;

use serde_json::Value;

use super::super::tests::{HOSTILE, finding, gap, report};
use super::super::{Format, Options, render, render_fleet};
use crate::finding::{
    Absent, AuditReport, Course, Fingerprint, Fleet, Gone, Outcome, Past, Severity, Trend,
};

fn lines(out: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(out).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn rendered(report: &AuditReport) -> Vec<Value> {
    let mut out = Vec::new();
    render(report, Format::Ocsf, Options::default(), &mut out).unwrap();
    lines(&out)
}

fn all_outcomes(name: &str) -> AuditReport {
    let unassessed = Outcome::Unassessed { because: vec![name.into()] };
    let waived = Outcome::Waived { by: name.into(), until: "2027-01-01".into() };
    let outcomes = [Outcome::Fail, unassessed, Outcome::Expected { by: name.into() }, waived];
    let findings = outcomes.into_iter().map(|outcome| finding(name, outcome)).collect();
    report(findings, vec![gap(name), gap(name)])
}

/// What the schema requires of the class and of the objects in it.
fn assert_valid(event: &Value) {
    let number = |path: &str| event.pointer(path).and_then(Value::as_u64).unwrap_or(u64::MAX);
    assert_eq!((number("/class_uid"), number("/category_uid")), (2003, 2));
    assert!((1..=3).contains(&number("/activity_id")));
    assert_eq!(number("/type_uid"), 200_300 + number("/activity_id"));
    assert!((1..=5).contains(&number("/severity_id")));
    assert!([1, 3, 4].contains(&number("/status_id")));
    assert!([0, 1, 3].contains(&number("/compliance/status_id")));
    assert_eq!(number("/time"), 1_767_225_600_000);
    let texts = [
        "/metadata/version",
        "/metadata/product/name",
        "/metadata/product/vendor_name",
        "/finding_info/uid",
        "/finding_info/title",
        "/cloud/provider",
        "/compliance/standards/0",
        "/compliance/control",
    ];
    for path in texts {
        let text = event.pointer(path).and_then(Value::as_str).unwrap_or_default();
        assert!(!text.is_empty(), "{path}: {event:#}");
    }
    for resource in event["resources"].as_array().unwrap() {
        assert!(resource["uid"].is_string() && resource["name"].is_string());
    }
}

#[test]
fn every_event_keeps_to_the_class_on_a_line_of_its_own() {
    for name in ["main", HOSTILE, &"long ".repeat(4_000)] {
        let events = rendered(&all_outcomes(name));
        assert_eq!(events.len(), 6);
        events.iter().for_each(assert_valid);
        let ids: BTreeSet<String> =
            events.iter().map(|e| e["finding_info"]["uid"].to_string()).collect();
        assert_eq!(ids.len(), 6);
        let text = serde_json::to_string(&events).unwrap();
        assert!(!text.contains("\\u001b") && !text.contains('\u{202e}'));
    }
}

#[test]
fn unknown_is_neither_a_pass_nor_a_fail() {
    let events = rendered(&all_outcomes("main"));
    let of = |path: &str| -> Vec<u64> {
        events.iter().map(|e| e.pointer(path).unwrap().as_u64().unwrap()).collect()
    };
    assert_eq!(of("/compliance/status_id"), [3, 0, 3, 3, 0, 0]);
    assert_eq!(of("/status_id"), [1, 1, 3, 3, 1, 1]);
    assert_eq!(events[1]["compliance"]["status_detail"], "main");
    assert_eq!(events[3]["status_detail"], "waived until 2027-01-01: main");
    assert_eq!(events[0]["cloud"]["account"]["uid"], "111122223333");
    assert_eq!(events[0]["resources"][0]["cloud_partition"], "aws");
}

#[test]
fn the_course_is_the_activity() {
    let mut report = report(vec![finding("main", Outcome::Fail)], Vec::new());
    let activity = |report: &AuditReport| rendered(report)[0]["activity_id"].as_u64().unwrap();
    assert_eq!(activity(&report), 1);
    for course in Course::ALL {
        report.findings[0].past = Some(Past {
            course,
            first_seen: "2025-12-01T00:00:00Z".into(),
            since: "2025-12-01T00:00:00Z".into(),
            age_days: 31,
            open_runs: 5,
            changes: 0,
        });
        let first = matches!(course, Course::New | Course::RuleNew);
        assert_eq!(activity(&report), if first { 1 } else { 2 }, "{}", course.name());
    }
    assert_eq!(rendered(&report)[0]["finding_info"]["first_seen_time"], 1_764_547_200_000_u64);

    report.findings.clear();
    let gone = Gone {
        fingerprint: Fingerprint::from("v1:x".to_owned()),
        rule: "vpc-cidr-overlap".into(),
        severity: Severity::High,
        subject: String::new(),
        course: Course::Resolved,
        first_seen: "not a time".into(),
        age_days: 3,
    };
    report.trend = Some(Trend { gone: vec![gone], ..Trend::default() });
    for event in rendered(&report) {
        assert_valid(&event);
        assert_eq!(event["activity_id"], 3);
        assert_eq!(event["compliance"]["status"], "Pass");
    }
}

#[test]
fn an_account_that_is_not_known_is_left_out() {
    let mut report = all_outcomes("main");
    for side in &mut report.sides {
        side.account = None;
    }
    for event in rendered(&report) {
        assert_valid(&event);
        assert!(event["cloud"].get("account").is_none());
    }
}

#[test]
fn a_fleet_tells_what_has_no_report() {
    let absent = Absent { app: None, part: Some("3/8".into()), why: HOSTILE.into() };
    let fleet = Fleet { reports: vec![all_outcomes("main")], absent: vec![absent] };
    let mut out = Vec::new();
    render_fleet(&fleet, Format::Ocsf, Options::default(), &mut out).unwrap();
    let events = lines(&out);
    assert_eq!(events.len(), 7);
    assert_eq!(events[6]["compliance"]["status"], "Unknown");
    assert_eq!(events[6]["finding_info"]["title"], "part 3/8 was not assessed");
}
