//! A store that cannot be used harms no report: the failure is said, and the status is the audit's.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use super::{Place, app, files};

fn place() -> Place {
    let place = Place::new();
    place.write("passmuster.hcl", &format!("history = \"runs\"\n{}", app("shop", "")));
    place.states("shop", &["a", "b"], &["a"]);
    place
}

/// The report of a run without any history.
fn without(place: &Place, week: u64) -> Value {
    place.run(week, &["audit", "--output", "json", "--no-history"]).json()
}

#[test]
fn whatever_is_in_its_place_the_report_stands() {
    type Case = (&'static str, fn(&Place), &'static str);
    let cases: [Case; 5] = [
        ("a file", |p| p.write("runs", "x"), "it is a file"),
        ("a damaged index", |p| p.write("runs/index.json", "{\"passmus"), "history rebuild"),
        (
            "another format",
            |p| {
                let head = "{\"passmuster_history\":{\"major\":9,\"minor\":0},\"runs\":[]}";
                p.write("runs/index.json", head);
            },
            "its format is 9.0",
        ),
        ("a directory", |p| fs::create_dir_all(p.path("runs/index.json")).unwrap(), "history runs"),
        ("a file for objects", |p| p.write("runs/objects", "x"), "not kept"),
    ];
    for (name, make, says) in cases {
        let place = place();
        make(&place);
        let before = files(&place.path("runs"));
        let ran = place.run(1, &["audit", "--output", "json"]);
        assert_eq!(ran.status, 1, "{name}: {}", ran.err);
        assert!(ran.err.contains(says) && ran.err.starts_with("warning"), "{name}: {}", ran.err);
        let mut report = ran.json();
        report.as_object_mut().unwrap().remove("trend");
        assert_eq!(report, without(&place, 1), "{name}");
        let mut after = files(&place.path("runs"));
        // An index without runs says nothing.
        let begun = |file: &std::path::Path| {
            file.ends_with("index.json") && !before.iter().any(|(f, _)| f == file)
        };
        after.retain(|(file, _)| !file.ends_with("lock") && !begun(file));
        assert_eq!(after, before, "{name}: nothing was written");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_where_nothing_can_be_written_is_said() {
    let place = place();
    let ran = place.run(1, &["audit", "--output", "json", "--history", "/proc/runs"]);
    assert!(ran.err.starts_with("warning: history /proc/runs: "), "{}", ran.err);
    assert!(ran.err.contains("this run was not kept"), "{}", ran.err);
    assert_eq!(ran.status, 1);
}

#[test]
fn an_index_of_a_later_version_is_read_but_nothing_is_kept_in_it() {
    let place = place();
    place.run(1, &["audit"]);
    let index = fs::read_to_string(place.path("runs/index.json")).unwrap();
    let later = index.replace("\"minor\":0", "\"minor\":5");
    place.write("runs/index.json", &later);
    let ran = place.run(2, &["audit", "--output", "json"]);
    assert!(ran.err.contains("it can be read, but nothing is kept"), "{}", ran.err);
    let report = ran.json();
    assert_eq!(report["trend"]["runs"].as_array().unwrap().len(), 2, "the past is told");
    assert_eq!(fs::read_to_string(place.path("runs/index.json")).unwrap(), later);
}

#[test]
fn a_run_whose_object_is_gone_is_said_in_the_next_trend() {
    let place = place();
    place.run(1, &["audit"]);
    fs::remove_dir_all(place.path("runs/objects")).unwrap();
    let report = place.run(2, &["audit", "--output", "json"]).json();
    let notes = report["trend"]["notes"].as_array().unwrap();
    assert!(notes[0].as_str().unwrap().contains("could not be read"), "{notes:?}");
    let shown = place.run(2, &["history", "show", "latest~1"]);
    assert!(shown.err.contains("is not there"), "{}", shown.err);
    assert_eq!(shown.status, 4);
}

#[test]
fn a_clock_that_went_backwards_is_said() {
    let place = place();
    place.run(5, &["audit"]);
    let report = place.run(2, &["audit", "--output", "json"]).json();
    let notes = report["trend"]["notes"].as_array().unwrap();
    assert!(notes[0].as_str().unwrap().contains("clock went backwards"), "{notes:?}");
    assert_eq!(place.run(6, &["history", "prune", "--keep", "52w"]).status, 0);
    let listed = place.run(6, &["history", "list", "--output", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
}

#[test]
fn a_damaged_index_is_made_anew() {
    let place = place();
    place.run(1, &["audit"]);
    place.run(2, &["audit"]);
    let whole = place.run(3, &["history", "list", "--output", "json"]).json();
    let index = fs::read(place.path("runs/index.json")).unwrap();
    fs::write(place.path("runs/index.json"), &index[..index.len() / 2]).unwrap();
    let listed = place.run(3, &["history", "list"]);
    assert_eq!(listed.status, 4);
    assert!(listed.err.contains("history rebuild"), "{}", listed.err);
    assert_eq!(place.run(3, &["history", "rebuild"]).status, 0);
    assert_eq!(place.run(3, &["history", "list", "--output", "json"]).json(), whole);
}

#[test]
fn many_runs_at_once_are_all_kept() {
    let place = place();
    let running: Vec<_> = (0..8)
        .map(|week| place.command(week, &["audit"]).stdout(Stdio::null()).spawn().unwrap())
        .collect();
    for mut child in running {
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }
    let listed = place.run(9, &["history", "list", "--output", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 8);
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = place();
    place.run(1, &["audit"]);
    for (file, _) in files(&place.path("runs")) {
        let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
    let mode = fs::metadata(place.path("runs")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
}

#[test]
fn without_a_place_runs_go_into_the_users_state() {
    let place = place();
    place.write("passmuster.hcl", &app("shop", ""));
    assert_eq!(place.run(1, &["audit"]).status, 1);
    let kept = files(&place.path("home/.local/state/passmuster/history"));
    assert!(kept.iter().any(|(file, _)| file.ends_with("index.json")), "{kept:?}");
    assert_eq!(place.run(2, &["audit", "--history", "elsewhere"]).status, 1);
    assert!(place.path("elsewhere/index.json").exists());
    let none = place.run(3, &["history", "list", "--history", "none"]);
    assert_eq!(none.status, 2, "{}", none.err);
}

#[test]
fn estates_that_no_configuration_names_are_listed_together_and_compared_apart() {
    let place = Place::new();
    place.states("one", &["a"], &["a"]);
    place.states("two", &["a"], &[]);
    let audit = |week: u64, name: &str| {
        let primary = format!("us-east-1={name}.primary.tfstate");
        let dr = format!("us-west-2={name}.dr.tfstate");
        let arguments = ["audit", "--primary", &primary, "--dr", &dr, "--output", "json"];
        place.run(week, &arguments).json()["trend"]["runs"].as_array().unwrap().len()
    };
    assert_eq!([audit(0, "one"), audit(1, "two"), audit(2, "one")], [1, 1, 2]);
    let listed = place.run(3, &["history", "list", "--output", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 3);
}
