//! The binary as a user runs it: bad input, exit status, what goes where.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;

const SECRET: &str = "planted-secret-do-not-leak";

fn checkout(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/checkout");
    root.join(path).display().to_string()
}

fn passmuster(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_passmuster"))
        .args(arguments)
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .env("PASSMUSTER_HISTORY", "none")
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .timeout(Duration::from_mins(1))
        .output()
        .unwrap()
}

/// Standard output, standard error, exit status; nothing may panic or leak.
fn run(directory: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = passmuster(directory, arguments);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    for stream in [&out, &err] {
        assert!(!stream.contains("panicked") && !stream.contains(SECRET), "{stream}");
    }
    (out, err, output.status.code().expect("it ended by itself"))
}

/// A state of its own lineage.
fn state(resources: &str) -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let lineage = MADE.fetch_add(1, Ordering::Relaxed);
    format!(
        r#"{{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"l{lineage}","outputs":{{}},"resources":[{resources}]}}"#
    )
}

fn queue(name: &str, timeout: u32) -> String {
    format!(
        r#"{{"mode":"managed","type":"aws_sqs_queue","name":"q","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{{"schema_version":0,"attributes":{{"name":{},"visibility_timeout_seconds":{timeout},"tags":{{}}}}}}]}}"#,
        serde_json::Value::from(name)
    )
}

/// A directory with a good state for each side.
fn sides(primary: &str, dr: &str) -> TempDir {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("p.tfstate"), primary).unwrap();
    fs::write(directory.path().join("d.tfstate"), dr).unwrap();
    directory
}

const BOTH: [&str; 5] =
    ["audit", "--primary", "us-east-1=p.tfstate", "--dr", "us-west-2=d.tfstate"];

