//! The scripts of the runbooks against the simulator, by the AWS CLI.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::gate::Verdict;
use crate::program::Place;
use crate::simulator::{Simulator, credentials, python, root};

const DELETED: &str = "checkout-us-east-1";

/// Where the AWS CLI is found: first what sends every call to the simulator, then the simulator's
/// own packages.
fn path() -> String {
    let own = python().parent().filter(|p| !p.as_os_str().is_empty()).map(Path::to_path_buf);
    let before = [Some(root().join("tests/simulator/bin")), own];
    let mut parts: Vec<String> =
        before.into_iter().flatten().map(|p| p.display().to_string()).collect();
    parts.push(std::env::var("PATH").unwrap_or_default());
    parts.join(":")
}

fn command(program: &str, simulator: &Simulator) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", path()).env("INTERVAL", "1").envs(credentials(&simulator.url()));
    command
}

/// Writes a script, runs it, and gives the changing calls in their order: operation and region.
fn ran(place: &Place, simulator: &Simulator, direction: &str, more: &[&str]) -> Vec<String> {
    let script = place.path(&format!("{direction}.sh"));
    let name = script.display().to_string();
    let written = place.run(&["runbook", direction, "--script", &name]);
    assert_eq!(written.status, 0, "{direction}: {}", written.err);
    let done = command("bash", simulator).arg(&script).arg("--yes").args(more).output();
    let done = done.expect("bash runs");
    let log = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{direction}: {log}");
    let reads = ["describe-", "get-", "list-", "wait"];
    let calls = log.lines().filter_map(|l| l.split_once(" + aws ")).map(|(_, call)| {
        let words: Vec<&str> = call.split(' ').collect();
        let at = words.iter().position(|w| *w == "--region").expect("a region");
        (words[1].to_owned(), words[at + 1].to_owned())
    });
    let changes = calls.filter(|(operation, _)| !reads.iter().any(|r| operation.starts_with(r)));
    changes.map(|(operation, region)| format!("{operation} {region}")).collect()
}

fn asked(simulator: &Simulator, arguments: &[&str]) -> Value {
    let done = command("aws", simulator).args(arguments).args(["--output", "json"]).output();
    let done = done.expect("the AWS CLI runs");
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{arguments:?}: {errors}");
    serde_json::from_slice(&done.stdout).expect("JSON")
}

/// The writer, the tasks of both sides with the floor of their scaling, and the record's value.
fn standing(simulator: &Simulator) -> Value {
    let writers = "GlobalClusters[].GlobalClusterMembers[?IsWriter].DBClusterArn[]";
    let global = ["rds", "describe-global-clusters", "--region", "us-west-2", "--query", writers];
    let tasks = |region| {
        let service = ["ecs", "describe-services", "--region", region, "--cluster", "checkout"];
        let of = ["--services", "api", "--query", "services[0].runningCount"];
        let targets = ["application-autoscaling", "describe-scalable-targets", "--region", region];
        let floor = ["--service-namespace", "ecs", "--query", "ScalableTargets[0].MinCapacity"];
        json!([
            asked(simulator, &[&service[..], &of].concat()),
            asked(simulator, &[&targets[..], &floor].concat())
        ])
    };
    let record = [
        "route53",
        "list-resource-record-sets",
        "--region",
        "us-east-1",
        "--hosted-zone-id",
        "HI8LOI30NNJZKIMMB0PEG0",
        "--query",
        "ResourceRecordSets[?Type=='CNAME'].ResourceRecords[].Value[]",
    ];
    json!({
        "writer": asked(simulator, &global),
        "us-east-1": tasks("us-east-1"),
        "us-west-2": tasks("us-west-2"),
        "record": asked(simulator, &record),
    })
}

fn expected(writer: &str, primary: u64, dr: u64, record: &str) -> Value {
    json!({
        "writer": [format!("arn:aws:rds:{writer}:123456789012:cluster:checkout-{writer}")],
        "us-east-1": [primary, primary],
        "us-west-2": [dr, dr],
        "record": [record],
    })
}

const PRIMARY: &str = "d-chk6rzds4s.execute-api.us-east-1.amazonaws.com";
const DR: &str = "d-sj02xaim9x.execute-api.us-west-2.amazonaws.com";

