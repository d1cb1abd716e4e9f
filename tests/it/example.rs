//! The example estate: healthy it has no findings, drifted exactly those that were planted.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use passmuster::app::{self, Request};
use passmuster::finding::{AuditReport, Outcome};
use passmuster::report::{Format, Options, render};

fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/checkout")
}

/// The report, in which every rule could be evaluated.
fn audited(variant: &str) -> AuditReport {
    let request = Request {
        config: Some(checkout().join(variant).join("passmuster.hcl")),
        job: "audit".to_owned(),
        now: "2026-01-01T00:00:00Z".to_owned(),
        directory: checkout(),
        digest_key: [7; 32],
        ..Request::default()
    };
    let mut finished = app::run(&request).unwrap();
    assert!(finished.errors.is_empty(), "{:?}", finished.errors);
    finished.fleet.reports.remove(0)
}

/// Rule, address and path: what a fault shows as.
type Seen = (String, String, Option<String>);

fn planted() -> BTreeSet<Seen> {
    let text = std::fs::read_to_string(checkout().join("drifted/expected.json")).unwrap();
    let faults: serde_json::Value = serde_json::from_str(&text).unwrap();
    let faults = faults.as_array().unwrap();
    assert!(faults.len() >= 15, "only {} faults are planted", faults.len());
    let text = |v: &serde_json::Value| v.as_str().map(str::to_owned);
    faults
        .iter()
        .flat_map(|f| f["findings"].as_array().unwrap())
        .map(|f| (text(&f["rule"]).unwrap(), text(&f["subject"]).unwrap(), text(&f["path"])))
        .collect()
}

#[test]
fn the_healthy_estate_has_no_findings_and_no_gaps() {
    let report = audited("healthy");
    let found: Vec<_> = report
        .findings
        .iter()
        .filter(|f| !matches!(f.outcome, Outcome::Expected { .. }))
        .map(|f| &f.message)
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);
    assert!(report.checks.passed > 150, "{:?}", report.checks);
    assert_eq!(report.pairs.ambiguous, 0);
}

#[test]
fn the_drifted_estate_has_exactly_the_planted_faults() {
    let report = audited("drifted");
    let found: BTreeSet<Seen> = report
        .findings
        .iter()
        .filter(|f| !matches!(f.outcome, Outcome::Expected { .. }))
        .map(|f| {
            let path = f.location.as_ref().and_then(|l| l.path.clone());
            (f.rule.clone(), f.subjects[0].address.clone(), path)
        })
        .collect();
    let planted = planted();
    let missed: Vec<_> = planted.difference(&found).collect();
    let invented: Vec<_> = found.difference(&planted).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:#?}\ninvented {invented:#?}");
    assert!(report.gaps.is_empty());
}

#[test]
fn the_planted_secret_is_in_no_report() {
    const SECRET: &str = "planted-secret-do-not-leak";
    let state = std::fs::read_to_string(checkout().join("healthy/platform.us-east-1.tfstate"));
    assert!(state.unwrap().contains(SECRET), "the example has no secret");
    for variant in ["healthy", "drifted"] {
        let report = audited(variant);
        for format in Format::ALL {
            let mut out = Vec::new();
            let options = Options { all: true, ..Options::default() };
            render(&report, format, options, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.contains(SECRET), "{variant} {}", format.name());
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let bytes = || {
        let mut out = Vec::new();
        render(&audited("drifted"), Format::Json, Options::default(), &mut out).unwrap();
        out
    };
    assert_eq!(bytes(), bytes());
}
