//! The log of drills, through the binary.

mod evidence;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// 2026-12-01.
const NOW: &str = "1796083200";
const CONFIG: &str = r#"
app "checkout" {
  primary { region = "us-east-1" }
  dr { region = "us-west-2" }
  drills { log = "kept/drills.jsonl" }
}
app "search" {
  primary { region = "us-east-1" }
  dr { region = "eu-west-1" }
}
"#;
/// A drill of which nothing is wrong.
const DRILL: [&str; 14] = [
    "drill",
    "record",
    "--app",
    "checkout",
    "--direction",
    "failover",
    "--kind",
    "drill",
    "--date",
    "2026-11-20",
    "--rto",
    "14m",
    "--outcome",
    "succeeded",
];

fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passmuster"));
    command
        .args(arguments)
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .env("PASSMUSTER_HISTORY", "none")
        .env("SOURCE_DATE_EPOCH", NOW)
        .env_remove("PASSMUSTER_CONFIG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Standard output, standard error, exit status.
fn run(directory: &Path, arguments: &[&str]) -> (String, String, i32) {
    let Output { stdout, stderr, status } = command(directory, arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(stdout), text(stderr));
    assert!(!out.contains("panicked") && !err.contains("panicked"), "{out}{err}");
    (out, err, status.code().unwrap())
}

fn with(base: &[&'static str], more: &[&'static str]) -> Vec<&'static str> {
    [base, more].concat()
}

fn json(directory: &Path, arguments: &[&str]) -> serde_json::Value {
    let (out, err, _) = run(directory, arguments);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"))
}

const LIST: [&str; 6] = ["drill", "list", "--app", "checkout", "--format", "json"];

#[test]
fn a_drill_is_recorded_listed_and_shown() {
    let directory = TempDir::new().unwrap();
    let more = ["--rpo", "1m2s", "--open", "route53-ttl-too-long:aws_route53_record.www"];
    let (out, err, status) = run(directory.path(), &with(&DRILL, &more));
    assert_eq!(status, 0, "{err}");
    assert_eq!(
        out,
        "drill 1 recorded in passmuster.drills.jsonl: drill failover of checkout on 2026-11-20, \
         succeeded; RTO 14m, RPO 1m2s, 1 finding left open\n"
    );
    let listed = json(directory.path(), &LIST);
    let one = &listed["records"][0];
    for (name, number) in [("number", 1), ("rto_seconds", 840), ("rpo_seconds", 62)] {
        assert_eq!(one[name], number);
    }
    assert_eq!(one["recorded_at"], "2026-12-01T00:00:00Z");
    assert_eq!(one["open_findings"][0]["subject"], "aws_route53_record.www");
    // The severity is the rule's.
    assert!(one["open_findings"][0]["severity"].is_string(), "{one}");
    let (out, _, status) = run(directory.path(), &["drill", "show", "1"]);
    assert_eq!(status, 0);
    assert!(out.contains("route53-ttl-too-long:aws_route53_record.www ("), "{out}");
    let (_, err, status) = run(directory.path(), &["drill", "show", "2"]);
    assert!(status == 2 && err.contains("there are 1"), "{err}");
    let (out, _, status) = run(directory.path(), &["drill", "list", "--app", "other"]);
    assert_eq!(status, 0);
    assert_eq!(
        out,
        "no drill of other is recorded in passmuster.drills.jsonl
"
    );
}

#[test]
fn the_configuration_says_where_the_log_is_and_which_regions() {
    let directory = TempDir::new().unwrap();
    fs::create_dir_all(directory.path().join("ops/kept")).unwrap();
    fs::write(directory.path().join("ops/own.hcl"), CONFIG).unwrap();
    let at = ["--config", "ops/own.hcl"];
    let (_, err, status) = run(directory.path(), &with(&DRILL, &at));
    assert_eq!(status, 0, "{err}");
    assert!(directory.path().join("ops/kept/drills.jsonl").exists());
    let mut back = with(&DRILL, &at);
    back[3] = "search";
    back[5] = "failback";
    let (_, err, status) = run(directory.path(), &back);
    assert_eq!(status, 0, "{err}");
    let list = ["drill", "list", "--format", "json", "--log", "ops/passmuster.drills.jsonl"];
    let listed = json(directory.path(), &list);
    let regions = &listed["records"][0]["regions"];
    assert_eq!((&regions["from"], &regions["to"]), (&"eu-west-1".into(), &"us-east-1".into()));
    let (_, err, status) = run(directory.path(), &with(&["drill", "list"], &at));
    assert!(status == 2 && err.contains("choose one with --app: checkout, search"), "{err}");
}