#[test]
fn every_bad_state_is_named_with_its_mend() {
    let deep =
        format!(r#"{{"version":4,"resources":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let bad: &[(&str, Vec<u8>, &[&str])] = &[
        ("empty", Vec::new(), &["empty"]),
        ("truncated", br#"{"version":4,"resources":[{"mode""#.to_vec(), &["line 1"]),
        ("version 3", br#"{"version":3,"modules":[]}"#.to_vec(), &["version 3"]),
        ("version 9", br#"{"version":9,"resources":[]}"#.to_vec(), &["version 9"]),
        (
            "encrypted",
            br#"{"serial":1,"lineage":"x","meta":{},"encrypted_data":"YQ==","encryption_version":"v0"}"#.to_vec(),
            &["encrypt"],
        ),
        ("binary", (0..=255_u8).cycle().take(4000).collect(), &["b"]),
        ("not text", b"{\"version\":4,\xff\xfe}".to_vec(), &["UTF-8"]),
        ("not JSON", b"resource \"aws_vpc\" \"x\" {}".to_vec(), &["JSON"]),
        ("a list", b"[1,2]".to_vec(), &["object"]),
        ("deep", deep.into_bytes(), &["line 1"]),
        ("archive", b"PK\x03\x04rest".to_vec(), &["terraform show -json"]),
    ];
    for (what, bytes, words) in bad {
        let directory = sides(&state(&queue("a", 30)), "");
        fs::write(directory.path().join("d.tfstate"), bytes).unwrap();
        // The good side is assessed, the bad one is a gap.
        let (out, _, status) = run(directory.path(), &BOTH);
        assert_eq!(status, 3, "{what}: {out}");
        assert!(out.contains("d.tfstate"), "{what}: {out}");
        for word in *words {
            assert!(out.contains(word), "{what} without {word:?}: {out}");
        }
        // Alone it is all that there was.
        fs::copy(directory.path().join("d.tfstate"), directory.path().join("p.tfstate")).unwrap();
        let (out, err, status) = run(directory.path(), &BOTH);
        assert_eq!((status, out.as_str()), (4, ""), "{what}: {err}");
        assert!(err.contains("d.tfstate") && err.contains("p.tfstate"), "{what}: {err}");
    }
}

#[test]
fn missing_files_and_directories_without_states() {
    let directory = sides(&state(&queue("a", 30)), "");
    fs::create_dir(directory.path().join("hollow")).unwrap();
    for location in ["nowhere.tfstate", "hollow", "*.nothing"] {
        let dr = format!("us-west-2={location}");
        let (out, _, status) =
            run(directory.path(), &["audit", "--primary", "us-east-1=p.tfstate", "--dr", &dr]);
        assert_eq!(status, 3, "{location}: {out}");
        assert!(out.contains(location), "{location}: {out}");
    }
    let (_, err, status) = run(directory.path(), &["audit", "--config", "nowhere.hcl"]);
    assert!(status == 4 && err.contains("nowhere.hcl"), "{status} {err}");
    let (_, err, status) = run(directory.path(), &["audit"]);
    assert!(status == 2 && err.contains("--primary"), "{status} {err}");
}

#[test]
fn states_without_resources_are_nothing_to_assess() {
    let directory = sides(&state(""), &state(""));
    let (_, err, status) = run(directory.path(), &BOTH);
    assert_eq!(status, 5, "{err}");
    assert!(err.contains("nothing to assess"), "{err}");
}

#[test]
fn one_bad_state_among_five_is_a_gap_and_four_are_assessed() {
    let directory = sides(&state(&queue("a", 30)), &state(&queue("a", 60)));
    let place = |name: &str| directory.path().join(name);
    fs::write(place("p2.tfstate"), state(&queue("b", 30).replace("\"q\"", "\"r\""))).unwrap();
    fs::write(place("d2.tfstate"), state(&queue("b", 30).replace("\"q\"", "\"r\""))).unwrap();
    fs::write(place("d3.tfstate"), "{\"version\":4,").unwrap();
    let arguments = [
        "audit",
        "--primary",
        "us-east-1=p*.tfstate",
        "--dr",
        "us-west-2=d*.tfstate",
        "-o",
        "table",
        "-o",
        "json=r.json",
        "-o",
        "markdown=r.md",
    ];
    let (out, _, status) = run(directory.path(), &arguments);
    assert_eq!(status, 1, "{out}");
    assert!(out.contains("visibility_timeout_seconds"), "{out}");
    let markdown = fs::read_to_string(place("r.md")).unwrap();
    let json = fs::read_to_string(place("r.json")).unwrap();
    for text in [&out, &markdown, &json] {
        assert!(text.contains("d3.tfstate"), "{text}");
    }
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["gaps"].as_array().unwrap().len(), 1);
    assert_eq!(report["sides"][1]["resources"], 2);
}

#[test]
fn the_command_line_is_checked_before_anything_is_read() {
    let directory = sides("", "");
    let cases: &[(&[&str], &str)] = &[
        (&["audit", "--primary", "us-east-1"], "REGION=STATE"),
        (
            &["audit", "--primary", "moon=p.tfstate", "--dr", "us-west-2=d.tfstate"],
            "\"moon\" is no region",
        ),
        (
            &["audit", "--primary", "us-east-1=p.tfstate", "--dr", "us-east-1=d.tfstate"],
            "another region",
        ),
        (&["audit", "-o", "pdf"], "table, wide, tree, markdown, json"),
        (&["audit", "-o", "table", "-o", "json"], "two reports would go to standard output"),
        (
            &[
                "audit",
                "--fail-on",
                "bad",
                "--primary",
                "us-east-1=p.tfstate",
                "--dr",
                "us-west-2=d.tfstate",
            ],
            "critical",
        ),
        (&["adit"], "audit"),
        (&["rules", "show", "vpc-cidr-overlp"], "did you mean vpc-cidr-overlap?"),
        (&["rules", "new", "Bad Name"], "lower-case"),
        (&["report"], "FILE"),
    ];
    for (arguments, word) in cases {
        let (out, err, status) = run(directory.path(), arguments);
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(word), "{arguments:?}: {err}");
    }
}

#[test]
fn ten_errors_in_a_configuration_are_told_at_once() {
    let directory = sides("", "");
    let text = r#"
app "x" {
  stratgy = "warm-standby"
  primary {
    regoin = "us-east-1"
    state  = 5
  }
  dr {
    region  = "moon"
    account = "12"
  }
  networks = { a = "10.0.0.0/99" }
  expect "aws_ecs_servce" "desired_count" {
    dr     = 1
    reason = "r"
  }
  expect "aws_ecs_service" "desird_count" {
    dr     = 1
    reason = "r"
  }
  waive "route53-ttl-too-lon" {
    subject = "x"
    reason  = "r"
    owner   = "o"
    until   = "2027-02-30"
  }
  rule "no-such-rule" { enabled = false }
}
"#;
    fs::write(directory.path().join("passmuster.hcl"), text).unwrap();
    let (out, err, status) = run(directory.path(), &["audit"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.matches("error: ").count() >= 10, "{err}");
    for word in [
        "passmuster.hcl:3:3",
        "did you mean strategy?",
        "did you mean aws_ecs_service?",
        "did you mean desired_count?",
    ] {
        assert!(err.contains(word), "{word}: {err}");
    }
}

#[test]
fn ten_errors_in_a_rule_are_told_at_once() {
    let directory = sides("", "");
    let text = r#"rule "mine" {
  titel    = "x"
  severity = "awful"
  impact   = "bad"
  each "queue" {
    of    = resources("aws_sqs_queu")
    where = queue.nam == "a" && other.x
    when  = true
  }
  input "limit" { type = strin }
  assert "a" {
    condition = quue.name == "a" && lenght("b") > input.limt
  }
}
"#;
    fs::create_dir(directory.path().join("own")).unwrap();
    fs::write(directory.path().join("own/mine.hcl"), text).unwrap();
    for arguments in [&["rules", "test", "own"][..], &["rules", "list", "--rules", "own"]] {
        let (_, err, status) = run(directory.path(), arguments);
        assert_eq!(status, 2, "{err}");
        assert!(err.matches("error: ").count() >= 10, "{err}");
        assert!(err.contains("own/mine.hcl:2:3") && err.contains("did you mean title?"), "{err}");
    }
}

#[test]
fn a_misspelt_attribute_is_told_with_line_and_what_was_meant() {
    let directory = TempDir::new().unwrap();
    let (out, _, status) = run(directory.path(), &["rules", "new", "my-rule", "--dir", "dr-rules"]);
    assert_eq!(status, 0, "{out}");
    let (out, err, status) = run(directory.path(), &["rules", "test", "dr-rules"]);
    assert_eq!(status, 0, "{out}{err}");
    assert!(out.contains("3 of 3 cases hold"), "{out}");
    let file = directory.path().join("dr-rules/my-rule.hcl");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("queue.kms_master_key_id != null", "queue.kms_master_key != null");
    fs::write(&file, text).unwrap();
    let (_, err, status) = run(directory.path(), &["rules", "test", "dr-rules"]);
    assert_eq!(status, 2);
    assert!(
        err.contains("my-rule.hcl:13:") && err.contains("did you mean kms_master_key_id?"),
        "{err}"
    );
}

#[test]
fn a_users_rule_runs_beside_the_built_in_ones() {
    let directory = sides(&state(&queue("a", 30)), &state(&queue("a", 30)));
    run(directory.path(), &["rules", "new", "my-rule", "--dir", "dr-rules"]);
    let mut arguments = BOTH.to_vec();
    arguments.extend(["--rules", "dr-rules"]);
    let (out, _, status) = run(directory.path(), &arguments);
    // The state carries neither attribute: the rule cannot tell.
    assert_eq!(status, 3, "{out}");
    assert!(out.contains("my-rule") && out.contains("carries no"), "{out}");
}

#[test]
fn hostile_names_act_in_no_format() {
    let name = "a\u{1b}[31m|`<script>alert(1)</script>\n::error::@team\u{202e}";
    let directory = sides(&state(&queue(name, 30)), &state(&queue(name, 60)));
    let mut arguments = BOTH.to_vec();
    arguments.extend(["-o", "table", "--format", "markdown=r.md", "-o", "json=r.json"]);
    arguments.extend(["--format", "wide=w.txt", "--format", "tree=t.txt"]);
    let (out, _, status) = run(directory.path(), &arguments);
    assert_eq!(status, 1);
    let read = |name: &str| fs::read_to_string(directory.path().join(name)).unwrap();
    for text in [&out, &read("r.md"), &read("w.txt"), &read("t.txt")] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
        assert!(!text.lines().any(|l| l.trim_start().starts_with("::error")), "{text}");
    }
    let json = fs::read_to_string(directory.path().join("r.json")).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    for arguments in [
        &["diff", "--primary", "us-east-1=p.tfstate", "--dr", "us-west-2=d.tfstate", "--pairs"][..],
        &[
            "explain",
            "aws_sqs_queue.q",
            "--primary",
            "us-east-1=p.tfstate",
            "--dr",
            "us-west-2=d.tfstate",
        ],
        &["inventory", "p.tfstate"],
        &["init", "-o", "-"],
    ] {
        let (out, _, _) = run(directory.path(), arguments);
        assert!(!out.contains(['\u{1b}', '\u{202e}']) && !out.is_empty(), "{arguments:?} {out}");
    }
}

