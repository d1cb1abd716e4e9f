//! The verdict on facts that are given: a small estate in a fresh snapshot.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use assert_cmd::Command;
use passmuster::kinds::schema::{self, Type};
use passmuster::model::{
    AccountId, Address, Condition, Coverage, Map, MapFlavour, Provenance, Region, RegionEvidence,
    Resource, Side, Site, Snapshot, SnapshotMeta, Text, Value, View,
};
use passmuster::sources::DigestKey;
use passmuster::sources::snapshot_file::{self, Stored, key_name};
use serde_json::Value as Json;

const ACCOUNT: &str = "111122223333";
const CONFIGURATION: &str = r#"
app "shop" {
  primary { region = "us-east-1" }
  dr { region = "us-west-2" }
}
"#;

fn region(side: Side) -> Option<Region> {
    match side {
        Side::Primary => Region::parse("us-east-1"),
        Side::Dr => Region::parse("us-west-2"),
        Side::Global => None,
    }
}

fn resource(side: Side, kind: &str, id: &str, attributes: &[(&str, Value)]) -> Arc<Resource> {
    // What is not given is unset, as a collector tells it.
    let unset = schema::of(kind).into_iter().flat_map(|s| &s.attributes).map(|a| {
        let block = matches!(a.ty, Type::Block(..));
        (a.name, if block { Value::list(Vec::new()) } else { Value::Null })
    });
    let own = ("id", Value::from(id));
    let given = attributes.iter().chain([&own]).cloned();
    let entries = unset.chain(given).map(|(k, v)| (Text::from(k), v));
    let site = Site { side, region: region(side), account: AccountId::parse(ACCOUNT) };
    Arc::new(Resource {
        kind: Text::from(kind),
        id: Some(Text::from(id)),
        address: Address::new(format!("{kind}.{id}")),
        name: Some(Text::from(id)),
        site: Arc::new(site),
        region_evidence: RegionEvidence::Endpoint,
        attributes: Arc::new(Map::new(entries.collect(), MapFlavour::Any)),
        condition: Condition::Current,
        provenance: Provenance::Live { operation: Text::from("test"), at: Text::from("now") },
    })
}

/// The only record of the shop, and where it leads.
fn record(target_region: &str) -> Arc<Resource> {
    let target = format!("shop-1.{target_region}.elb.amazonaws.com");
    let attributes = [
        ("type", Value::text("CNAME")),
        ("fqdn", Value::text("shop.example.com")),
        ("name", Value::text("shop.example.com")),
        ("zone_id", Value::text("Z1")),
        ("ttl", Value::from(60)),
        ("alias", Value::list(Vec::new())),
        ("records", Value::list(vec![Value::text(&target)])),
    ];
    resource(Side::Global, "aws_route53_record", "Z1_shop.example.com_CNAME", &attributes)
}

fn check(interval: i64) -> Arc<Resource> {
    let attributes = [
        ("type", Value::text("HTTPS")),
        ("fqdn", Value::text("shop.example.com")),
        ("request_interval", Value::from(interval)),
        ("failure_threshold", Value::from(3)),
        ("disabled", Value::from(false)),
    ];
    resource(Side::Global, "aws_route53_health_check", "hc", &attributes)
}

/// A directory with a snapshot of just now and a configuration.
fn place(resources: Vec<Arc<Resource>>, configuration: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let mut coverage = Coverage::default();
    for side in [Side::Primary, Side::Dr, Side::Global] {
        coverage.looked_at(side);
    }
    let taken_at = Text::from(jiff::Timestamp::now().to_string());
    let site = |side| (side, region(side), AccountId::parse(ACCOUNT));
    let stored = Stored {
        app: Text::from("shop"),
        tool_version: Text::from("0"),
        sites: [site(Side::Primary), site(Side::Dr)],
        key: key_name(&DigestKey::new([0; 32])),
        snapshot: Snapshot {
            meta: SnapshotMeta { view: View::Live, files: Vec::new(), taken_at },
            resources,
            coverage,
        },
    };
    snapshot_file::write(&stored, &directory.path().join("now.snapshot")).unwrap();
    fs::write(directory.path().join("passmuster.hcl"), configuration).unwrap();
    directory
}