#[test]
fn a_wrong_block_in_the_configuration_is_told() {
    let directory = TempDir::new().unwrap();
    let text = CONFIG.replace("log =", "lgo =").replace("eu-west-1", "us-east");
    fs::write(directory.path().join("passmuster.hcl"), text).unwrap();
    let (_, err, status) = run(directory.path(), &DRILL);
    assert_eq!(status, 2);
    for word in ["drills has no lgo", "did you mean log?", "log is missing", "is no region"] {
        assert!(err.contains(word), "{word}: {err}");
    }
}

#[test]
fn all_wrong_values_are_told_at_once_and_nothing_is_written() {
    let directory = TempDir::new().unwrap();
    let long = "x".repeat(4_001);
    let arguments = [
        "drill",
        "record",
        "--direction",
        "sideways",
        "--kind",
        "tabletop",
        "--date",
        "2027-01-01",
        "--rto",
        "0.5s",
        "--rpo",
        "9999999999d",
        "--outcome",
        "fine",
        "--from",
        "nowhere",
        "--open",
        "route53-ttl-to-long",
        "--report",
        "none.json",
        "--evidence",
        "none",
        "--note",
        &long,
    ];
    let (out, err, status) = run(directory.path(), &arguments);
    assert_eq!((out.as_str(), status), ("", 2));
    for words in [
        "--direction: \"sideways\" is no direction; write one of failover, switchover, failback",
        "a tabletop measures nothing",
        "--date: 2027-01-01 is yet to come",
        "--rto: \"0.5s\" is no duration",
        "--rpo: 9999999999d is more than a hundred days",
        "--outcome: \"fine\" is no outcome; write one of succeeded, failed, aborted",
        "--from: \"nowhere\" is no region",
        "--from and --to go together",
        "--open: there is no rule \"route53-ttl-to-long\"; did you mean route53-ttl-too-long?",
        "--report: none.json: ",
        "--evidence: none: ",
        "--note has 4001 characters; 4000 are the most",
        "--app: there is no configuration",
    ] {
        assert!(err.lines().any(|l| l.contains(words)), "{words}: {err}");
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn processes_that_record_at_once_lose_nothing() {
    let directory = TempDir::new().unwrap();
    let children: Vec<Child> =
        (0..8).map(|_| command(directory.path(), &DRILL).spawn().unwrap()).collect();
    let mut told: Vec<String> = children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success());
            String::from_utf8(output.stdout).unwrap().split(' ').nth(1).unwrap().to_owned()
        })
        .collect();
    told.sort_unstable();
    assert_eq!(told, ["1", "2", "3", "4", "5", "6", "7", "8"]);
    let text = fs::read_to_string(directory.path().join("passmuster.drills.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 8);
    let listed = json(directory.path(), &LIST);
    assert_eq!(listed["records"].as_array().unwrap().len(), 8);
}

#[test]
fn a_killed_process_leaves_a_log_that_can_be_read_and_continued() {
    let directory = TempDir::new().unwrap();
    let mut succeeded = 0;
    for at in 0..24_u64 {
        let mut child = command(directory.path(), &with(&DRILL, &["--note", "n"])).spawn().unwrap();
        thread::sleep(Duration::from_millis(at * 7));
        // Some end before, some while they write, some never began.
        let _ = child.kill();
        succeeded += usize::from(child.wait().unwrap().success());
    }
    let (_, err, status) = run(directory.path(), &DRILL);
    assert_eq!(status, 0, "{err}");
    let listed = json(directory.path(), &LIST);
    let records = listed["records"].as_array().unwrap().len();
    assert!(records > succeeded, "{records} of {succeeded}: {listed}");
    let text = fs::read_to_string(directory.path().join("passmuster.drills.jsonl")).unwrap();
    let damages = listed["damages"].as_array().unwrap().len();
    assert_eq!(text.lines().count(), records + damages);
}

#[test]
fn damage_and_later_versions_are_told() {
    let directory = TempDir::new().unwrap();
    let log = directory.path().join("passmuster.drills.jsonl");
    run(directory.path(), &DRILL);
    let whole = fs::read_to_string(&log).unwrap();
    fs::write(&log, format!("{whole}{}", &whole[..40])).unwrap();
    let (out, err, status) = run(directory.path(), &["drill", "list", "--app", "checkout"]);
    assert_eq!(status, 3);
    assert!(out.contains("2026-11-20") && err.contains("line 2: it was not written"), "{err}");
    let (out, err, status) = run(directory.path(), &["drill", "show", "1"]);
    assert_eq!(status, 3, "{err}");
    assert!(out.contains("2026-11-20") && err.contains("line 2: it was not written"), "{err}");
    let (out, err, status) = run(directory.path(), &DRILL);
    assert!(status == 0 && out.starts_with("drill 3 ") && err.contains("line 2"), "{out}{err}");
    fs::write(&log, format!("{whole}{{\"passmuster_drill\":2}}\n")).unwrap();
    for arguments in [&DRILL[..], &["drill", "list"], &["drill", "show", "1"]] {
        let (out, err, status) = run(directory.path(), arguments);
        assert_eq!((out.as_str(), status), ("", 4), "{err}");
        assert!(err.contains("line 2 is of version 2"), "{err}");
    }
}

#[test]
fn hostile_text_is_inert_in_tables_and_whole_in_json() {
    let directory = TempDir::new().unwrap();
    let note = "\u{1b}]0;owned\u{7}\u{202e}red\nline 2\r=cmd()";
    let more = ["--note", note, "--open", "route53-ttl-too-long:a\u{1b}[2J"];
    let (out, err, status) = run(directory.path(), &[&DRILL[..], &more].concat());
    assert_eq!(status, 0, "{err}");
    let (table, _, _) = run(directory.path(), &["drill", "list"]);
    let (shown, _, _) = run(directory.path(), &["drill", "show", "1"]);
    for text in [out, table, shown] {
        let bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(bad) && !text.lines().any(|l| l.starts_with("line 2")), "{text:?}");
    }
    assert_eq!(json(directory.path(), &LIST)["records"][0]["note"], note);
}

