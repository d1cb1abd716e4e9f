//! What pipelines run: the steps of the action, the template and the hooks, as they are written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use passmuster::lang::functions;
use passmuster::model::{Map, Text, Value};

use crate::check::{Repository, three_problems};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A YAML document.
fn yaml(text: &str) -> Value {
    let decode = functions::standard("yamldecode").unwrap();
    decode.call(&[Value::text(text)]).unwrap()
}

fn file(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

fn get<'v>(map: &'v Map, name: &str) -> &'v str {
    map.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The steps of the action by their names.
fn steps() -> Vec<Map> {
    let action = yaml(&file("action.yml"));
    let runs = action.as_map().unwrap().get("runs").unwrap().as_map().unwrap().clone();
    let steps = runs.get("steps").unwrap().as_list().unwrap().to_vec();
    steps.iter().map(|s| s.as_map().unwrap().clone()).collect()
}

/// Runs one step of the action with its variables set.
fn step(name: &str, repository: &Repository, variables: &[(&str, &str)]) -> Output {
    let steps = steps();
    let found = steps.iter().find(|s| get(s, "name") == name).unwrap();
    let known: Vec<&str> = match found.get("env") {
        Some(Value::Map(env)) => env.keys().iter().map(Text::as_str).collect(),
        _ => Vec::new(),
    };
    for (name, _) in variables {
        let ours = ["RUNNER_TEMP", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"].contains(name);
        assert!(ours || known.contains(name), "the step has no {name}");
    }
    shell(get(found, "run"), repository, variables)
}

fn shell(script: &str, repository: &Repository, variables: &[(&str, &str)]) -> Output {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_passmuster"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().unwrap().display());
    Command::new("bash")
        .args(["--noprofile", "--norc", "-c", script])
        .current_dir(repository.path(""))
        .env("PATH", path)
        .env("PASSMUSTER_HISTORY", "none")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success())
}

#[test]
fn the_action_checks_a_pull_request() {
    let repository = three_problems();
    let temp = tempfile::tempdir().unwrap();
    let place = |name: &str| temp.path().join(name).display().to_string();
    let (output, summary) = (place("output"), place("summary"));
    let installed = step("Install passmuster", &repository, &[]);
    assert!(installed.status.success());
    let mut variables = vec![
        ("CONFIG", "passmuster.hcl"),
        ("APP", ""),
        ("BASE_REF", "main"),
        ("BASELINE", ""),
        ("FAIL_ON", "low"),
        ("FAIL_CLASS", "new,worse"),
        ("GITHUB_OUTPUT", output.as_str()),
        ("GITHUB_STEP_SUMMARY", summary.as_str()),
    ];
    let runner = temp.path().display().to_string();
    variables.push(("RUNNER_TEMP", &runner));
    let done = step("Check", &repository, &variables);
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(text.matches("::error file=infra/").count(), 3, "{text}");
    assert!(
        place("passmuster/report.sarif").len() > 1
            && temp.path().join("passmuster/report.sarif").is_file()
    );
    let comment = fs::read_to_string(temp.path().join("passmuster/comment.md")).unwrap();
    assert!(comment.starts_with("<!-- passmuster:v1:key=checkout -->\n"), "{comment}");
    let written = fs::read_to_string(&output).unwrap();
    assert!(written.contains("status=1\n"), "{written}");
    // Numbers are counted where jq is, as on every hosted runner.
    if has("jq") {
        assert!(written.contains("new=3\nlost=0\n"), "{written}");
        assert!(fs::read_to_string(&summary).unwrap().contains("3 new problems"));
    }
    let verdict = step("Verdict", &repository, &[("STATUS", "1")]);
    assert_eq!(verdict.status.code(), Some(1));
    let verdict = step("Verdict", &repository, &[("STATUS", "")]);
    assert_eq!(verdict.status.code(), Some(2));
}

#[test]
fn the_comment_is_updated_in_place() {
    let repository = Repository::new();
    let temp = tempfile::tempdir().unwrap();
    if !has("jq") {
        println!("jq is not on this machine: the step is not run");
        return;
    }
    // A stand-in for the client that records what it is asked.
    let log = temp.path().join("log");
    let client = temp.path().join("gh");
    let answers = r#"[{"id": 7, "body": "<!-- passmuster:v1:key=x -->\nold"}]"#;
    let script = format!(
        "#!/bin/sh\necho \"$@\" >>{log}\ncase \"$*\" in *--paginate*) printf '%s\\n' '{answers}' ;; esac\n",
        log = log.display()
    );
    fs::write(&client, script).unwrap();
    let made = Command::new("chmod").arg("+x").arg(&client).status().unwrap();
    assert!(made.success());
    let steps = steps();
    let run = get(steps.iter().find(|s| get(s, "name") == "Comment").unwrap(), "run").to_owned();
    let run = format!("PATH={}:$PATH\n{run}", temp.path().display());
    for (key, expected) in [
        ("x", "--method PATCH repos/o/r/issues/comments/7"),
        ("y", "--method POST repos/o/r/issues/5/comments"),
    ] {
        let body = temp.path().join("comment.md");
        fs::write(&body, format!("<!-- passmuster:v1:key={key} -->\n### new\n")).unwrap();
        let body = body.display().to_string();
        let variables = [("REPOSITORY", "o/r"), ("NUMBER", "5"), ("BODY", body.as_str())];
        let done = shell(&run, &repository, &variables);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let asked = fs::read_to_string(&log).unwrap();
        assert!(asked.contains(expected), "{asked}");
    }
}

#[test]
fn the_template_and_the_hooks_run() {
    let repository = three_problems();
    let text = file("templates/check/template.yml");
    let (_, job) = text.split_once("\n---\n").unwrap();
    let job = yaml(job);
    let job = job.as_map().unwrap().get("passmuster").unwrap().as_map().unwrap().clone();
    let script = job.get("script").unwrap().as_list().unwrap()[0].as_str().unwrap().to_owned();
    // The repository is its own origin here.
    repository.git(&["remote", "add", "origin", "."]);
    repository.git(&["fetch", "--quiet", "origin"]);
    let variables = [
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("PASSMUSTER_CONFIG", "passmuster.hcl"),
        ("PASSMUSTER_FAIL_ON", "low"),
        ("PASSMUSTER_FAIL_CLASS", "new,worse"),
    ];
    let done = shell(&script, &repository, &variables);
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let report = fs::read_to_string(repository.path("gl-code-quality-report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report.as_array().unwrap().len(), 3);
    for entry in report.as_array().unwrap() {
        for key in ["description", "check_name", "fingerprint", "severity", "location"] {
            assert!(!entry[key].is_null(), "{entry}");
        }
    }
    assert!(
        fs::read_to_string(repository.path("passmuster.xml")).unwrap().contains("failures=\"3\"")
    );

    let hooks = yaml(&file(".pre-commit-hooks.yaml"));
    let check = hooks.as_list().unwrap()[0].as_map().unwrap().clone();
    let done = shell(get(&check, "entry"), &repository, &[]);
    // Nothing differs from HEAD.
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
}