/// The report and the exit status.
fn gate(directory: &Path, arguments: &[&str]) -> (Json, i32) {
    let ran = Command::cargo_bin("passmuster")
        .unwrap()
        .args(["gate", "--snapshot", "now.snapshot", "--output", "json"])
        .args(arguments)
        .current_dir(directory)
        .env_remove("SOURCE_DATE_EPOCH")
        .env("PASSMUSTER_HISTORY", "none")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
    let report = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}{errors}"));
    (report, ran.status.code().unwrap_or(-1))
}

fn decisive(report: &Json) -> Vec<String> {
    let list = report["readiness"]["decisive"].as_array().cloned().unwrap_or_default();
    let word = |d: &Json| {
        let mark = if d["unassessed"] == true { "? " } else { "" };
        format!("{mark}{}", d["rule"].as_str().unwrap_or_default())
    };
    list.iter().map(word).collect()
}

#[test]
fn a_small_estate_is_ready_and_its_steps_are_told() {
    let directory = place(vec![record("us-east-1"), check(10)], CONFIGURATION);
    let (report, status) = gate(directory.path(), &[]);
    let readiness = &report["readiness"];
    assert_eq!((&readiness["level"], status), (&"FULLY_READY".into(), 0), "{readiness:#}");
    assert_eq!(readiness["topology"]["state"], "steady");
    assert_eq!(readiness["steps"].as_array().unwrap().len(), 9);
    let parts = readiness["recovery_time"]["parts"].as_array().unwrap().clone();
    let detect = parts.iter().find(|p| p["what"] == "Detect the failure").unwrap();
    assert_eq!((&detect["least_seconds"], &detect["most_seconds"]), (&30.into(), &30.into()));
}

#[test]
fn the_time_is_held_against_the_objective_and_what_to_shorten_is_said() {
    let objectives = |rto: &str| {
        CONFIGURATION.replace(
            "app \"shop\" {",
            &format!("app \"shop\" {{\n objectives {{ rto = \"{rto}\" }}"),
        )
    };
    let estate = || vec![record("us-east-1"), check(30)];
    let (report, status) = gate(place(estate(), &objectives("1m")).path(), &[]);
    assert_eq!((&report["readiness"]["level"], status), (&"DEGRADED".into(), 1));
    assert_eq!(decisive(&report), ["recovery-time-over-objective"]);
    let shorten = report["readiness"]["recovery_time"]["shorten"].as_str().unwrap();
    assert!(shorten.starts_with("Detect the failure"), "{shorten}");
    let (report, status) = gate(place(estate(), &objectives("5m")).path(), &[]);
    assert_eq!((&report["readiness"]["level"], status), (&"READY_WITH_WARNINGS".into(), 0));
    let off = objectives("1m")
        .replace("dr {", "rule \"recovery-time-over-objective\" { enabled = false }\n  dr {");
    let (report, status) = gate(place(estate(), &off).path(), &[]);
    assert_eq!((&report["readiness"]["level"], status), (&"FULLY_READY".into(), 0));
}

#[test]
fn a_rule_that_cannot_be_evaluated_is_no_good_sign() {
    let directory = place(vec![record("us-east-1"), check(10)], CONFIGURATION);
    fs::create_dir(directory.path().join("own")).unwrap();
    fs::write(
        directory.path().join("own/broken-blocker.hcl"),
        r#"
rule "broken-blocker" {
  title       = "Broken"
  severity    = "critical"
  impact      = "blocks"
  steps       = ["dns"]
  rationale   = "It cannot be evaluated."
  remediation = "Mend the rule."
  each "record" { of = resources("aws_route53_record") }
  assert "fails" {
    condition     = tonumber(record.fqdn) > 1
    error_message = "never"
  }
}
"#,
    )
    .unwrap();
    let (report, status) = gate(directory.path(), &["--rules", "own"]);
    assert_eq!(status, 2);
    assert_eq!(report["readiness"]["level"], "NOT_READY");
    assert_eq!(decisive(&report), ["? broken-blocker"]);
}

#[test]
fn some_rules_alone_give_no_verdict() {
    let directory = place(vec![record("us-east-1"), check(10)], CONFIGURATION);
    let (report, status) = gate(directory.path(), &["--rule", "health-check-too-slow"]);
    assert_eq!(report.get("readiness"), None);
    assert_eq!(status, 0);
}

