//! `runbook`: what is written for the example estate, and what the script does with an AWS CLI
//! that only answers.

mod failback;
mod missing;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Stands for the AWS CLI: notes each call, answers as an estate that does what it is told. The
/// region in `DARK` does not answer, calls with `FAILS` in them fail.
const AWS: &str = r#"#!/usr/bin/env bash
here=$(dirname "$0")
printf '%s\n' "$*" >> "$here/calls"
case "$* " in
  *"--region ${DARK:-none} "*) exit 255 ;;
  *"${FAILS:-nothing fails}"*) exit 254 ;;
  *" create-db-cluster "*) touch "$here/member" ;;
  *"length(GlobalClusters"*) if [[ -e $here/member ]]; then echo 1; else echo 0; fi ;;
  *"length(DBClusterSnapshots"*) echo "${SNAPSHOTS:-0}" ;;
  *"DBClusterSnapshots[0].Status"*) echo "${SNAPSHOT:-None}" ;;
  *"length(DBClusters[?"*) echo "${CLUSTERS:-1}" ;;
  *"length(DBInstances[?"*) echo "${INSTANCES:-1}" ;;
  *"DBInstances[0].DBInstanceStatus"*) echo available ;;
  *" failover-global-cluster "* | *" switchover-global-cluster "*) touch "$here/promoted" ;;
  *IsWriter*) if [[ -e $here/promoted ]]; then echo True; else echo False; fi ;;
  *get-caller-identity*) echo 123456789012 ;;
  *"length(DBClusters"*) echo 2 ;;
  *"DBClusters[0].Status"*) echo available ;;
  *get-metric-statistics*) echo 400.0 ;;
  *"services[0].status"*) echo ACTIVE ;;
  *"--region us-east-1 "*runningCount*) echo 0 ;;
  *runningCount*) echo "${RUNNING:-6}" ;;
  *describe-target-health*) echo 6 ;;
  *change-resource-record-sets*) echo /change/C1 ;;
  *get-change*"/change/C1"*) echo INSYNC ;;
  *list-resource-record-sets*) echo True ;;
  *get-health-check-status*) echo 3 ;;
esac
"#;

/// The live variant of the example, in a directory of its own.
fn estate() -> TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/checkout/live");
    let directory = TempDir::new().unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        if !entry.file_name().to_string_lossy().ends_with(".gz") {
            fs::copy(entry.path(), directory.path().join(entry.file_name())).unwrap();
        }
    }
    directory
}

fn passmuster(directory: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_passmuster"))
        .args(arguments)
        .current_dir(directory)
        .env("PASSMUSTER_HISTORY", "none")
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .output()
        .unwrap();
    said(&output)
}

fn said(output: &Output) -> (String, String, i32) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code().unwrap_or(-1))
}

/// A written script with the AWS CLI that only answers.
struct Stage {
    directory: TempDir,
    script: PathBuf,
}