#[test]
fn a_report_tells_what_was_left_open() {
    let directory = TempDir::new().unwrap();
    for (file, timeout) in [("p.tfstate", 30), ("d.tfstate", 60)] {
        let text = format!(
            r#"{{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"{file}","outputs":{{}},"resources":[{{"mode":"managed","type":"aws_sqs_queue","name":"q","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{{"schema_version":0,"attributes":{{"name":"orders","visibility_timeout_seconds":{timeout},"tags":{{}}}}}}]}}]}}"#
        );
        fs::write(directory.path().join(file), text).unwrap();
    }
    let audit = ["audit", "--primary", "us-east-1=p.tfstate", "--dr", "us-west-2=d.tfstate"];
    let (_, err, status) = run(directory.path(), &with(&audit, &["--output", "json=r.json"]));
    assert_eq!(status, 1, "{err}");
    let text = fs::read_to_string(directory.path().join("r.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let failed: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["outcome"] == "fail")
        .map(|f| f["fingerprint"].as_str().unwrap())
        .collect();
    assert!(!failed.is_empty());
    let (_, err, status) = run(directory.path(), &with(&DRILL, &["--report", "r.json"]));
    assert!(status == 2 && err.contains("is of estate, not of checkout"), "{err}");
    let mut of_estate = with(&DRILL, &["--report", "r.json", "--log", "own.jsonl"]);
    of_estate[3] = "estate";
    // What the report told already is not told again.
    let again = [of_estate.as_slice(), &["--open", failed[0]]].concat();
    let (_, err, status) = run(directory.path(), &again);
    assert_eq!(status, 0, "{err}");
    let listed = json(directory.path(), &["drill", "list", "--log", "own.jsonl", "-o", "json"]);
    let open = listed["records"][0]["open_findings"].as_array().unwrap();
    let mut prints: Vec<_> = open.iter().map(|f| f["fingerprint"].as_str().unwrap()).collect();
    let mut wanted = failed.clone();
    prints.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(prints, wanted);
}
