use std::collections::BTreeSet;

use serde_json::Value;

use super::super::tests::{HOSTILE, finding, gap, report};
use super::super::{Format, Options, render, render_fleet};
use crate::finding::{
    Absent, AuditReport, Course, Fingerprint, Fleet, Gone, Outcome, Past, Severity, Trend,
};

fn rendered(report: &AuditReport) -> Vec<Value> {
    let mut out = Vec::new();
    render(report, Format::Asff, Options::default(), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn all_outcomes(name: &str) -> AuditReport {
    let unassessed = Outcome::Unassessed { because: vec![name.into()] };
    let waived = Outcome::Waived { by: name.into(), until: "2027-01-01".into() };
    let outcomes = [Outcome::Fail, unassessed, Outcome::Expected { by: name.into() }, waived];
    let findings = outcomes.into_iter().map(|outcome| finding(name, outcome)).collect();
    report(findings, vec![gap(name), gap(name)])
}

/// Every text of a finding with the bytes that the service takes.
fn assert_valid(found: &Value) {
    let text = |path: &str| found.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let limits = [
        ("/Id", 512),
        ("/ProductArn", 2048),
        ("/GeneratorId", 512),
        ("/Title", 256),
        ("/Description", 1024),
        ("/CreatedAt", 64),
        ("/UpdatedAt", 64),
        ("/Types/0", 512),
        ("/Severity/Original", 64),
        ("/Remediation/Recommendation/Text", 512),
    ];
    for (path, most) in limits {
        assert!((1..=most).contains(&text(path).len()), "{path}: {found:#}");
    }
    assert_eq!(text("/SchemaVersion"), "2018-10-08");
    assert!(text("/AwsAccountId").len() == 12);
    let one_of = |path: &str, words: &[&str]| assert!(words.contains(&text(path)), "{path}");
    one_of("/Severity/Label", &["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"]);
    one_of("/Compliance/Status", &["PASSED", "WARNING", "FAILED", "NOT_AVAILABLE"]);
    one_of("/Workflow/Status", &["NEW", "NOTIFIED", "RESOLVED", "SUPPRESSED"]);
    one_of("/RecordState", &["ACTIVE", "ARCHIVED"]);
    let resources = found["Resources"].as_array().unwrap();
    assert!((1..=32).contains(&resources.len()));
    for resource in resources {
        let id = resource["Id"].as_str().unwrap();
        assert!(!id.trim().is_empty() && id.len() <= 512);
        assert!(resource["Region"].as_str().is_none_or(|r| (1..=16).contains(&r.len())));
        assert!(["aws", "aws-cn", "aws-us-gov"].contains(&resource["Partition"].as_str().unwrap()));
    }
    let fields = found["ProductFields"].as_object().unwrap();
    assert!(fields.len() <= 50);
    for (name, value) in fields {
        let value = value.as_str().unwrap();
        assert!(name.len() <= 128 && !value.trim().is_empty() && value.len() <= 2048, "{name}");
    }
}

#[test]
fn every_finding_keeps_to_the_format_whatever_it_is_called() {
    let long = "ü".repeat(4_000);
    for name in ["main", HOSTILE, &long, " ", "\u{1}\n"] {
        let mut report = all_outcomes(name);
        report.app = format!("app{name}");
        for finding in &mut report.findings {
            finding.remediation = format!("{name} {}", "do ".repeat(400));
            finding.rule = format!("rule{name}");
            finding.subjects = vec![finding.subjects[0].clone(); 40];
        }
        let found = rendered(&report);
        assert_eq!(found.len(), 6);
        for found in &found[..4] {
            assert_valid(found);
            assert_eq!(found["ProductFields"]["passmuster/resources-left-out"], "8");
        }
        let ids: BTreeSet<String> = found.iter().map(|f| f["Id"].to_string()).collect();
        assert_eq!(ids.len(), 6, "{name}: none overwrites another");
        let text = serde_json::to_string(&found).unwrap();
        assert!(!text.contains("\\u001b") && !text.contains('\u{202e}'));
    }
}

#[test]
fn outcomes_have_their_status() {
    let found = rendered(&all_outcomes("main"));
    let status = |at: usize| {
        let of = |path: &str| found[at].pointer(path).unwrap().as_str().unwrap().to_owned();
        (of("/Compliance/Status"), of("/Workflow/Status"), of("/RecordState"))
    };
    let expected = |a: &str, b: &str| (a.to_owned(), b.to_owned(), "ACTIVE".to_owned());
    assert_eq!(status(0), expected("FAILED", "NEW"));
    assert_eq!(status(1), expected("NOT_AVAILABLE", "NEW"));
    assert_eq!(status(2), expected("FAILED", "SUPPRESSED"));
    assert_eq!(status(3), expected("FAILED", "SUPPRESSED"));
    assert_eq!(status(4), expected("NOT_AVAILABLE", "NEW"));
    assert_eq!(found[1]["Compliance"]["StatusReasons"][0]["Description"], "main");
    assert_eq!(found[0]["Resources"][0]["Type"], "AwsEc2Vpc");
    assert_eq!(found[0]["Resources"][0]["Id"], "vpc-1");
    assert_eq!(found[4]["GeneratorId"], "passmuster/gap");
}

#[test]
fn a_finding_is_created_when_it_was_first_seen_and_keeps_its_id() {
    let mut report = report(vec![finding("main", Outcome::Fail)], Vec::new());
    let first = rendered(&report);
    report.assessed_at = "2026-02-01T00:00:00Z".into();
    report.findings[0].message = "other words".into();
    report.findings[0].past = Some(Past {
        course: Course::Persisting,
        first_seen: "2026-01-01T00:00:00Z".into(),
        since: "2026-01-01T00:00:00Z".into(),
        age_days: 31,
        open_runs: 5,
        changes: 0,
    });
    let second = rendered(&report);
    assert_eq!(first[0]["Id"], second[0]["Id"]);
    assert_eq!(second[0]["CreatedAt"], "2026-01-01T00:00:00Z");
    assert_eq!(second[0]["UpdatedAt"], "2026-02-01T00:00:00Z");
    assert_eq!(second[0]["ProductFields"]["passmuster/course"], "persisting");
}

#[test]
fn what_is_gone_is_archived_under_its_id_wherever_it_may_have_been() {
    let open = finding("main", Outcome::Fail);
    let before = rendered(&report(vec![open.clone()], Vec::new()));
    let mut now = report(Vec::new(), Vec::new());
    let gone = |course| Gone {
        fingerprint: open.fingerprint.clone(),
        rule: open.rule.clone(),
        severity: Severity::Critical,
        subject: "module.net.aws_vpc.main".into(),
        course,
        first_seen: "2025-12-01T00:00:00Z".into(),
        age_days: 31,
    };
    now.trend = Some(Trend { gone: vec![gone(Course::Resolved)], ..Trend::default() });
    let found = rendered(&now);
    assert_eq!(found.len(), 2, "one for each region");
    let same = found.iter().find(|f| f["ProductArn"] == before[0]["ProductArn"]).unwrap();
    assert_eq!(same["Id"], before[0]["Id"]);
    for found in &found {
        assert_eq!(found["RecordState"], "ARCHIVED");
        assert_eq!(found["Compliance"]["Status"], "PASSED");
        assert_eq!(found["Resources"][0]["Type"], "AwsEc2Vpc");
    }

    now.trend = Some(Trend { gone: vec![gone(Course::Lost)], ..Trend::default() });
    for found in rendered(&now) {
        assert_eq!(found["RecordState"], "ACTIVE", "what cannot be told is no pass");
        assert_eq!(found["Compliance"]["Status"], "NOT_AVAILABLE");
    }

    now.findings = vec![finding("main", Outcome::Expected { by: "so be it".into() })];
    now.trend = Some(Trend { gone: vec![gone(Course::Accepted)], ..Trend::default() });
    assert_eq!(rendered(&now).len(), 1, "it is told once");
}

#[test]
fn the_account_is_that_of_the_side_else_the_other_side_else_there_is_no_output() {
    let mut report = all_outcomes("main");
    report.sides[0].account = Some("444455556666".into());
    report.sides[0].region = "us-gov-west-1".into();
    report.sides[1].region = "us-gov-east-1".into();
    let found = rendered(&report);
    let arn = "arn:aws-us-gov:securityhub:us-gov-east-1:111122223333:product/111122223333/default";
    assert_eq!(found[0]["ProductArn"], arn, "the finding is about dr");

    report.sides[1].account = None;
    assert_eq!(rendered(&report)[0]["AwsAccountId"], "444455556666");

    for unknown in [None, Some("an account".to_owned())] {
        report.sides[0].account = unknown;
        let mut out = Vec::new();
        let error = render(&report, Format::Asff, Options::default(), &mut out).unwrap_err();
        assert!(error.to_string().contains("set `account`"), "{error}");
        assert!(out.is_empty(), "no half of an output");
    }
    report.findings.clear();
    report.gaps.clear();
    assert!(rendered(&report).is_empty(), "nothing needs an account");
}

#[test]
fn a_fleet_is_one_list_and_tells_what_has_no_report() {
    let mut other = all_outcomes("main");
    other.app = "search".into();
    let absent = Absent { app: Some("billing".into()), part: None, why: HOSTILE.into() };
    let fleet = Fleet { reports: vec![all_outcomes("main"), other], absent: vec![absent.clone()] };
    let mut out = Vec::new();
    render_fleet(&fleet, Format::Asff, Options::default(), &mut out).unwrap();
    let found: Vec<Value> = serde_json::from_slice(&out).unwrap();
    assert_eq!(found.len(), 13);
    let ids: BTreeSet<String> = found.iter().map(|f| f["Id"].to_string()).collect();
    assert_eq!(ids.len(), 13, "the applications do not overwrite each other");
    let last = found.last().unwrap();
    assert_eq!(last["Title"], "billing was not assessed");
    assert_eq!(last["Compliance"]["Status"], "NOT_AVAILABLE");

    let alone = Fleet { reports: Vec::new(), absent: vec![absent] };
    assert!(render_fleet(&alone, Format::Asff, Options::default(), &mut Vec::new()).is_err());
}

#[test]
fn a_report_without_its_time_is_refused() {
    let mut report = report(vec![finding("main", Outcome::Fail)], Vec::new());
    report.assessed_at = "yesterday".into();
    report.findings[0].fingerprint = Fingerprint::from("v1:x".to_owned());
    assert!(render(&report, Format::Asff, Options::default(), &mut Vec::new()).is_err());
}
