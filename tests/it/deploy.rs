//! The scheduling examples in `deploy/`: well-formed, locked down, and with options that exist.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use passmuster::lang::functions;
use passmuster::model::Value;

fn deploy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name)
}

/// A command line's first word is a command, and all its options are in that command's help.
fn options_exist(words: &[&str]) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_passmuster")).args([words[0], "--help"]).output().unwrap();
    assert!(output.status.success(), "there is no command {}", words[0]);
    let help = String::from_utf8(output.stdout).unwrap();
    let known: Vec<&str> = help
        .split(|c: char| c.is_whitespace() || c == ',' || c == '=')
        .filter(|w| w.starts_with("--"))
        .collect();
    for option in words.iter().filter(|w| w.starts_with("--")) {
        assert!(known.contains(option), "{} has no {option}", words[0]);
    }
}

#[test]
fn the_unit_and_its_timer_are_sound() {
    let unit = fs::read_to_string(deploy("systemd/passmuster.service")).unwrap();
    let setting = |name: &str| -> Option<&str> {
        unit.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix('='))
    };
    let words: Vec<&str> = setting("ExecStart").unwrap().split(' ').collect();
    assert_eq!(words[0], "/usr/bin/passmuster");
    options_exist(&words[1..]);
    // Findings and gaps are results; no audit is a failure.
    assert_eq!(setting("SuccessExitStatus"), Some("1 3"));
    assert_eq!(setting("ProtectSystem"), Some("strict"));
    assert_eq!(setting("NoNewPrivileges"), Some("yes"));

    // systemd looks for the program: here it is the one under test.
    let directory = tempfile::tempdir().unwrap();
    let here = unit.replace("/usr/bin/passmuster", env!("CARGO_BIN_EXE_passmuster"));
    let files = ["passmuster.service", "passmuster.timer"].map(|n| directory.path().join(n));
    fs::write(&files[0], here).unwrap();
    fs::copy(deploy("systemd/passmuster.timer"), &files[1]).unwrap();
    match Command::new("systemd-analyze").arg("verify").args(&files).output() {
        Ok(done) => {
            let complaints = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success() && complaints.is_empty(), "{complaints}");
        }
        Err(_) => println!("systemd-analyze is not on this machine: the unit is not verified"),
    }
}

#[test]
fn the_cron_job_is_locked_down() {
    let text = fs::read_to_string(deploy("kubernetes/cronjob.yaml")).unwrap();
    let job = functions::standard("yamldecode").unwrap().call(&[Value::text(&text)]).unwrap();
    let at = |value: &Value, path: &str| -> Value {
        path.split('.').fold(value.clone(), |value, name| match name.parse::<usize>() {
            Ok(index) => value.as_list().unwrap()[index].clone(),
            Err(_) => value.as_map().unwrap().get(name).cloned().unwrap_or(Value::Null),
        })
    };
    let text_at = |path: &str| at(&job, path).as_str().map(str::to_owned).unwrap_or_default();
    assert_eq!((text_at("apiVersion"), text_at("kind")), ("batch/v1".into(), "CronJob".into()));
    assert_eq!(text_at("spec.concurrencyPolicy"), "Forbid");
    let pod = at(&job, "spec.jobTemplate.spec.template.spec");
    assert_eq!(at(&pod, "restartPolicy").as_str(), Some("Never"));
    assert_eq!(at(&pod, "serviceAccountName").as_str(), Some("passmuster"));
    assert_eq!(at(&pod, "securityContext.runAsNonRoot"), Value::Bool(true));
    let container = at(&pod, "containers.0");
    let security = at(&container, "securityContext");
    assert_eq!(at(&security, "readOnlyRootFilesystem"), Value::Bool(true));
    assert_eq!(at(&security, "allowPrivilegeEscalation"), Value::Bool(false));
    assert_eq!(at(&security, "capabilities.drop.0").as_str(), Some("ALL"));
    assert_ne!(at(&container, "resources.limits.memory"), Value::Null);
    let arguments = at(&container, "args");
    let words: Vec<&str> = arguments.as_list().unwrap().iter().filter_map(Value::as_str).collect();
    options_exist(&words);
}

#[test]
fn the_workflow_uploads_before_it_fails() {
    let text = fs::read_to_string(deploy("github/weekly-audit.yml")).unwrap();
    let workflow = functions::standard("yamldecode").unwrap().call(&[Value::text(&text)]).unwrap();
    let member = |value: &Value, name: &str| -> Value {
        value.as_map().and_then(|m| m.get(name)).cloned().unwrap_or(Value::Null)
    };
    let permissions = member(&workflow, "permissions");
    assert_eq!(permissions.as_map().unwrap().len(), 2);
    assert_eq!(member(&permissions, "id-token").as_str(), Some("write"));
    assert_eq!(member(&permissions, "contents").as_str(), Some("read"));
    let job = member(&member(&workflow, "jobs"), "audit");
    let steps = member(&job, "steps").as_list().unwrap().to_vec();
    for step in &steps {
        if let Some(uses) = member(step, "uses").as_str() {
            let (_, version) = uses.split_once("@v").expect(uses);
            assert!(version.parse::<u32>().is_ok(), "{uses} names no major version");
        }
    }
    let run = steps.iter().map(|s| member(s, "run")).find(|r| r.as_str().is_some()).unwrap();
    let run = run.as_str().unwrap();
    let line = run.lines().find_map(|l| l.strip_prefix("passmuster ")).unwrap();
    let line = line.split(" || ").next().unwrap();
    options_exist(&line.split(' ').collect::<Vec<_>>());

    // The step as written, with the program replaced by one that ends as an audit does.
    for status in ["0", "1", "3", "4"] {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        let stub =
            format!("passmuster() {{ echo found >report/audit.md; return {status}; }}\n{run}");
        let done = Command::new("bash")
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &stub])
            .current_dir(directory.path())
            .env("GITHUB_OUTPUT", place("output"))
            .env("GITHUB_STEP_SUMMARY", place("summary"))
            .output()
            .unwrap();
        assert!(done.status.success(), "{status}: {}", String::from_utf8_lossy(&done.stderr));
        let said = fs::read_to_string(place("output")).unwrap();
        assert_eq!(said, format!("status={status}\n"));
        assert_eq!(fs::read_to_string(place("summary")).unwrap(), "found\n");
    }
    assert_eq!(member(&steps[3], "if").as_str(), Some("always()"));
    assert_eq!(member(&steps[4], "if").as_str(), Some("always()"));
}
