//! Eight weeks of audits, each a week after the other.

use serde_json::Value;

use super::{Place, app};

const QUEUES: &[&str] = &["always", "later", "again", "flaps", "accepted", "mended", "last"];

/// What differs in each week.
const WEEKS: [&[&str]; 8] = [
    &["always", "again", "mended"],
    &["always", "again", "flaps", "mended"],
    &["always", "later", "accepted"],
    &["always", "later", "flaps", "accepted"],
    &["always", "later", "accepted"],
    &["always", "later", "again", "flaps", "accepted"],
    &["always", "later", "again", "accepted"],
    &["always", "later", "again", "flaps", "accepted", "last"],
];

const ACCEPTED: &str = "  expect \"aws_sqs_queue\" \"visibility_timeout_seconds\" {\n    \
    subject = \"aws_sqs_queue.accepted\"\n    dr = 60\n    reason = \"meant\"\n  }\n";

/// Eight weeks; returns the reports.
pub(super) fn eight(place: &Place) -> Vec<Value> {
    let history = "history = \"runs\"\n";
    (0..8)
        .map(|week| {
            let agreed = if week >= 7 { ACCEPTED } else { "" };
            place.write("passmuster.hcl", &format!("{history}{}", app("shop", agreed)));
            place.states("shop", QUEUES, WEEKS[week]);
            let ran = place.run(week as u64, &["audit", "--output", "json"]);
            assert_eq!((ran.status, ran.err.as_str()), (1, ""));
            ran.json()
        })
        .collect()
}

/// Course, age in days and runs of each open difference of the rule that compares queues.
fn pasts(report: &Value) -> Vec<(String, String, u64, u64)> {
    let findings = report["findings"].as_array().unwrap();
    let mut pasts: Vec<_> = findings
        .iter()
        .filter(|f| f["outcome"] == "fail" && f["past"].is_object())
        .map(|f| {
            let address = f["subjects"][0]["address"].as_str().unwrap();
            let past = &f["past"];
            (
                address.trim_start_matches("aws_sqs_queue.").to_owned(),
                past["course"].as_str().unwrap().to_owned(),
                past["age_days"].as_u64().unwrap(),
                past["open_runs"].as_u64().unwrap(),
            )
        })
        .collect();
    pasts.sort();
    pasts.dedup();
    pasts
}

fn gone(report: &Value) -> Vec<(String, String, u64)> {
    let gone = report["trend"]["gone"].as_array().unwrap();
    let mut gone: Vec<_> = gone
        .iter()
        .map(|g| {
            let subject = g["subject"].as_str().unwrap().trim_start_matches("aws_sqs_queue.");
            let course = g["course"].as_str().unwrap().to_owned();
            (subject.to_owned(), course, g["age_days"].as_u64().unwrap())
        })
        .collect();
    gone.sort();
    gone.dedup();
    gone
}

fn text(all: &[(&str, &str, u64, u64)]) -> Vec<(String, String, u64, u64)> {
    all.iter().map(|(a, b, c, d)| ((*a).to_owned(), (*b).to_owned(), *c, *d)).collect()
}

#[test]
fn eight_weeks_give_each_finding_its_course_and_age() {
    let place = Place::new();
    let reports = eight(&place);
    assert_eq!(pasts(&reports[0]), Vec::new(), "the first run has no past");
    assert_eq!(
        pasts(&reports[1]),
        text(&[
            ("again", "persisting", 7, 2),
            ("always", "persisting", 7, 2),
            ("flaps", "new", 0, 1),
            ("mended", "persisting", 7, 2),
        ])
    );
    let resolved = |name: &str, days| (name.to_owned(), "resolved".to_owned(), days);
    assert_eq!(
        gone(&reports[2]),
        [resolved("again", 14), resolved("flaps", 7), resolved("mended", 14)]
    );
    assert_eq!(
        pasts(&reports[5]),
        text(&[
            ("accepted", "persisting", 21, 4),
            ("again", "re-opened", 0, 3),
            ("always", "persisting", 35, 6),
            ("flaps", "flapping", 0, 3),
            ("later", "persisting", 21, 4),
        ])
    );
    assert_eq!(gone(&reports[6]), [("flaps".to_owned(), "flapping".to_owned(), 7)]);
    assert_eq!(
        pasts(&reports[7]),
        text(&[
            ("again", "persisting", 14, 5),
            ("always", "persisting", 49, 8),
            ("flaps", "flapping", 0, 4),
            ("last", "new", 0, 1),
            ("later", "persisting", 35, 6),
        ])
    );
    assert_eq!(gone(&reports[7]), [("accepted".to_owned(), "accepted".to_owned(), 35)]);
    let runs = reports[7]["trend"]["runs"].as_array().unwrap();
    let open: Vec<u64> = runs
        .iter()
        .map(|run| run["open"].as_object().unwrap().values().filter_map(Value::as_u64).sum())
        .collect();
    let failed: Vec<u64> =
        reports.iter().map(|r| r["checks"]["failed"].as_u64().unwrap()).collect();
    assert_eq!(open, failed);
    assert_eq!(runs[7]["at"], reports[7]["assessed_at"]);
}