/// Tasks register with their target groups, and both clusters tell their lag.
fn ready(simulator: &Simulator) {
    let lag = |region: &str| {
        json!({
            "namespace": "AWS/RDS", "metric": "AuroraGlobalDBReplicationLag", "region": region,
            "dimensions": { "DBClusterIdentifier": format!("checkout-{region}") }, "value": 400,
        })
    };
    simulator.control("/_dr/targets", "");
    simulator.control("/_dr/metrics", &json!([lag("us-east-1"), lag("us-west-2")]).to_string());
}

#[test]
fn a_failover_leaves_dr_in_charge_and_the_failback_restores_everything() {
    let simulator = Simulator::with_estate();
    ready(&simulator);
    let place = Place::new(&simulator.url());
    let before = expected("us-east-1", 6, 1, PRIMARY);
    assert_eq!(standing(&simulator), before);

    let made = ran(&place, &simulator, "failover", &[]);
    assert_eq!(
        made,
        [
            "register-scalable-target us-east-1",
            "update-service us-east-1",
            "failover-global-cluster us-west-2",
            "register-scalable-target us-west-2",
            "update-service us-west-2",
            "change-resource-record-sets us-west-2",
        ]
    );
    assert_eq!(standing(&simulator), expected("us-west-2", 0, 6, DR));

    // The gate sees it, and judges the way back: the parts have changed.
    let verdict = Verdict::of(&place, &[]);
    assert_eq!(verdict.topology(), "failed over", "{}", verdict.show());
    assert_eq!(verdict.readiness()["topology"]["turned"], true);
    assert_eq!((verdict.level(), verdict.status), ("NOT_READY", 1));
    let decisive = verdict.decisive();
    let way_back = "global-database-without-dr-member: promote".to_owned();
    assert!(decisive.contains(&way_back), "{decisive:?}");
    assert_eq!(verdict.report["sides"][0]["region"], "us-west-2");

    // Written from what runs, a second failover is refused: it is done.
    let again = place.run(&["runbook", "failover", "--live"]);
    assert_eq!(again.status, 3, "{}", again.err);
    assert!(again.err.contains("the failover is done"), "{}", again.err);

    let made = ran(&place, &simulator, "failback", &["--delete", DELETED]);
    assert_eq!(
        made,
        [
            "create-db-cluster-snapshot us-east-1",
            "modify-db-cluster us-east-1",
            "delete-db-instance us-east-1",
            "delete-db-instance us-east-1",
            "delete-db-cluster us-east-1",
            "create-db-cluster us-east-1",
            "create-db-instance us-east-1",
            "create-db-instance us-east-1",
            "register-scalable-target us-west-2",
            "update-service us-west-2",
            "switchover-global-cluster us-west-2",
            "register-scalable-target us-east-1",
            "update-service us-east-1",
            "change-resource-record-sets us-east-1",
            "register-scalable-target us-west-2",
            "update-service us-west-2",
        ]
    );
    assert_eq!(standing(&simulator), before);
    assert_eq!(Verdict::of(&place, &[]).topology(), "steady");
}

#[test]
fn a_switchover_moves_everything_and_loses_no_member() {
    let simulator = Simulator::with_estate();
    ready(&simulator);
    let place = Place::new(&simulator.url());
    let made = ran(&place, &simulator, "switchover", &[]);
    assert_eq!(made[2], "switchover-global-cluster us-east-1");
    assert_eq!(standing(&simulator), expected("us-west-2", 0, 6, DR));
    let members = "length(GlobalClusters[0].GlobalClusterMembers)";
    let line = ["rds", "describe-global-clusters", "--region", "us-west-2", "--query", members];
    assert_eq!(asked(&simulator, &line), json!(2));
    assert_eq!(Verdict::of(&place, &[]).topology(), "failing back");
}

#[test]
fn a_failover_does_without_the_primary_region() {
    let simulator = Simulator::with_estate();
    ready(&simulator);
    // After the first call without an answer, the rest of that phase is not tried.
    let fault = json!({
        "mode": "drop", "region": "us-east-1", "service": "application-autoscaling",
    });
    simulator.fault(&fault);
    let place = Place::new(&simulator.url());
    let made = ran(&place, &simulator, "failover", &[]);
    assert!(made.contains(&"failover-global-cluster us-west-2".to_owned()), "{made:?}");
    simulator.no_faults();
    assert_eq!(standing(&simulator), expected("us-west-2", 6, 6, DR));
}
