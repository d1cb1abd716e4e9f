//! Expectations and waivers: what is meant, and for how long.

use std::fs;

use passmuster::app::{self, Request};
use passmuster::finding::{AuditReport, Outcome};
use tempfile::TempDir;

fn queue(name: &str, timeout: u32) -> String {
    format!(
        r#"{{"mode":"managed","type":"aws_sqs_queue","name":"{name}","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{{"schema_version":0,"attributes":{{"name":"{name}","visibility_timeout_seconds":{timeout},"tags":{{}}}}}}]}}"#
    )
}

/// The report on two sides of queues under a configuration's agreements.
fn report(primary: &[(&str, u32)], dr: &[(&str, u32)], agreements: &str) -> AuditReport {
    let directory = TempDir::new().unwrap();
    for (side, queues) in [("p", primary), ("d", dr)] {
        let resources: Vec<String> = queues.iter().map(|(n, t)| queue(n, *t)).collect();
        let state = format!(
            r#"{{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"{side}","outputs":{{}},"resources":[{}]}}"#,
            resources.join(",")
        );
        fs::write(directory.path().join(format!("{side}.tfstate")), state).unwrap();
    }
    let config = format!(
        "app \"x\" {{\n  primary {{\n    region = \"us-east-1\"\n    state  = [\"p.tfstate\"]\n  }}\n  \
         dr {{\n    region = \"us-west-2\"\n    state  = [\"d.tfstate\"]\n  }}\n{agreements}\n}}\n"
    );
    fs::write(directory.path().join("passmuster.hcl"), config).unwrap();
    let request = Request {
        config: Some("passmuster.hcl".into()),
        job: "audit".to_owned(),
        now: "2026-06-15T00:00:00Z".to_owned(),
        directory: directory.path().to_owned(),
        ..Request::default()
    };
    app::run(&request).unwrap().fleet.reports.remove(0)
}

/// Rule and outcome of every finding.
fn said(report: &AuditReport) -> Vec<(&str, &'static str)> {
    report.findings.iter().map(|f| (f.rule.as_str(), f.outcome.name())).collect()
}

fn expect(body: &str) -> String {
    format!(
        "  expect \"aws_sqs_queue\" \"visibility_timeout_seconds\" {{\n{body}\n    reason = \"meant\"\n  }}"
    )
}

#[test]
fn a_difference_is_expected_while_its_value_holds() {
    let differ = |pin: &str| report(&[("a", 60)], &[("a", 30)], &expect(pin));
    for pin in ["dr = 30", "dr_at_least = \"50%\"", "dr_within = 30", "mapped = { \"60\" = 30 }"] {
        assert_eq!(said(&differ(pin)), [("config-drift", "expected")], "{pin}");
    }
    for pin in
        ["dr = 31", "dr_at_least = \"60%\"", "dr_within = \"20%\"", "mapped = { \"60\" = 45 }"]
    {
        let report = differ(pin);
        assert_eq!(said(&report), [("config-drift", "fail")], "{pin}");
        assert!(report.findings[0].message.contains("The configuration expects"), "{pin}");
    }
}

#[test]
fn a_pinned_value_is_checked_even_where_the_sides_are_equal() {
    let equal = report(&[("a", 60)], &[("a", 60)], &expect("dr = 30"));
    assert_eq!(said(&equal), [("expectation-unmet", "fail")]);
    let held = report(&[("a", 60)], &[("a", 60)], &expect("dr = 60"));
    assert_eq!(said(&held), []);
}

#[test]
fn an_expected_absence_hides_nothing_else() {
    let only = "  expect \"aws_sqs_queue\" {\n    only    = \"primary\"\n    subject = \"aws_sqs_queue.a\"\n    reason  = \"meant\"\n  }";
    let found = report(&[("a", 60), ("b", 60), ("c", 60)], &[("c", 30)], only);
    assert_eq!(
        said(&found),
        [("missing-in-dr", "fail"), ("config-drift", "fail"), ("missing-in-dr", "expected")]
    );
}

#[test]
fn what_is_unused_or_expired_is_a_finding() {
    let unused = report(
        &[("a", 60)],
        &[("a", 60)],
        "  expect \"aws_sns_topic\" \"name\" {\n    dr     = \"x\"\n    reason = \"meant\"\n  }",
    );
    assert_eq!(said(&unused), [("expectation-unused", "fail")]);
    let expired =
        report(&[("a", 60)], &[("a", 30)], &expect("dr = 30\n    until = \"2026-06-14\""));
    assert_eq!(said(&expired), [("expectation-expired", "fail"), ("config-drift", "fail")]);
    let last_day =
        report(&[("a", 60)], &[("a", 30)], &expect("dr = 30\n    until = \"2026-06-15\""));
    assert_eq!(said(&last_day), [("config-drift", "expected")]);
}