#[test]
fn a_saved_report_renders_the_same_and_fits_its_schema() {
    let directory = TempDir::new().unwrap();
    let config = checkout("drifted/passmuster.hcl");
    let (table, _, status) =
        run(directory.path(), &["audit", "--config", &config, "-o", "table", "-o", "json=r.json"]);
    assert_eq!(status, 1);
    let (again, _, status) = run(directory.path(), &["report", "r.json"]);
    assert_eq!((status, &again), (1, &table));
    let (json, _, _) = run(directory.path(), &["report", "r.json", "-o", "json"]);
    assert_eq!(json, fs::read_to_string(directory.path().join("r.json")).unwrap());
    let (schema, _, status) = run(directory.path(), &["report", "--schema"]);
    assert_eq!(status, 0);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&report).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    fs::write(directory.path().join("r.json"), "{\"format\":\"other\"}").unwrap();
    let (_, err, status) = run(directory.path(), &["report", "r.json"]);
    assert!(status == 4 && err.contains("r.json"), "{status} {err}");
}

#[test]
fn fail_on_decides_the_status() {
    let directory = TempDir::new().unwrap();
    let config = checkout("drifted/passmuster.hcl");
    for (limit, wanted) in [("critical", 1), ("info", 1), ("never", 0)] {
        let (_, _, status) =
            run(directory.path(), &["audit", "--config", &config, "--fail-on", limit]);
        assert_eq!(status, wanted, "{limit}");
    }
    let healthy = checkout("healthy/passmuster.hcl");
    let (out, err, status) = run(directory.path(), &["audit", "--config", &healthy]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
}

#[test]
fn diff_explain_inventory_and_init_show_the_example() {
    let directory = TempDir::new().unwrap();
    let config = checkout("drifted/passmuster.hcl");
    let (out, _, status) = run(directory.path(), &["diff", "--config", &config, "--pairs"]);
    assert_eq!(status, 1);
    assert!(
        out.contains("Terraform address") && out.contains("visibility_timeout_seconds"),
        "{out}"
    );
    let (out, _, status) = run(
        directory.path(),
        &["explain", "aws_rds_cluster.aurora", "kms_key_id", "--config", &config],
    );
    assert_eq!(status, 0);
    assert!(out.contains("as written") && out.contains("folded"), "{out}");
    let (_, err, status) =
        run(directory.path(), &["explain", "aws_rds_cluster.auora", "--config", &config]);
    assert!(status == 2 && err.contains("did you mean aws_rds_cluster.aurora?"), "{err}");
    let (out, _, status) = run(
        directory.path(),
        &["inventory", &checkout("healthy/platform.us-east-1.tfstate"), "-o", "json"],
    );
    assert_eq!(status, 0);
    let view: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(view["files"][0]["format"], "state 4");
    for name in ["platform.us-east-1", "platform.us-west-2"] {
        let from = checkout(&format!("healthy/{name}.tfstate"));
        fs::copy(from, directory.path().join(format!("{name}.tfstate"))).unwrap();
    }
    let (_, err, status) = run(directory.path(), &["init"]);
    assert_eq!(status, 0, "{err}");
    let written = fs::read_to_string(directory.path().join("passmuster.hcl")).unwrap();
    assert!(written.contains("name_suffix = \"-dr\""), "{written}");
    let (out, err, status) = run(directory.path(), &["audit"]);
    assert!([0, 1].contains(&status), "{status} {out}{err}");
    let (_, err, status) = run(directory.path(), &["init"]);
    assert!(status == 2 && err.contains("already"), "{err}");
}

#[test]
fn the_shell_and_the_manual_are_served() {
    let directory = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let (out, _, status) = run(directory.path(), &["completions", shell]);
        assert!(status == 0 && out.contains("passmuster"), "{shell}");
    }
    let (out, _, status) = run(directory.path(), &["man"]);
    assert!(status == 0 && out.contains(".TH"), "{out}");
    let (out, _, status) = run(directory.path(), &["--version"]);
    assert_eq!((status, out.trim()), (0, concat!("passmuster ", env!("CARGO_PKG_VERSION"))));
    let (out, _, status) = run(directory.path(), &["rules", "list"]);
    assert!(status == 0 && out.contains("vpc-cidr-overlap"), "{out}");
    let (out, _, status) = run(directory.path(), &["rules", "show", "route53-ttl-too-long"]);
    assert!(status == 0 && out.contains("max_ttl_seconds"), "{out}");
    let (out, _, status) = run(directory.path(), &["rules", "test"]);
    assert_eq!(status, 0, "{out}");
}
