//! The workflows: their steps are run as they are written.

use std::fs;
use std::path::Path;
use std::process::Output;

use passmuster::model::Value;

use super::{BASH, at, calls_exist, drifted, offline, run, text_at, yaml};

/// A step by its name, with the position where it stands.
fn step(job: &Value, name: &str) -> (usize, Value) {
    let steps = at(job, "steps");
    let found = steps.as_list().unwrap().iter().position(|s| text_at(s, "name") == name);
    let position = found.unwrap_or_else(|| panic!("there is no step {name}"));
    (position, at(&steps, &position.to_string()))
}

fn script(job: &Value, name: &str) -> String {
    text_at(&step(job, name).1, "run")
}

/// Actions have a major version, and what comes after the audit comes after a failure too.
fn is_sound(job: &Value, runs: &str) {
    let after = step(job, runs).0;
    for (position, step) in at(job, "steps").as_list().unwrap().iter().enumerate() {
        let uses = text_at(step, "uses");
        if !uses.is_empty() {
            let (_, version) = uses.split_once("@v").expect(&uses);
            assert!(version.parse::<u32>().is_ok(), "{uses} names no major version");
        }
        if position > after {
            assert_eq!(text_at(step, "if"), "always()", "step {position}");
        }
        calls_exist(&text_at(step, "run"));
    }
}

/// Runs a step; the results are in the files `output` and `summary`.
fn github(script: &str, directory: &Path, variables: &[(&str, &str)]) -> Output {
    let place = |name: &str| directory.join(name).display().to_string();
    let (output, summary) = (place("output"), place("summary"));
    let mut all = vec![("GITHUB_OUTPUT", output.as_str()), ("GITHUB_STEP_SUMMARY", &summary)];
    all.extend(variables);
    run(BASH, script, directory, &all)
}

#[test]
fn the_workflow_uploads_before_it_fails() {
    let workflow = yaml("github/weekly-audit.yml");
    let permissions = at(&workflow, "permissions");
    assert_eq!(permissions.as_map().unwrap().len(), 3);
    assert_eq!(text_at(&permissions, "id-token"), "write");
    assert_eq!(text_at(&permissions, "contents"), "read");
    assert_eq!(text_at(&permissions, "issues"), "write");
    let job = at(&workflow, "jobs.audit");
    is_sound(&job, "Audit");
    assert_eq!(calls_exist(&script(&job, "Audit")), 1);
    assert_eq!(calls_exist(&script(&job, "Retention")), 1);

    // The step as written, with the program replaced by one that ends as an audit does.
    let audit = script(&job, "Audit");
    for status in ["0", "1", "3", "4"] {
        let directory = tempfile::tempdir().unwrap();
        let stub =
            format!("passmuster() {{ echo found >report/audit.md; return {status}; }}\n{audit}");
        let done = github(&stub, directory.path(), &[("HISTORY", "s3://b/p")]);
        assert!(done.status.success(), "{status}: {}", String::from_utf8_lossy(&done.stderr));
        let read = |name: &str| fs::read_to_string(directory.path().join(name)).unwrap();
        assert_eq!(read("output"), format!("status={status}\n"));
        assert_eq!(read("summary"), "found\n");
        let verdict = github(&script(&job, "Verdict"), directory.path(), &[("STATUS", status)]);
        assert_eq!(verdict.status.code(), status.parse().ok());
    }
}