#[test]
fn a_rule_that_is_new_is_told_from_a_trouble_that_is_new() {
    let place = Place::new();
    place.write("passmuster.hcl", &format!("history = \"runs\"\n{}", app("shop", "")));
    place.states("shop", &["a"], &[]);
    assert_eq!(place.run(0, &["audit", "--output", "json"]).status, 0);
    place.write(
        "own/queue-name-too-short.hcl",
        r#"rule "queue-name-too-short" {
  title       = "The name of a queue is too short"
  severity    = "low"
  rationale   = "Nobody finds it."
  remediation = "Rename it."

  each "queue" {
    of = resources("aws_sqs_queue", { side = "dr" })
  }

  assert "long" {
    condition     = length(queue.name) > 3
    error_message = "${queue.label} has a short name."
  }
}
"#,
    );
    let ran = place.run(1, &["audit", "--output", "json", "--rules", "own"]);
    assert_eq!(pasts(&ran.json()), text(&[("a", "rule-new", 0, 1)]));
}

#[test]
fn what_was_kept_is_listed_shown_compared_and_exported() {
    let place = Place::new();
    let reports = eight(&place);
    let listed = place.run(8, &["history", "list", "--output", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 8);
    let id = listed[2]["id"].as_str().unwrap();
    let shown = place.run(8, &["history", "show", id, "--output", "json"]);
    assert_eq!((shown.json(), shown.status), (reports[2].clone(), 1));
    assert_eq!(place.run(8, &["history", "show", "--output", "json"]).json(), reports[7]);
    let table = place.run(8, &["history", "show", "latest~6"]);
    assert!(table.out.contains("aws_sqs_queue.mended"), "{}", table.out);
    let compared = place.run(8, &["history", "compare", id, "latest", "--output", "json"]).json();
    let mut courses: Vec<(&str, &str)> = compared["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["course"].as_str().unwrap(), f["subject"].as_str().unwrap()))
        .collect();
    courses.sort_unstable();
    courses.dedup();
    assert_eq!(
        courses,
        [
            ("accepted", "aws_sqs_queue.accepted"),
            ("new", "aws_sqs_queue.again"),
            ("new", "aws_sqs_queue.flaps"),
            ("new", "aws_sqs_queue.last"),
            ("persisting", "aws_sqs_queue.always"),
            ("persisting", "aws_sqs_queue.later"),
        ]
    );
    let trend = place.run(8, &["history", "trend"]);
    assert_eq!(trend.out.matches("2026-").count(), 8, "{}", trend.out);
    let exported = place.run(8, &["history", "export", "--output", "json"]).json();
    assert_eq!(exported["reports"].as_array().unwrap().len(), 8);
    for wrong in [
        ["history", "show", "nothing"].as_slice(),
        &["history", "compare", "x", "latest"],
        &["history", "show", "2"],
        &["history", "show", "--snapshot", "x.snapshot"],
        &["history", "prune", "--keep", "soon"],
        &["history", "export", "--since", "2027-1-31"],
    ] {
        let ran = place.run(8, wrong);
        assert_eq!(ran.status, 2, "{wrong:?}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn old_runs_are_removed_and_the_last_one_stays() {
    let place = Place::new();
    eight(&place);
    let told = place.run(60, &["history", "prune", "--keep", "52w", "--dry-run"]);
    assert!(told.out.contains("7 runs"), "{}", told.out);
    let other = place.run(9, &["history", "prune", "--keep", "3w", "--app", "other"]);
    assert!(other.out.contains("0 runs"), "{}", other.out);
    let done = place.run(9, &["history", "prune", "--keep", "3w"]);
    assert!(done.out.contains("6 runs"), "{}", done.out);
    let listed = place.run(9, &["history", "list", "--output", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    let ran = place.run(9, &["audit", "--output", "json"]);
    let past = pasts(&ran.json());
    assert!(past.contains(&("always".to_owned(), "persisting".to_owned(), 21, 3)), "{past:?}");
}

#[test]
fn runs_of_single_rules_and_other_views_are_in_no_trend() {
    let place = Place::new();
    place.write("passmuster.hcl", &format!("history = \"runs\"\n{}", app("shop", "")));
    place.states("shop", &["a"], &["a"]);
    place.run(0, &["audit", "--output", "json"]);
    let some = place.run(1, &["audit", "--output", "json", "--rule", "vpc-cidr-overlap"]).json();
    assert_eq!(some["trend"], Value::Null);
    let whole = place.run(2, &["audit", "--output", "json"]).json();
    assert_eq!(whole["trend"]["runs"].as_array().unwrap().len(), 2);
    let none = place.run(3, &["audit", "--output", "json", "--no-history"]).json();
    assert_eq!(none["trend"], Value::Null);
    let listed = place.run(4, &["history", "list", "--output", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 3);
}

#[test]
fn what_a_run_could_not_list_is_not_mended() {
    let place = Place::new();
    let sides = "  primary {\n    region = \"us-east-1\"\n    state  = [\"a.primary.tfstate\", \"b.primary.tfstate\"]\n  }\n  \
                 dr {\n    region = \"us-west-2\"\n    state  = [\"a.dr.tfstate\", \"b.dr.tfstate\"]\n  }\n";
    place.write("passmuster.hcl", &format!("history = \"runs\"\napp \"shop\" {{\n{sides}}}\n"));
    place.states("a", &["x"], &[]);
    place.states("b", &["y"], &["y"]);
    let audit = ["audit", "--output", "json"];
    assert_eq!(place.run(0, &audit).status, 1);
    for side in ["primary", "dr"] {
        place.write(&format!("b.{side}.tfstate"), "not a state");
    }
    let dark = place.run(1, &audit).json();
    assert_eq!(gone(&dark), [("y".to_owned(), "lost".to_owned(), 7)]);
    place.states("b", &["y"], &[]);
    assert_eq!(gone(&place.run(2, &audit).json()), [("y".to_owned(), "resolved".to_owned(), 14)]);
}
