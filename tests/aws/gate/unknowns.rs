//! What cannot be told is never a pass.

use serde_json::json;

use super::{Verdict, lag};
use crate::permissions::called;
use crate::program::Place;
use crate::simulator::Simulator;

/// Now and a while from it, as the program is told the time.
fn epoch(seconds: i64) -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(since.expect("a clock").as_secs()).expect("seconds fit");
    (now + seconds).to_string()
}

#[test]
fn a_dark_primary_leaves_dr_to_be_judged() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    let place = Place::new(&simulator.url());
    place.edit("primary {", "primary {\n    endpoint_url = \"http://127.0.0.1:9\"");
    let verdict = Verdict::of(&place, &[]);
    assert_eq!((verdict.level(), verdict.status), ("NOT_READY", 3), "{}", verdict.show());
    // DR tells of the global database, of its own lag, its quotas and its images.
    assert_eq!(verdict.topology(), "steady");
    let stores = verdict.readiness()["data_loss"]["stores"].as_array().expect("stores").clone();
    let aurora = stores.iter().find(|s| s["store"] == "Aurora").expect("the cluster");
    assert_eq!(aurora["seconds"], 0.4);
    assert!(verdict.decisive().iter().all(|d| d.starts_with('?')), "{:?}", verdict.decisive());
    let passed = verdict.report["checks"]["passed"].as_u64().unwrap_or_default();
    assert!(passed > 100, "only {passed} checks passed");
    let told = place.run_with(&["gate"], &[("SOURCE_DATE_EPOCH", "")]);
    let first = told.out.lines().next().unwrap_or_default();
    assert!(first.contains("PRIMARY us-east-1 could not be read at all"), "{first}");
}

#[test]
fn a_denied_call_is_named_and_blocks_what_needs_it() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    let place = Place::new(&simulator.url());
    for (service, action, iam, rule) in [
        ("monitoring", "GetMetricData", "cloudwatch:GetMetricData", "aurora-replication-lag"),
        ("iam", "SimulatePrincipalPolicy", "iam:SimulatePrincipalPolicy", "failover-role-"),
        ("rds", "DescribeGlobalClusters", "rds:DescribeGlobalClusters", "topology-not-steady"),
    ] {
        simulator.fault(&json!({ "kind": "access_denied", "service": service, "action": action }));
        let verdict = Verdict::of(&place, &[]);
        simulator.no_faults();
        assert_eq!((verdict.level(), verdict.status), ("NOT_READY", 3), "{}", verdict.show());
        let gaps = verdict.report["gaps"].as_array().expect("gaps").clone();
        assert!(gaps.iter().any(|g| g["iam_action"] == iam), "{iam}: {gaps:?}");
        let decisive = verdict.decisive();
        assert!(decisive.iter().any(|d| d.starts_with(&format!("? {rule}"))), "{decisive:?}");
        // Whoever reads only the top is told why.
        assert!(verdict.readiness()["decisive"].to_string().contains(iam), "{}", verdict.show());
    }
}

#[test]
fn facts_are_judged_only_while_they_are_fresh() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    let place = Place::new(&simulator.url());
    let collected = |moment: &str| {
        let ran = place.run_with(
            &["collect", "--job", "gate", "--output", "some.snapshot"],
            &[("SOURCE_DATE_EPOCH", moment)],
        );
        assert!(matches!(ran.status, 0 | 3), "{}{}", ran.out, ran.err);
    };
    collected("");
    let verdict = Verdict::of(&place, &["--snapshot", "some.snapshot"]);
    assert_eq!((verdict.level(), verdict.status), ("FULLY_READY", 0), "{}", verdict.show());
    // What stands for the time elsewhere does not make old facts fresh.
    for (moment, why) in [(epoch(-20 * 60), "20 min old"), (epoch(10 * 60), "a clock is wrong")] {
        collected(&moment);
        let verdict = Verdict::at(&place, &["--snapshot", "some.snapshot"], &moment);
        assert_eq!((verdict.level(), verdict.status), ("NOT_READY", 3), "{why}");
        let report = verdict.report.to_string();
        assert!(report.contains(why), "{why}: {report}");
    }
}

