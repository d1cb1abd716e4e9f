//! What a failback deletes and makes, and what it leaves alone.

use std::fs;

use super::{Stage, estate, hints};

#[test]
fn a_general_yes_deletes_no_cluster() {
    let stage = Stage::new("failback");
    fs::write(stage.directory.path().join("bin/promoted"), "").unwrap();
    let (_, err, status) = stage.run(&["--yes", "--from", "delete"], "", &[]);
    assert_eq!(status, 1, "{err}");
    assert!(err.contains("--delete"), "{err}");
    assert!(stage.calls().is_empty());
    // The snapshot that must be there is not: nothing is deleted with consent either.
    let text =
        fs::read_to_string(&stage.script).unwrap().replace(" 60 is available", " 0 is available");
    fs::write(&stage.script, text).unwrap();
    let consent = ["--yes", "--from", "delete", "--delete", "checkout-us-east-1"];
    let (_, err, status) = stage.run(&consent, "", &[]);
    assert_eq!(status, 1, "{err}");
    assert_eq!(stage.changes(), Vec::<String>::new());
}

#[test]
fn a_question_without_an_answer_stops_before_anything_is_destroyed() {
    let stage = Stage::new("failback");
    fs::write(stage.directory.path().join("bin/promoted"), "").unwrap();
    let consent = ["--yes", "--from", "delete", "--delete", "checkout-us-east-1"];
    let kept = [("SNAPSHOTS", "1"), ("SNAPSHOT", "available")];
    for fails in ["length(GlobalClusters", "length(DBClusters[?", "length(DBInstances[?"] {
        let (_, err, status) = stage.run(&consent, "", &[&kept[..], &[("FAILS", fails)]].concat());
        assert_eq!(status, 1, "{fails}: {err}");
        assert!(err.contains("nobody can tell whether it is so already"), "{fails}: {err}");
        assert!(!stage.changes().iter().any(|c| c.starts_with("delete-")), "{fails}: {err}");
    }
    // Not promoted yet: what was stopped can be started again.
    let stage = Stage::new("failover");
    let promote = ["--yes", "--from", "promote"];
    let (_, err, status) = stage.run(&promote, "", &[("FAILS", "IsWriter")]);
    assert_eq!((status, stage.changes().len()), (1, 0), "{err}");
    assert!(hints(&err)[0].contains("us-east-1"), "{err}");
    // Asked for the promotion, it may have happened.
    let (_, err, status) = stage.run(&promote, "", &[("FAILS", "failover-global-cluster")]);
    assert_eq!(status, 1, "{err}");
    assert!(hints(&err).is_empty() && err.contains("no way back but forward"), "{err}");
}

#[test]
fn a_failback_that_is_resumed_makes_and_deletes_nothing_twice() {
    let stage = Stage::new("failback");
    fs::write(stage.directory.path().join("bin/promoted"), "").unwrap();
    // It stops before the takeover: the AWS CLI here has one writer only.
    let text = fs::read_to_string(&stage.script).unwrap().replace(" 60 is False", " 0 is False");
    fs::write(&stage.script, text).unwrap();
    let resumed = ["--yes", "--from", "snapshot", "--delete", "checkout-us-east-1"];
    let gone = [("SNAPSHOTS", "1"), ("SNAPSHOT", "available"), ("CLUSTERS", "0")];
    let (_, err, _) = stage.run(&resumed, "", &[&gone[..], &[("INSTANCES", "0")]].concat());
    assert!(err.contains("stopped in phase pre-flight"), "{err}");
    let made = ["create-db-cluster us-east-1", "create-db-instance us-east-1"];
    assert_eq!(stage.changes(), [&made[..], &made[1..]].concat(), "{err}");
    assert!(hints(&err).is_empty() && err.contains("no way back but forward"), "{err}");
    let (_, err, _) = stage.run(&["--yes", "--from", "recreate"], "", &gone);
    assert!(err.contains("stopped in phase pre-flight"), "{err}");
    assert_eq!(stage.changes().len(), 3, "{err}");
    // The cluster is there, its instances are still being made.
    fs::remove_file(stage.directory.path().join("bin/member")).unwrap();
    let (_, err, _) = stage.run(&["--yes", "--from", "recreate"], "", &gone);
    assert_eq!(stage.changes()[3..], made[..1], "{err}");
}

#[test]
fn each_cluster_that_is_deleted_is_agreed_to() {
    let directory = estate();
    for region in ["us-east-1", "us-west-2"] {
        let file = directory.path().join(format!("platform.{region}.tfstate"));
        let mut state: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let blocks = state["resources"].as_array_mut().unwrap();
        let is_database = |b: &&serde_json::Value| {
            b["mode"] == "managed" && b["type"].as_str().is_some_and(|t| t.starts_with("aws_rds_"))
        };
        let copied: Vec<serde_json::Value> = blocks
            .iter()
            .filter(is_database)
            .map(|block| {
                let mut copy: serde_json::Value =
                    serde_json::from_str(&block.to_string().replace("checkout", "orders")).unwrap();
                copy["name"] = format!("{}_orders", block["name"].as_str().unwrap()).into();
                copy
            })
            .collect();
        assert!(!copied.is_empty(), "no database in {}", file.display());
        blocks.extend(copied);
        fs::write(&file, state.to_string()).unwrap();
    }
    let stage = Stage::of(directory, "failback");
    let one = ["--yes", "--from", "delete", "--delete", "checkout-us-east-1"];
    let (_, err, status) = stage.run(&one, "", &[]);
    assert_eq!(status, 1, "{err}");
    assert!(err.contains("named with --delete: orders-us-east-1"), "{err}");
    assert!(stage.calls().is_empty());
    // Asked, each name is typed.
    let asked = ["--from", "delete"];
    let (_, err, _) = stage.run(&asked, "checkout-us-east-1\nyes\n", &[]);
    assert!(err.contains("Type orders-us-east-1 to go on: "), "{err}");
    assert!(err.contains("not confirmed") && stage.calls().is_empty(), "{err}");
    let both = [&one[..], &["--delete", "orders-us-east-1"]].concat();
    let dark = [("FAILS", "length(GlobalClusters")];
    assert_eq!(stage.run(&both, "", &dark).2, 1);
    assert!(!stage.calls().is_empty(), "both names were given, and nothing began");
}
