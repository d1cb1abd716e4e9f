//! The scheduling examples in `deploy/`: well-formed, locked down, and with options that exist.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use passmuster::lang::functions;
use passmuster::model::Value;

mod batch;
mod container;
mod github;
mod gitlab;
mod kubernetes;
mod systemd;
mod terraform;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn deploy(name: &str) -> PathBuf {
    root().join("deploy").join(name)
}

fn yaml(name: &str) -> Value {
    let text = fs::read_to_string(deploy(name)).unwrap();
    functions::standard("yamldecode").unwrap().call(&[Value::text(&text)]).unwrap()
}

/// What stands at a path of names and positions, such as `spec.containers.0`; null where nothing.
fn at(value: &Value, path: &str) -> Value {
    path.split('.').fold(value.clone(), |value, name| {
        let found = match (name.parse::<usize>(), value.as_list()) {
            (Ok(index), Some(list)) => list.get(index),
            _ => value.as_map().and_then(|m| m.get(name)),
        };
        found.cloned().unwrap_or(Value::Null)
    })
}

fn text_at(value: &Value, path: &str) -> String {
    at(value, path).as_str().map(str::to_owned).unwrap_or_default()
}

/// The texts of a list.
fn texts(value: &Value) -> Vec<String> {
    value.as_list().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// The first words of a command line name a command, and all its options are in that command's help.
fn options_exist(words: &[&str]) {
    let command: Vec<&str> = words.iter().copied().take_while(|w| !w.starts_with('-')).collect();
    assert!(!command.is_empty(), "{words:?} names no command");
    let output = Command::new(env!("CARGO_BIN_EXE_passmuster"))
        .args(&command)
        .arg("--help")
        .output()
        .unwrap();
    assert!(output.status.success(), "there is no command {command:?}");
    let help = String::from_utf8(output.stdout).unwrap();
    let known: Vec<&str> = help
        .split(|c: char| c.is_whitespace() || c == ',' || c == '=')
        .filter(|w| w.starts_with("--"))
        .collect();
    for option in words.iter().filter(|w| w.starts_with("--")) {
        assert!(known.contains(option), "{command:?} has no {option}");
    }
}

/// Every call of passmuster in a script has options that exist; says how many calls there are.
fn calls_exist(script: &str) -> usize {
    let joined = script.replace("\\\n", " ");
    let mut calls = 0;
    for line in joined.lines() {
        let line = line.trim_start().trim_start_matches("if ! ").trim_start_matches("exec ");
        let Some(call) = line.strip_prefix("passmuster ") else { continue };
        let call = call.split([';', '|', '>', '#']).next().unwrap();
        options_exist(&call.split_whitespace().collect::<Vec<_>>());
        calls += 1;
    }
    calls
}

/// Runs a script as its engine does, with the program under test in the path.
fn run(shell: &[&str], script: &str, directory: &Path, variables: &[(&str, &str)]) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_passmuster")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new(shell[0])
        .args(&shell[1..])
        .args(["-c", script])
        .current_dir(directory)
        .env("PATH", format!("{}:{path}", binary.display()))
        .env_remove("PASSMUSTER_HISTORY")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// How GitHub runs a step that says `shell: bash`.
const BASH: &[&str] = &["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"];

/// An estate with findings; its audit ends with 1.
fn drifted() -> String {
    root().join("fixtures/estates/checkout/drifted/passmuster.hcl").display().to_string()
}

/// A script without what needs AWS: the states in the configuration say it all.
fn offline(script: &str) -> String {
    script.replace(" --live", "")
}

#[test]
fn every_command_in_the_pages_and_comments_exists() {
    let mut calls = 0;
    for name in [
        "deploy/github/weekly-audit.yml",
        "deploy/gitlab/weekly-audit.yml",
        "deploy/kubernetes/cronjob.yaml",
        "deploy/terraform/README.md",
        "deploy/terraform/variables.tf",
        "docs/container.md",
        "docs/scheduling.md",
    ] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        // Comments wrap, and prose has its commands between backticks.
        calls += calls_exist(&text.replace("\n# ", " ").replace('`', "\n"));
    }
    assert!(calls >= 12, "only {calls} commands were found");
}