#[test]
fn facts_of_another_account_or_application_are_refused() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    let now = [("SOURCE_DATE_EPOCH", "")];
    let ran = place.run_with(&["collect", "--job", "gate", "--output", "some.snapshot"], &now);
    assert!(matches!(ran.status, 0 | 3), "{}{}", ran.out, ran.err);
    let gate = ["gate", "--snapshot", "some.snapshot"];
    place.edit("dr {", "dr {\n    account = \"999988887777\"");
    let ran = place.run_with(&gate, &now);
    assert_eq!(ran.status, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("999988887777"), "{}", ran.err);
    place.edit("    account = \"999988887777\"", "");
    place.edit("app \"checkout\"", "app \"other\"");
    let ran = place.run_with(&gate, &now);
    assert_eq!(ran.status, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("checkout"), "{}", ran.err);
}

#[test]
fn what_is_accepted_by_name_no_longer_blocks() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    lag(&simulator, None);
    let place = Place::new(&simulator.url());
    let accept = |until: &str| {
        format!(
            "gate {{\n    accept \"aurora-replication-lag\" {{\n      reason = \"measured by hand\"\n      \
             owner  = \"team-data\"\n      until  = \"{until}\"\n    }}\n    accept \"rpo-exceeded\" \
             {{\n      reason = \"the same\"\n      owner  = \"team-data\"\n      until  = \
             \"{until}\"\n    }}"
        )
    };
    place.edit("gate {", &accept("2999-12-31"));
    let verdict = Verdict::of(&place, &[]);
    assert_eq!((verdict.level(), verdict.status), ("READY_WITH_WARNINGS", 0), "{}", verdict.show());
    assert_eq!(verdict.readiness()["accepted"][0]["owner"], "team-data");
    // Nothing is accepted for ever.
    place.edit("2999-12-31", "2020-12-31");
    place.edit("2999-12-31", "2020-12-31");
    let verdict = Verdict::of(&place, &[]);
    assert_eq!((verdict.level(), verdict.status), ("NOT_READY", 3));
}

#[test]
fn the_printed_policy_names_every_call_and_none_is_made_twice() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    let place = Place::new(&simulator.url());
    let policy = place.run(&["iam-policy", "--job", "gate"]);
    assert_eq!(policy.status, 0, "{}", policy.err);
    for action in [
        "cloudwatch:GetMetricData",
        "iam:SimulatePrincipalPolicy",
        "servicequotas:ListServiceQuotas",
    ] {
        assert!(policy.out.contains(action), "{}", policy.out);
    }
    let planned = place.run(&["collect", "--job", "gate", "--dry-run"]);
    simulator.forget_requests();
    let verdict = Verdict::of(&place, &[]);
    assert_eq!(verdict.level(), "FULLY_READY", "{}", verdict.show());
    assert_eq!(simulator.repeated(), Vec::<String>::new());
    for (_, operation) in called(&simulator) {
        let reads = ["Describe", "Get", "List", "BatchGet", "SimulatePrincipalPolicy"];
        assert!(reads.iter().any(|r| operation.starts_with(r)), "{operation}");
        let listed = format!(":{operation}");
        let told = planned.out.lines().any(|l| l.split_whitespace().any(|w| w.ends_with(&listed)));
        assert!(told, "{operation} is not in the dry run");
    }
}

#[test]
fn evidence_is_a_bundle_that_can_be_checked() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    let place = Place::new(&simulator.url());
    let verdict = Verdict::of(&place, &["--evidence", "evidence"]);
    assert_eq!(verdict.status, 0, "{}", verdict.report["readiness"]["decisive"]);
    let bundles: Vec<_> =
        std::fs::read_dir(place.path("evidence")).expect("a directory").flatten().collect();
    let [bundle] = bundles.as_slice() else { panic!("{bundles:?}") };
    let text = |name: &str| std::fs::read_to_string(bundle.path().join(name)).expect(name);
    let manifest: serde_json::Value = serde_json::from_str(&text("MANIFEST.json")).expect("JSON");
    assert_eq!(manifest["level"], "FULLY_READY");
    assert_eq!(manifest["exit_status"], 0);
    let kept: serde_json::Value = serde_json::from_str(&text("report.json")).expect("JSON");
    assert_eq!(kept, verdict.report);
    assert!(bundle.path().join("live.snapshot").exists());
    let name = bundle.path().display().to_string();
    let checked = place.run(&["drill", "verify", &name]);
    assert_eq!(checked.status, 0, "{}{}", checked.out, checked.err);
}