#[test]
fn a_waiver_accepts_until_its_day() {
    let waive = |subject: &str, until: &str| {
        let text = format!(
            "  waive \"config-drift\" {{\n    subject = \"{subject}\"\n    reason  = \"r\"\n    owner   = \"o\"\n    until   = \"{until}\"\n  }}"
        );
        report(&[("a", 60)], &[("a", 30)], &text)
    };
    let waived = waive("aws_sqs_queue.*", "2026-12-31");
    assert_eq!(said(&waived), [("config-drift", "waived")]);
    assert!(
        matches!(&waived.findings[0].outcome, Outcome::Waived { by, until } if by == "r (o)" && until == "2026-12-31")
    );
    assert_eq!(
        said(&waive("aws_sqs_queue.a", "2026-06-01")),
        [("waiver-expired", "fail"), ("config-drift", "fail")]
    );
    assert_eq!(
        said(&waive("aws_sqs_queue.z", "2026-12-31")),
        [("config-drift", "fail"), ("waiver-unused", "fail")]
    );
}

#[test]
fn rules_are_tuned_by_the_configuration() {
    let off = report(&[("a", 60)], &[("a", 30)], "  rule \"config-drift\" { enabled = false }");
    assert_eq!(said(&off), []);
    let raised =
        report(&[("a", 60)], &[("a", 30)], "  rule \"config-drift\" { severity = \"critical\" }");
    assert_eq!(raised.findings[0].severity.name(), "critical");
}

#[test]
fn every_agreement_is_listed_with_what_it_settled() {
    let agreements = format!(
        "  strategy = \"warm-standby\"\n{}\n  waive \"config-drift\" {{\n    subject = \"aws_sqs_queue.b\"\n    \
         reason = \"later\"\n    owner = \"team-x\"\n    until = \"2026-12-31\"\n  }}",
        expect("dr = 30")
    );
    let sides = [[("a", 60), ("b", 60), ("c", 60)], [("a", 30), ("b", 45), ("c", 30)]];
    let report = report(&sides[0], &sides[1], &agreements);
    let own: Vec<_> = report.agreements.iter().filter(|a| !a.preset).collect();
    let [expectation, waiver] = own.as_slice() else { panic!("{own:?}") };
    assert_eq!(expectation.kind.name(), "expectation");
    assert_eq!(expectation.about, "aws_sqs_queue visibility_timeout_seconds");
    assert_eq!((expectation.terms.as_str(), expectation.settled), ("dr = 30", 2));
    assert_eq!((expectation.reason.as_str(), expectation.owner.as_str()), ("meant", ""));
    assert!(expectation.origin.starts_with("passmuster.hcl:"), "{}", expectation.origin);
    assert_eq!((waiver.kind.name(), waiver.about.as_str()), ("waiver", "config-drift"));
    assert_eq!((waiver.owner.as_str(), waiver.until.as_str()), ("team-x", "2026-12-31"));
    assert_eq!((waiver.subject.as_str(), waiver.settled), ("aws_sqs_queue.b", 1));
    let preset: Vec<_> = report.agreements.iter().filter(|a| a.preset).collect();
    assert!(!preset.is_empty() && preset.iter().all(|a| a.settled == 0), "{preset:?}");
    let settled = report.agreements.iter().map(|a| a.settled).sum::<usize>();
    assert_eq!(settled, report.checks.expected + report.checks.waived);
}

#[test]
fn each_kind_tells_how_its_resources_stand_beside_each_other() {
    let report = report(&[("a", 60), ("b", 60)], &[("a", 60), ("c", 60), ("d", 60)], "");
    let kinds: Vec<_> =
        report.kinds.iter().map(|k| (k.kind.as_str(), k.service.as_str())).collect();
    assert_eq!(kinds, [("aws_sqs_queue", "sqs")]);
    let line = &report.kinds[0];
    let counts = (line.paired, line.only_primary, line.only_dr, line.ambiguous);
    let pairs = report.pairs;
    assert_eq!(counts, (pairs.paired, pairs.only_primary, pairs.only_dr, pairs.ambiguous));
    assert_eq!(counts.0 * 2 + counts.1 + counts.2 + counts.3, 5);
    assert_eq!(report.drawing, None, "queues are not drawn");
}
