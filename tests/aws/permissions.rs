//! Missing permissions, the policy that grants them, and the calls that are made.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::program::{Place, failed};
use crate::simulator::Simulator;

/// A call as the simulator counts it: the service that signs, and the operation.
type Called = (String, String);

pub(crate) fn called(simulator: &Simulator) -> BTreeSet<Called> {
    simulator
        .counted()
        .keys()
        .filter_map(|key| {
            let mut parts = key.split(':');
            Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
        })
        .filter(|(service, operation)| !service.is_empty() && !operation.is_empty())
        .collect()
}

/// What became of each rule: passed, failed and unassessed checks.
fn by_rule(report: &Value) -> Vec<(String, [u64; 3])> {
    let rules = report["rules"].as_array().cloned().unwrap_or_default();
    let count = |rule: &Value, name: &str| rule["checks"][name].as_u64().unwrap_or_default();
    rules
        .iter()
        .map(|rule| {
            let id = rule["id"].as_str().unwrap_or_default().to_owned();
            (id, ["passed", "failed", "unassessed"].map(|n| count(rule, n)))
        })
        .collect()
}

#[test]
fn a_missing_permission_is_named_and_nothing_else_changes() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    simulator.forget_requests();
    let (whole, status) = place.audit(&[]);
    assert_eq!(status, 0);
    let complete = by_rule(&whole);
    let calls: Vec<Called> =
        called(&simulator).into_iter().filter(|(service, _)| service != "sts").collect();
    assert!(calls.len() > 100, "only {} operations were called", calls.len());
    let mut complaints = Vec::new();
    for (service, operation) in calls {
        let fault = json!({
            "kind": "access_denied", "mode": "error", "service": service, "action": operation,
        });
        simulator.fault(&fault);
        let (report, status) = place.audit(&[]);
        simulator.no_faults();
        let mut complain = |what: String| complaints.push(format!("{service}:{operation}: {what}"));
        if status != 3 {
            complain(format!("exit {status}"));
        }
        let gaps = report["gaps"].as_array().cloned().unwrap_or_default();
        let names = |gap: &Value| {
            let called = gap["operation"].as_str().unwrap_or_default();
            called.ends_with(&format!(":{operation}"))
                && gap["reason"] == "access denied"
                && gap["iam_action"].as_str().is_some_and(|a| a.contains(':'))
        };
        if gaps.is_empty() || !gaps.iter().all(names) {
            complain(format!("gaps {gaps:?}"));
        }
        let found = failed(&report);
        if !found.is_empty() {
            complain(format!("found {found:?}"));
        }
        // A rule that can still tell all that it told tells the same; none tells more.
        for ((rule, before), (_, after)) in complete.iter().zip(by_rule(&report)) {
            // Of general rules a more specific one may say what cannot be told, and what a rule over
            // everything that runs cannot see is the gap itself.
            let general = ["config-drift", "created-outside-terraform", "missing-in-dr"];
            let general = general.contains(&rule.as_str());
            let silent = after[0] < before[0] && after[2] == 0 && !general;
            if before[0] < after[0] || silent {
                complain(format!("{rule}: {before:?} became {after:?}"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn no_call_is_made_twice_and_only_reads_are_made() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    simulator.forget_requests();
    let ran = place.run(&["collect", "--output", "all.snapshot"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert_eq!(simulator.repeated(), Vec::<String>::new());
    let planned = place.run(&["collect", "--dry-run"]);
    for (_, operation) in called(&simulator) {
        let reads = ["Describe", "Get", "List", "BatchGet"];
        assert!(reads.iter().any(|r| operation.starts_with(r)), "{operation}");
        let listed = format!(":{operation}");
        let told = planned.out.lines().any(|l| l.split_whitespace().any(|w| w.ends_with(&listed)));
        assert!(told, "{operation} is not in the dry run");
    }
}

#[test]
fn the_policy_of_one_rule_is_what_the_rule_needs_and_is_enough() {
    let simulator = Simulator::empty();
    let place = Place::new(&simulator.url());
    let policy = place.run(&["iam-policy", "--rule", "vpc-cidr-overlap"]);
    assert_eq!(policy.status, 0, "{}", policy.err);
    let document: Value = serde_json::from_str(&policy.out).expect("a policy");
    let actions: Vec<&str> = document["Statement"]
        .as_array()
        .expect("statements")
        .iter()
        .flat_map(|s| s["Action"].as_array().expect("actions"))
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(actions, ["ec2:DescribeVpcs", "sts:GetCallerIdentity"]);
    let (id, secret) = simulator.enforced(&policy.out);
    let own = [("AWS_ACCESS_KEY_ID", id.as_str()), ("AWS_SECRET_ACCESS_KEY", secret.as_str())];
    simulator.forget_requests();
    let arguments = ["collect", "--rule", "vpc-cidr-overlap", "--output", "one.snapshot"];
    let ran = place.run_with(&arguments, &own);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let made: BTreeSet<String> = called(&simulator).into_iter().map(|(_, o)| o).collect();
    assert_eq!(made, BTreeSet::from(["DescribeVpcs", "GetCallerIdentity"].map(str::to_owned)));
    // The simulator does enforce: another rule is refused with the same credentials.
    let arguments = ["collect", "--rule", "secret-not-replicated", "--output", "other.snapshot"];
    let ran = place.run_with(&arguments, &own);
    assert_eq!(ran.status, 3, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("secretsmanager:ListSecrets"), "{}", ran.err);
}
