//! The gate over a pair of servers, through the binary.

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use passmuster::model::{Coverage, Region, Side, Snapshot, SnapshotMeta, Text, View};
use passmuster::sources::DigestKey;
use passmuster::sources::snapshot_file::{Stored, key_name, write};
use serde_json::Value;

use crate::cluster::Server;
use crate::ground;

const CONFIGURATION: &str = r#"
app "orders" {
  primary { region = "us-east-1" }
  dr { region = "us-west-2" }
  postgres "orders" {
    primary = { dsn_env = "ORDERS_PRIMARY" }
    dr      = { dsn_env = "ORDERS_DR" }
  }
}
"#;

/// An AWS that was looked at just now, and in which there is nothing.
fn nothing_in_aws(directory: &Path) {
    let mut coverage = Coverage::default();
    for side in [Side::Primary, Side::Dr, Side::Global] {
        coverage.looked_at(side);
    }
    let taken_at = Text::from(jiff::Timestamp::now().to_string());
    let meta = SnapshotMeta { view: View::Live, files: Vec::new(), taken_at };
    let site = |side, region| (side, Region::parse(region), None);
    let stored = Stored {
        app: Text::from("orders"),
        tool_version: Text::from("0"),
        sites: [site(Side::Primary, "us-east-1"), site(Side::Dr, "us-west-2")],
        key: key_name(&DigestKey::new([0; 32])),
        snapshot: Snapshot { meta, resources: Vec::new(), coverage },
    };
    write(&stored, &directory.join("aws.snapshot")).unwrap();
    std::fs::write(directory.join("passmuster.hcl"), CONFIGURATION).unwrap();
}

/// The verdict and the exit status.
fn gate(primary: &str, dr: &str) -> (Value, i32) {
    let directory = tempfile::tempdir().unwrap();
    nothing_in_aws(directory.path());
    let ran = Command::new(env!("CARGO_BIN_EXE_passmuster"))
        .args(["gate", "--snapshot", "aws.snapshot", "--output", "json"])
        .current_dir(directory.path())
        .env_remove("SOURCE_DATE_EPOCH")
        .env("PASSMUSTER_HISTORY", "none")
        .env("ORDERS_PRIMARY", primary)
        .env("ORDERS_DR", dr)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
    for said in [&text, &errors] {
        assert!(!said.contains(primary) && !said.contains(dr), "a connection string is told");
    }
    let report: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {errors}"));
    (report["readiness"].clone(), ran.status.code().unwrap_or(-1))
}

fn rules(readiness: &Value) -> Vec<&str> {
    let decisive = readiness["decisive"].as_array().unwrap();
    decisive.iter().filter_map(|d| d["rule"].as_str()).collect()
}

fn written(primary: &Server<'_>) {
    primary.sql("INSERT INTO written DEFAULT VALUES");
}

#[test]
fn a_pause_is_measured_and_a_stopped_standby_is_not_ready() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("gated", "");
    let mut standby = ground.standby(&primary, "dr_gated", "");
    primary.sql("CREATE TABLE written (id bigserial, at timestamptz DEFAULT now())");
    let (healthy, status) = gate(&primary.dsn(), &standby.dsn());
    assert_eq!((&healthy["level"], status), (&"FULLY_READY".into(), 0), "{healthy:#}");
    assert_eq!(healthy["topology"]["state"], "steady");
    assert!(healthy["data_loss"]["worst_seconds"].as_f64().unwrap() < 1.0);

    standby.sql("SELECT pg_wal_replay_pause()");
    let paused = Instant::now();
    while paused.elapsed() < Duration::from_secs(7) {
        written(&primary);
        sleep(Duration::from_millis(100));
    }
    let (late, status) = gate(&primary.dsn(), &standby.dsn());
    let pause = paused.elapsed().as_secs_f64();
    let lag = late["data_loss"]["worst_seconds"].as_f64().unwrap();
    assert!((lag - pause).abs() < 1.0, "a lag of {lag} s after a pause of {pause} s");
    assert_ne!((&late["level"], status), (&"FULLY_READY".into(), 0));

    let dsn = standby.dsn();
    standby.stop();
    primary.until("nobody receives", "SELECT count(*) FROM pg_stat_replication", "0");
    let (stopped, status) = gate(&primary.dsn(), &dsn);
    assert_eq!((&stopped["level"], status), (&"NOT_READY".into(), 1), "{stopped:#}");
    assert!(rules(&stopped).contains(&"postgres-standby-not-streaming"), "{stopped:#}");
    assert!(stopped["data_loss"]["worst_seconds"].is_null());
}

#[test]
fn what_cannot_be_asked_is_not_ready() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("asked", "");
    let standby = ground.standby(&primary, "dr_asked", "");
    let nobody = "host=127.0.0.1 port=1 user=x dbname=x password=planted-secret-do-not-leak";
    for (one, other) in [(nobody.to_owned(), standby.dsn()), (primary.dsn(), nobody.to_owned())] {
        let (readiness, status) = gate(&one, &other);
        assert_eq!(readiness["level"], "NOT_READY", "{readiness:#}");
        assert!(matches!(status, 1 | 3), "{status}");
    }
}