#[test]
fn what_is_not_known_is_told_apart_from_what_is_wrong() {
    // Records alone, and they lead to DR: who serves is told by nobody.
    let directory = place(vec![record("us-west-2"), check(10)], CONFIGURATION);
    let (report, status) = gate(directory.path(), &[]);
    assert_eq!((&report["readiness"]["level"], status), (&"NOT_READY".into(), 3));
    assert_eq!(decisive(&report), ["? topology-not-steady"]);
    assert_eq!(report["readiness"]["incomplete"], true);
    let text = CONFIGURATION.replace(
        "dr {",
        "gate {\n accept \"topology-not-steady\" {\n reason = \"r\"\n owner = \"o\"\n until = \"2999-01-31\"\n }\n }\n  dr {",
    );
    let directory = place(vec![record("us-west-2"), check(10)], &text);
    let (report, status) = gate(directory.path(), &[]);
    assert_eq!((&report["readiness"]["level"], status), (&"READY_WITH_WARNINGS".into(), 0));
    let acceptance = &report["agreements"][0];
    assert_eq!((&acceptance["kind"], &acceptance["settled"]), (&"acceptance".into(), &1.into()));
    // What was accepted until yesterday is said to be so no more.
    let past = text.replace("2999-01-31", "2020-01-31");
    let directory = place(vec![record("us-west-2"), check(10)], &past);
    let (report, status) = gate(directory.path(), &[]);
    assert_eq!((&report["readiness"]["level"], status), (&"NOT_READY".into(), 3));
    let findings = report["findings"].as_array().unwrap().clone();
    assert_eq!(report["agreements"][0]["settled"], 0);
    let expired = findings.iter().find(|f| f["rule"] == "acceptance-expired").unwrap();
    assert!(expired["message"].as_str().unwrap().contains("topology-not-steady"));
}

#[test]
fn the_gate_block_is_read_whole_or_refused() {
    let text = CONFIGURATION.replace(
        "dr {",
        r#"gate {
    max_age       = "soon"
    lag_window    = "5s"
    failover_role = "failover"
    max_lag       = 5
    lag {
      warning  = "40s"
      critical = "30s"
    }
    accept "no-such-rule" {}
  }
  waive "topology-not-steady" {
    subject = "x"
    reason  = "r"
    owner   = "o"
    until   = "2999-01-31"
  }
  dr {"#,
    );
    let directory = place(Vec::new(), &text);
    let ran = Command::cargo_bin("passmuster")
        .unwrap()
        .args(["gate", "--snapshot", "now.snapshot"])
        .current_dir(directory.path())
        .env("PASSMUSTER_HISTORY", "none")
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(2));
    let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
    for word in [
        "\"soon\"",
        "between 1m and 1d",
        "no ARN of a role",
        "max_lag",
        "must grow",
        "reason is missing",
        "until is missing",
        "no-such-rule",
        "topology-not-steady cannot be waived",
    ] {
        assert!(errors.contains(word), "{word}: {errors}");
    }
}

/// A cluster of a global database that DR writes alone, or none of it.
fn failed_over() -> Vec<Arc<Resource>> {
    let arn = "arn:aws:rds:us-west-2:111122223333:cluster:shop-usw2";
    let member =
        Value::map([("db_cluster_arn", Value::text(arn)), ("is_writer", Value::from(true))]);
    let attributes = [
        ("global_cluster_identifier", Value::text("shop")),
        ("global_cluster_members", Value::list(vec![member])),
    ];
    let queue = |side, name: &str, delay: i64| {
        let attributes = [("name", Value::text(name)), ("delay_seconds", Value::from(delay))];
        resource(side, "aws_sqs_queue", name, &attributes)
    };
    vec![
        record("us-west-2"),
        check(10),
        resource(Side::Dr, "aws_rds_global_cluster", "shop", &attributes),
        queue(Side::Primary, "old-jobs", 1),
        queue(Side::Dr, "new-jobs", 2),
    ]
}

#[test]
fn after_a_failover_pairs_are_turned_with_the_sides() {
    let pairs = CONFIGURATION.replace(
        "dr {",
        "pairing {\n addresses = { \"aws_sqs_queue.old-jobs\" = \"aws_sqs_queue.new-jobs\" }\n }\n  dr {",
    );
    let (report, _) = gate(place(failed_over(), &pairs).path(), &[]);
    assert_eq!(report["readiness"]["topology"]["state"], "failed over");
    assert_eq!(report["sides"][0]["region"], "us-west-2");
    let findings = report["findings"].as_array().unwrap().clone();
    let drift = findings.iter().find(|f| f["rule"] == "config-drift").unwrap();
    // The region that serves is the primary now.
    assert_eq!(drift["differences"][0]["left"], "2");
    assert_eq!(drift["differences"][0]["right"], "1");
}