impl Stage {
    fn of(directory: TempDir, direction: &str) -> Self {
        let script = directory.path().join("run.sh");
        let name = script.display().to_string();
        let output = directory.path().join("book.md").display().to_string();
        let arguments = ["runbook", direction, "--script", &name, "--output", &output];
        let (_, err, status) = passmuster(directory.path(), &arguments);
        assert_eq!(status, 0, "{err}");
        let aws = directory.path().join("bin/aws");
        fs::create_dir(directory.path().join("bin")).unwrap();
        fs::write(&aws, AWS).unwrap();
        fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).unwrap();
        Self { directory, script }
    }

    fn new(direction: &str) -> Self {
        Self::of(estate(), direction)
    }

    fn run(
        &self,
        arguments: &[&str],
        answers: &str,
        env: &[(&str, &str)],
    ) -> (String, String, i32) {
        use std::io::Write as _;
        let bin = self.directory.path().join("bin");
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let mut child = Command::new("bash")
            .arg(&self.script)
            .args(arguments)
            .current_dir(self.directory.path())
            .env("PATH", path)
            .env("INTERVAL", "0")
            .envs(env.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A script that asks nothing has gone by then.
        let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
        said(&child.wait_with_output().unwrap())
    }

    fn calls(&self) -> Vec<String> {
        let file = self.directory.path().join("bin/calls");
        let text = fs::read_to_string(file).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// The operations that change something, in their order, with their region.
    fn changes(&self) -> Vec<String> {
        let reads = ["describe-", "get-", "list-", "wait"];
        let calls = self.calls();
        let words = calls.iter().map(|c| c.split(' ').collect::<Vec<_>>());
        words
            .filter(|w| !reads.iter().any(|r| w[1].starts_with(r)))
            .map(|w| format!("{} {}", w[1], w[3]))
            .collect()
    }
}

/// The commands that are told to undo what was done.
fn hints(err: &str) -> Vec<&str> {
    err.lines().filter(|l| l.starts_with("  aws ")).collect()
}

const FAILOVER: [&str; 6] = [
    "register-scalable-target us-east-1",
    "update-service us-east-1",
    "failover-global-cluster us-west-2",
    "register-scalable-target us-west-2",
    "update-service us-west-2",
    "change-resource-record-sets us-west-2",
];

#[test]
fn the_runbooks_of_the_example_have_its_identifiers_and_no_secret() {
    let directory = estate();
    for (direction, call) in [
        (
            "failover",
            "aws rds failover-global-cluster --region us-west-2 --global-cluster-identifier checkout",
        ),
        (
            "switchover",
            "aws rds switchover-global-cluster --region us-east-1 --global-cluster-identifier checkout",
        ),
        (
            "failback",
            "aws rds create-db-cluster --region us-east-1 --db-cluster-identifier checkout-us-east-1",
        ),
    ] {
        let (out, err, status) = passmuster(directory.path(), &["runbook", direction]);
        assert_eq!((status, err.as_str()), (0, ""), "{direction}");
        for wanted in [
            call,
            "POINT OF NO RETURN",
            "HI8LOI30NNJZKIMMB0PEG0",
            "platform.us-west-2.tfstate (serial 4)",
            "2026-01-01T00:00:00Z",
        ] {
            assert!(out.contains(wanted), "{direction} without {wanted}");
        }
        assert!(!out.contains("planted-secret") && !out.contains("MISSING"), "{direction}");
        let again = passmuster(directory.path(), &["runbook", direction]).0;
        assert_eq!(out, again);
    }
}

#[test]
fn files_are_written_whole_and_not_over_others() {
    let stage = Stage::new("failover");
    let mode = fs::metadata(&stage.script).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
    let before = fs::read(&stage.script).unwrap();
    fs::write(&stage.script, "mine").unwrap();
    let directory = stage.directory.path();
    let (out, err, status) = passmuster(directory, &["runbook", "failover", "--script", "run.sh"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("run.sh is there already; --force"), "{err}");
    assert_eq!(fs::read(&stage.script).unwrap(), b"mine");
    let arguments = ["runbook", "failover", "--script", "run.sh", "--force"];
    assert_eq!(passmuster(directory, &arguments).2, 0);
    assert_eq!(fs::read(&stage.script).unwrap(), before);
    let same = ["runbook", "failover", "--script", "x", "--output", "x"];
    assert_eq!(passmuster(directory, &same).2, 2);
    assert!(!directory.join("x").exists());
}

#[test]
fn scripts_pass_shellcheck() {
    let there = Command::new("shellcheck").arg("--version").stdout(Stdio::null()).status();
    for direction in ["failover", "switchover", "failback"] {
        let stage = Stage::new(direction);
        let parsed = Command::new("bash").arg("-n").arg(&stage.script).status().unwrap();
        assert!(parsed.success(), "{direction}");
        if there.is_ok() {
            let checked = Command::new("shellcheck").arg(&stage.script).output().unwrap();
            let (out, err, status) = said(&checked);
            assert_eq!(status, 0, "{direction}: {out}{err}");
        } else {
            println!("shellcheck is not installed: {direction} was only parsed");
        }
    }
}

#[test]
fn a_failover_makes_its_changes_in_order() {
    let stage = Stage::new("failover");
    let (out, err, status) = stage.run(&["--yes"], "", &[]);
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    assert_eq!(stage.changes(), FAILOVER);
    assert!(err.contains("done in"), "{err}");
}

#[test]
fn a_dark_primary_stops_nothing() {
    let stage = Stage::new("failover");
    let (_, err, status) = stage.run(&["--yes"], "", &[("DARK", "us-east-1")]);
    assert_eq!(status, 0, "{err}");
    // The first call shows that nothing answers, and the rest of the phase is not tried.
    assert_eq!(stage.changes(), [&FAILOVER[..1], &FAILOVER[2..]].concat());
    assert!(err.contains("left out, nothing answers: Stop api: 0 tasks"), "{err}");
}

#[test]
fn nothing_is_done_that_was_not_confirmed() {
    let answers = [
        ("", 0),
        ("no\n", 0),
        // Pre-flight and isolation, then the point of no return wants the name.
        ("yes\nyes\nyes\nyes\n", 2),
        ("yes\nyes\nyes\ncheckout\n", 3),
    ];
    for (answer, changes) in answers {
        let stage = Stage::new("failover");
        let (_, err, status) = stage.run(&[], answer, &[]);
        assert_eq!(status, 1, "{answer:?}: {err}");
        assert_eq!(stage.changes().len(), changes, "{answer:?}: {err}");
        assert!(err.contains("not confirmed"), "{err}");
    }
    let stage = Stage::new("failover");
    let all = "yes\nyes\nyes\ncheckout\nyes\nyes\nyes\nyes\nyes\n";
    assert_eq!(stage.run(&[], all, &[]).2, 0);
    assert_eq!(stage.changes(), FAILOVER);
}

#[test]
fn it_stops_where_it_fails_and_goes_on_from_there() {
    let stage = Stage::new("failover");
    // No waiting: the script's limits are shortened where it is checked for too few tasks.
    let text = fs::read_to_string(&stage.script).unwrap().replace(" 900 at-least", " 0 at-least");
    fs::write(&stage.script, text).unwrap();
    let (_, err, status) = stage.run(&["--yes"], "", &[("RUNNING", "5")]);
    assert_eq!(status, 1, "{err}");
    assert_eq!(stage.changes(), FAILOVER[..5]);
    for wanted in [
        "stopped in phase scale",
        "wanted at-least 6, found 5",
        "--desired-count 1",
        "--from scale",
    ] {
        assert!(err.contains(wanted), "{wanted}: {err}");
    }
    // The old primary is not started again beside the new one.
    let undone = hints(&err);
    assert!(undone.len() == 2 && undone.iter().all(|l| l.contains("us-west-2")), "{undone:?}");
    assert!(err.contains("no way back but forward"), "{err}");
    let (_, err, status) = stage.run(&["--yes", "--from", "scale"], "", &[]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(stage.changes()[5..], FAILOVER[3..]);
    // Promoted already: not a second time.
    assert_eq!(stage.run(&["--yes", "--from", "promote"], "", &[]).2, 0);
    let promoted = stage.changes().iter().filter(|c| c.starts_with("failover-global")).count();
    assert_eq!(promoted, 1);
    for wrong in [&["--from", "nowhere"][..], &["--from"], &["--fast"]] {
        assert_eq!(stage.run(wrong, "", &[]).2, 2, "{wrong:?}");
    }
}

#[test]
fn an_unknown_lag_stops_a_planned_switchover_before_the_promotion() {
    let stage = Stage::new("switchover");
    let text = fs::read_to_string(&stage.script).unwrap().replace(" 900 at-most", " 0 at-most");
    fs::write(&stage.script, text).unwrap();
    let aws = stage.directory.path().join("bin/aws");
    fs::write(&aws, AWS.replace("echo 400.0", "echo None")).unwrap();
    let (_, err, status) = stage.run(&["--yes"], "", &[]);
    assert_eq!(status, 1, "{err}");
    assert!(err.contains("stopped in phase replication"), "{err}");
    assert_eq!(stage.changes(), FAILOVER[..2]);
    // The last first: the service, then the floor of its scaling.
    let undone = hints(&err);
    assert!(undone[0].contains("ecs update-service --region us-east-1"), "{undone:?}");
    assert!(undone[0].contains("--desired-count 6") && undone[1].contains("--min-capacity 6"));
    fs::write(&aws, AWS).unwrap();
    let (_, err, status) = stage.run(&["--yes", "--from", "replication"], "", &[]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(stage.changes()[2], "switchover-global-cluster us-east-1");
}

#[test]
fn hostile_names_are_printed_and_never_run() {
    let hostile = r#"api'; touch pwned; $(touch pwned) `touch pwned` "x" \ #"#;
    let directory = estate();
    for region in ["us-east-1", "us-west-2"] {
        let file = directory.path().join(format!("api.{region}.tfstate"));
        let text = fs::read_to_string(&file).unwrap();
        let name = serde_json::to_string(hostile).unwrap();
        let changed = text.replace(r#""name": "api""#, &format!(r#""name": {name}"#));
        assert!(changed.contains("touch pwned"), "the name is not in the state");
        // The block's own name is Terraform's, and stays.
        let mut state: serde_json::Value = serde_json::from_str(&changed).unwrap();
        for block in state["resources"].as_array_mut().unwrap() {
            if block["name"] == hostile {
                block["name"] = "api".into();
            }
            for one in block["instances"].as_array_mut().unwrap() {
                let attributes = one["attributes"].as_object_mut().unwrap();
                if let Some(id) = attributes.get_mut("resource_id") {
                    *id = format!("service/checkout/{hostile}").into();
                }
            }
        }
        fs::write(&file, state.to_string()).unwrap();
    }
    let stage = Stage::of(directory, "failover");
    let (out, err, status) = stage.run(&["--dry-run"], "", &[]);
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("failover-global-cluster") && out.contains("touch\\ pwned"), "{out}");
    assert!(stage.calls().is_empty(), "a dry run calls nothing");
    assert_eq!(stage.run(&["--yes"], "", &[]).2, 0);
    assert!(stage.calls().iter().any(|c| c.contains(&format!("--service {hostile} --desired"))));
    let found = fs::read_dir(stage.directory.path()).unwrap().flatten();
    assert!(found.map(|e| e.file_name()).all(|name| name != "pwned"), "a name was run");
}
