//! Many applications in one run, and in parts.

use serde_json::Value;

use super::{Place, app};

const APPS: &[&str] = &["billing", "checkout", "ledger", "search", "stock", "users"];

fn fleet() -> Place {
    let place = Place::new();
    let blocks: String = APPS.iter().map(|name| app(name, "")).collect();
    place.write("passmuster.hcl", &format!("history = \"runs\"\n{blocks}"));
    for (at, name) in APPS.iter().enumerate() {
        let differing: &[&str] = if at % 2 == 0 { &["a"] } else { &[] };
        place.states(name, &["a", "b"], differing);
    }
    place
}

fn apps(fleet: &Value) -> Vec<&str> {
    fleet["reports"].as_array().unwrap().iter().map(|r| r["app"].as_str().unwrap()).collect()
}

#[test]
fn all_applications_are_in_one_report() {
    let place = fleet();
    let ran = place.run(1, &["audit", "--output", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    let report = ran.json();
    assert_eq!(report["format"], "passmuster-fleet");
    assert_eq!(apps(&report), APPS);
    let one = place.run(1, &["audit", "--app", "users", "--output", "json"]).json();
    assert_eq!((&one["app"], &one["format"]), (&"users".into(), &"passmuster-report".into()));
    let failed = place.run(1, &["audit", "--primary", "us-east-1=x", "--config", "passmuster.hcl"]);
    assert_eq!(failed.status, 2, "{}", failed.err);
}

#[test]
fn an_application_that_cannot_be_read_is_absent_and_stops_nobody() {
    let place = fleet();
    for side in ["primary", "dr"] {
        std::fs::remove_file(place.path(&format!("stock.{side}.tfstate"))).unwrap();
    }
    let ran = place.run(1, &["audit", "--output", "json", "--fail-on", "critical"]);
    let report = ran.json();
    assert_eq!(apps(&report).len(), APPS.len() - 1);
    assert_eq!(report["absent"][0]["app"], "stock");
    assert!(report["absent"][0]["why"].as_str().unwrap().contains("stock.primary.tfstate"));
    assert_eq!(ran.status, 3, "what could not be read is never a pass");
    assert_eq!(place.run(1, &["audit", "--output", "json"]).status, 1);
}

#[test]
fn a_wrong_command_line_stops_a_fleet_before_anything_is_read() {
    let place = fleet();
    let ran = place.run(1, &["audit", "--rule", "no-such-rule"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
}

#[test]
fn places_that_contradict_each_other_stop_no_audit() {
    let place = Place::new();
    for name in ["a", "b"] {
        let history = format!("history = \"runs-{name}\"\n{}", app(name, ""));
        place.write(&format!("apps/{name}.hcl"), &history);
        place.states(&format!("apps/{name}"), &["a"], &[]);
    }
    let ran = place.run(1, &["audit", "--config", "apps", "--output", "json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.starts_with("warning") && ran.err.contains("two places"), "{}", ran.err);
    let named = place.run(1, &["audit", "--config", "apps", "--history", "one"]);
    assert_eq!((named.status, named.err.as_str()), (0, ""));
}

#[test]
fn every_format_holds_a_whole_fleet() {
    let place = fleet();
    std::fs::remove_file(place.path("stock.primary.tfstate")).unwrap();
    std::fs::remove_file(place.path("stock.dr.tfstate")).unwrap();
    let of = |format: &str| {
        let ran = place.run(1, &["audit", "--output", format]);
        assert_eq!(ran.status, 1, "{format}: {}", ran.err);
        assert!(ran.out.contains("stock"), "{format} tells what is absent");
        ran
    };
    let sarif = of("sarif").json();
    let runs = sarif["runs"].as_array().unwrap();
    assert_eq!(runs.len(), APPS.len(), "one for each that was assessed, one for the absent");
    assert_eq!(runs.iter().filter(|r| r["results"].as_array().unwrap().len() == 1).count(), 2);
    let gitlab = of("gitlab").json();
    let mut prints: Vec<&str> =
        gitlab.as_array().unwrap().iter().map(|e| e["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), 3);
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 3, "GitLab shows only the first of equal fingerprints");
    let junit = of("junit").out;
    assert_eq!((junit.matches("<?xml").count(), junit.matches("<testsuites").count()), (1, 1));
    assert_eq!(junit.matches("<failure").count() + junit.matches("<error").count(), 3);
    assert!(of("github").out.contains("::error title=not assessed::stock was not assessed"));
}

#[test]
fn configurations_may_lie_in_a_directory() {
    let place = Place::new();
    for name in ["a", "b"] {
        place.write(&format!("apps/{name}.hcl"), &app(name, ""));
        place.states(&format!("apps/{name}"), &["a"], &[]);
    }
    place.write("apps/passmuster.baseline.hcl", "");
    let ran = place.run(1, &["audit", "--config", "apps", "--output", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert_eq!(apps(&ran.json()), ["a", "b"]);
    place.write("apps/c.hcl", &app("a", ""));
    let ran = place.run(1, &["audit", "--config", "apps"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("two configurations have an app named"), "{}", ran.err);
}

#[test]
fn eight_parts_joined_are_one_run() {
    let place = fleet();
    for side in ["primary", "dr"] {
        std::fs::remove_file(place.path(&format!("users.{side}.tfstate"))).unwrap();
    }
    let begun = place.run(0, &["audit", "--history", "whole"]);
    assert_eq!(begun.status, 1);
    copy(&place, "whole", "parts");
    let run = ["--run-id", "weekly-1", "--output", "json"];
    let whole = place.run(1, &[["audit", "--history", "whole"].as_slice(), &run].concat());
    for number in 1..=8 {
        let shard = format!("{number}/8");
        let arguments = ["audit", "--history", "parts", "--shard", &shard];
        let ran = place.run(1, &[arguments.as_slice(), &run].concat());
        assert!([0, 1, 4].contains(&ran.status), "{shard}: {} {}", ran.status, ran.err);
    }
    let merge = ["report", "merge", "--history", "parts", "--parts", "8"];
    let merged = place.run(1, &[merge.as_slice(), &run].concat());
    assert_eq!((merged.status, merged.err.as_str()), (1, ""));
    assert_eq!(merged.out, whole.out);
    std::fs::write(place.path("parts/index.json"), "damaged").unwrap();
    assert_eq!(place.run(2, &["history", "rebuild", "--history", "parts"]).status, 0);
    assert_eq!(place.run(1, &[merge.as_slice(), &run].concat()).out, whole.out);
    let pruned = place.run(60, &["history", "prune", "--keep", "4w", "--history", "parts"]);
    assert!(pruned.out.contains("5 runs"), "{}", pruned.out);
}

#[test]
fn a_part_that_died_is_a_gap() {
    let place = fleet();
    let run = ["--run-id", "weekly-2", "--output", "json"];
    for number in [1, 2, 3, 5, 6, 7, 8] {
        let shard = format!("{number}/8");
        place.run(1, &[["audit", "--shard", &shard].as_slice(), &run].concat());
    }
    let merge = ["report", "merge", "--parts", "8", "--fail-on", "critical"];
    let merged = place.run(1, &[merge.as_slice(), &run].concat());
    assert_eq!(merged.status, 3, "{}", merged.err);
    let report = merged.json();
    let absent = report["absent"].as_array().unwrap();
    assert!(absent.iter().all(|a| a["part"] == "4/8"), "{absent:?}");
    let missing: Vec<&str> = absent.iter().filter_map(|a| a["app"].as_str()).collect();
    let there = apps(&report);
    let mut all: Vec<&str> = there.iter().chain(&missing).copied().collect();
    all.sort_unstable();
    assert_eq!(all, APPS);
    let named = ["report", "merge", "--parts", "8", "--history", "runs"];
    let merged = place.run(1, &[named.as_slice(), &run].concat()).json();
    assert_eq!(merged["absent"], report["absent"]);
    // Without the configuration the part itself is what is missing.
    std::fs::remove_file(place.path("passmuster.hcl")).unwrap();
    let merged = place.run(1, &[named.as_slice(), &run].concat()).json();
    assert_eq!(merged["absent"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&merged["absent"][0]["part"], &merged["absent"][0]["app"]),
        (&"4/8".into(), &Value::Null)
    );
    let nothing = ["report", "merge", "--parts", "2", "--run-id", "other", "--history", "runs"];
    assert_eq!(place.run(1, &nothing).status, 4);
}

#[test]
fn parts_have_sound_numbers() {
    let place = fleet();
    for shard in ["0/8", "9/8", "x"] {
        let ran = place.run(1, &["audit", "--shard", shard]);
        assert_eq!(ran.status, 2, "{shard}");
    }
    let ran = place.run(1, &["audit", "--shard", "1/1", "--output", "json"]);
    assert_eq!(apps(&ran.json()), APPS);
}

fn copy(place: &Place, from: &str, to: &str) {
    for (file, bytes) in super::files(&place.path(from)) {
        let within = file.strip_prefix(place.path(from)).unwrap();
        let target = place.path(to).join(within);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, bytes).unwrap();
    }
}