#[test]
fn the_workflow_audits_and_prunes_an_estate() {
    let job = at(&yaml("github/weekly-audit.yml"), "jobs.audit");
    let directory = tempfile::tempdir().unwrap();
    let configuration = drifted();
    let variables = [("HISTORY", "history"), ("PASSMUSTER_CONFIG", configuration.as_str())];
    let done = github(&offline(&script(&job, "Audit")), directory.path(), &variables);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |name: &str| fs::read_to_string(directory.path().join(name)).unwrap();
    assert_eq!(read("output"), "status=1\n");
    assert_eq!(read("summary"), read("report/audit.md"));
    assert!(read("report/audit.html").starts_with("<!"));
    let done = github(&script(&job, "Retention"), directory.path(), &variables);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn one_issue_is_opened_updated_and_closed() {
    let job = at(&yaml("github/weekly-audit.yml"), "jobs.audit");
    let issue = script(&job, "Issue");
    let long = format!("{}\n", "é".repeat(99)).repeat(400);
    for (status, open, report, expected) in [
        ("1", "", "found\n", vec!["list", "label", "create"]),
        ("3", "7", "found\n", vec!["list", "edit 7"]),
        ("1", "7", long.as_str(), vec!["list", "edit 7"]),
        ("0", "7", "", vec!["list", "close 7"]),
        ("0", "", "", vec!["list"]),
        ("4", "7", "", vec!["list"]),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        fs::create_dir(place("report")).unwrap();
        fs::write(place("report/audit.md"), report).unwrap();
        // A stand-in for the client that records what it is asked.
        let client = format!(
            "gh() {{ echo \"$1 $2 $3\" >>log; case \"$2\" in list) printf '%s' '{open}' ;; esac; }}\n"
        );
        let variables = [("STATUS", status), ("RUN_URL", "https://github.com/o/r/actions/runs/5")];
        let done = github(&format!("{client}{issue}"), directory.path(), &variables);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let log = fs::read_to_string(place("log")).unwrap();
        assert_eq!(log.lines().count(), expected.len(), "{log}");
        for (line, expected) in log.lines().zip(expected) {
            assert!(line.contains(expected), "{line} is no {expected}");
        }
        if status == "1" || status == "3" {
            let body = fs::read_to_string(place("issue.md")).unwrap();
            assert!(body.contains("/actions/runs/5"), "{body}");
            assert!(body.len() < 65_536, "an issue holds {}", body.len());
            assert_eq!(body.contains("The report goes on"), report.len() > 60_000);
        }
    }
}

#[test]
fn the_parts_of_the_fleet_meet_in_one_report() {
    let workflow = yaml("github/fleet-audit.yml");
    let (part, report) = (at(&workflow, "jobs.part"), at(&workflow, "jobs.report"));
    is_sound(&part, "Part");
    is_sound(&report, "Report");
    assert_eq!(at(&workflow, "permissions").as_map().unwrap().len(), 2);
    assert_eq!(
        (text_at(&report, "if"), text_at(&report, "needs")),
        ("always()".into(), "part".into())
    );
    assert_eq!(at(&part, "strategy.fail-fast"), Value::Bool(false));
    let shards = at(&part, "strategy.matrix.shard").as_list().unwrap().len();
    let filled = |script: &str, shard: usize| {
        let filled = offline(script)
            .replace("${{ matrix.shard }}", &shard.to_string())
            .replace("${{ github.run_id }}", "5")
            .replace("${{ github.run_attempt }}", "1");
        assert!(!filled.contains("${{"), "{filled}");
        filled
    };
    let directory = tempfile::tempdir().unwrap();
    let configuration = drifted();
    let variables = [("HISTORY", "history"), ("PASSMUSTER_CONFIG", configuration.as_str())];
    for shard in 1..=shards {
        let done = github(&filled(&script(&part, "Part"), shard), directory.path(), &variables);
        assert!(done.status.success(), "{shard}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let done = github(&filled(&script(&report, "Report"), 0), directory.path(), &variables);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |name: &str| fs::read_to_string(directory.path().join(name)).unwrap();
    assert_eq!(read("output"), "status=1\n");
    assert!(read("report/fleet.md").contains("checkout"));
    assert!(read("report/fleet.html").contains("checkout"));
    // Without any part the report says that nothing is known.
    let gone = tempfile::tempdir().unwrap();
    let done = github(&filled(&script(&report, "Report"), 0), gone.path(), &variables);
    assert!(done.status.success());
    let said = fs::read_to_string(gone.path().join("output")).unwrap();
    assert!(!["status=0\n", "status=1\n"].contains(&said.as_str()), "{said}");
    // A part that could not run fails its own job.
    let broken = [("HISTORY", "history"), ("PASSMUSTER_CONFIG", "nowhere.hcl")];
    let done = github(&filled(&script(&part, "Part"), 1), directory.path(), &broken);
    assert_eq!(done.status.code(), Some(4));
}
