//! The dashboard, the alerts and their pages ask for nothing that is not measured.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use openmetrics_parser::prometheus::parse_prometheus;
use passmuster::finding::{
    Absent, AuditReport, CheckCounts, DataLoss, Fleet, Gone, Level, Readiness, RecoveryTime,
    RuleLine, Severity, SideLine, StoreLag, TimePart, Topology, TopologyState, Trend,
};
use passmuster::finding::{Course, Fingerprint};
use passmuster::lang::functions;
use passmuster::model::Value;
use passmuster::report::metrics::FAMILIES;
use passmuster::report::{COLUMNS, Format, Options, render_fleet};
use promql_parser::label::{MatchOp, Matcher};
use promql_parser::parser::{self, Expr};
use promql_parser::util::{ExprVisitor, walk_expr};
use regex::Regex;
use serde_json::Value as Json;

const DASHBOARD: &str = "deploy/monitoring/grafana-dashboard.json";
const ALERTS: &str = "deploy/monitoring/alerts.yml";

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The series of one metric, each by its labels.
type Series = Vec<BTreeMap<String, String>>;

/// A gate that measures everything.
fn gate() -> AuditReport {
    let side = |side: &str, region: &str| SideLine {
        side: side.into(),
        region: region.into(),
        ..SideLine::default()
    };
    let store = StoreLag { store: "Aurora".into(), seconds: Some(2.5), ..StoreLag::default() };
    let part = TimePart {
        what: "promotion".into(),
        step: None,
        range_seconds: Some((60, 120)),
        because: String::new(),
    };
    let gone = Gone {
        fingerprint: Fingerprint::new("r", "a", &[], ""),
        rule: "r".into(),
        severity: Severity::Low,
        subject: String::new(),
        course: Course::Resolved,
        first_seen: String::new(),
        age_days: 1,
    };
    AuditReport {
        assessed_at: "2026-01-01T00:00:00Z".into(),
        app: "checkout".into(),
        job: "gate".into(),
        sides: vec![side("primary", "us-east-1"), side("dr", "us-west-2")],
        checks: CheckCounts { passed: 3, ..CheckCounts::default() },
        rules: vec![RuleLine { area: "network".into(), ..RuleLine::default() }],
        readiness: Some(Readiness {
            level: Level::FullyReady,
            incomplete: false,
            decisive: Vec::new(),
            topology: Topology {
                state: TopologyState::Steady,
                evidence: Vec::new(),
                turned: false,
            },
            steps: Vec::new(),
            data_loss: DataLoss { stores: vec![store], objective_seconds: Some(5) },
            recovery_time: RecoveryTime {
                parts: vec![part],
                objective_seconds: Some(600),
                shorten: None,
            },
            capacity: Vec::new(),
            accepted: Vec::new(),
            not_visible: Vec::new(),
        }),
        trend: Some(Trend { gone: vec![gone], ..Trend::default() }),
        ..AuditReport::default()
    }
}

/// What the exporter emits for a gate, an audit and an app without a report.
fn emitted() -> BTreeMap<String, Series> {
    let audit = AuditReport { job: "audit".into(), readiness: None, ..gate() };
    let fleet = Fleet {
        reports: vec![audit, gate()],
        absent: vec![Absent { app: Some("billing".into()), ..Absent::default() }],
    };
    let mut out = Vec::new();
    let options = Options { run_seconds: Some(1.0), ..Options::default() };
    render_fleet(&fleet, Format::Prometheus, options, &mut out).unwrap();
    let parsed = parse_prometheus(&String::from_utf8(out).unwrap()).unwrap();
    let series = |labels: openmetrics_parser::LabelSet| -> BTreeMap<String, String> {
        labels.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    };
    let families = parsed.families.into_iter();
    families
        .map(|(name, family)| {
            let all = family.iter_samples().map(|s| series(s.get_labelset().unwrap())).collect();
            (name, all)
        })
        .collect()
}

/// What an expression asks for.
#[derive(Default)]
struct Asked {
    selectors: Vec<(String, Vec<Matcher>)>,
    grouped: Vec<String>,
}

impl ExprVisitor for Asked {
    type Error = String;

    fn pre_visit(&mut self, expr: &Expr) -> Result<bool, String> {
        match expr {
            Expr::VectorSelector(selector) => {
                let name = selector.name.clone().ok_or("a selector without a metric")?;
                if !selector.matchers.or_matchers.is_empty() {
                    return Err("alternatives are not looked at".to_owned());
                }
                self.selectors.push((name, selector.matchers.matchers.clone()));
            }
            Expr::MatrixSelector(_) => return Err("ranges are not looked at".to_owned()),
            Expr::Aggregate(aggregate) => {
                let by = aggregate.modifier.iter().flat_map(|m| &m.labels().labels);
                self.grouped.extend(by.cloned());
            }
            _ => {}
        }
        Ok(true)
    }
}

fn asked(expression: &str) -> Asked {
    let plain = expression.replace("$app", ".*").replace("$job", ".*");
    let expr = parser::parse(&plain).unwrap_or_else(|e| panic!("{e}: {expression}"));
    let mut asked = Asked::default();
    walk_expr(&mut asked, &expr).unwrap();
    assert!(!asked.selectors.is_empty(), "{expression} asks for nothing");
    asked
}

fn fits(series: &BTreeMap<String, String>, matcher: &Matcher) -> bool {
    let value = series.get(&matcher.name).map(String::as_str).unwrap_or_default();
    let whole = || Regex::new(&format!("^(?:{})$", matcher.value)).unwrap().is_match(value);
    match &matcher.op {
        MatchOp::Equal => value == matcher.value,
        MatchOp::NotEqual => value != matcher.value,
        MatchOp::Re(_) => whole(),
        MatchOp::NotRe(_) => !whole(),
    }
}

/// Every metric is measured, some series fits, and the labels that are shown are there.
fn holds(expression: &str, shown: &BTreeSet<String>) {
    let emitted = emitted();
    let asked = asked(expression);
    for (name, matchers) in &asked.selectors {
        let all = emitted.get(name).unwrap_or_else(|| panic!("{name} is not measured"));
        let fit = all.iter().filter(|s| matchers.iter().all(|m| fits(s, m)));
        assert!(fit.count() > 0, "no series of {name} fits {expression}");
        let labels: BTreeSet<&String> = all.iter().flat_map(BTreeMap::keys).collect();
        let told = matchers.iter().map(|m| &m.name).chain(&asked.grouped).chain(shown);
        for label in told {
            assert!(labels.contains(label), "{name} has no label {label}: {expression}");
        }
    }
    if !asked.grouped.is_empty() {
        let lost: Vec<_> = shown.iter().filter(|l| !asked.grouped.contains(l)).collect();
        assert!(lost.is_empty(), "{lost:?} is aggregated away: {expression}");
    }
}

fn labels(text: &str, pattern: &str) -> BTreeSet<String> {
    Regex::new(pattern).unwrap().captures_iter(text).map(|c| c[1].to_owned()).collect()
}

#[test]
fn every_panel_of_the_dashboard_asks_for_what_is_measured() {
    let dashboard: Json = serde_json::from_str(&file(DASHBOARD)).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let averaged = Regex::new(r"\b(avg|quantile|avg_over_time)\b").unwrap();
    let mut used = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for panel in panels {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{}", panel["title"]);
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{}", panel["title"]);
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            let legend = target["legendFormat"].as_str().unwrap();
            holds(expression, &labels(legend, r"\{\{(\w+)\}\}"));
            used.extend(asked(expression).selectors.into_iter().map(|s| s.0));
            // Apps stand side by side.
            assert!(!averaged.is_match(expression), "{expression}");
        }
    }
    for needed in [
        "passmuster_readiness_level",
        "passmuster_findings_open",
        "passmuster_coverage_ratio",
        "passmuster_replication_lag_seconds",
        "passmuster_last_complete_run_timestamp_seconds",
        "passmuster_run_duration_seconds",
        "passmuster_gaps",
    ] {
        assert!(used.contains(needed), "no panel shows {needed}");
    }
    let emitted = emitted();
    for variable in dashboard["templating"]["list"].as_array().unwrap() {
        if variable["type"] == "query" {
            let query = variable["definition"].as_str().unwrap();
            let inner = query.strip_prefix("label_values(").unwrap().strip_suffix(')').unwrap();
            let (metric, label) = inner.split_once(", ").unwrap();
            assert!(emitted[metric].iter().all(|s| s.contains_key(label)), "{query}");
        }
    }
}

#[test]
fn every_alert_asks_for_what_is_measured() {
    let decode = functions::standard("yamldecode").unwrap();
    let alerts = decode.call(&[Value::text(file(ALERTS))]).unwrap();
    let groups = alerts.as_map().unwrap().get("groups").unwrap().as_list().unwrap().to_vec();
    let mut names = BTreeSet::new();
    for group in groups {
        let rules = group.as_map().unwrap().get("rules").unwrap().as_list().unwrap().to_vec();
        for rule in rules {
            let rule = rule.as_map().unwrap();
            let expression = rule.get("expr").and_then(Value::as_str).unwrap();
            let name = rule.get("alert").and_then(Value::as_str).unwrap().to_owned();
            let annotations = rule.get("annotations").unwrap().as_map().unwrap();
            let told: String = annotations.iter().filter_map(|(_, v)| v.as_str()).collect();
            holds(expression, &labels(&told, r"\$labels\.(\w+)"));
            let severity =
                rule.get("labels").and_then(Value::as_map).and_then(|l| l.get("severity"));
            assert!(severity.and_then(Value::as_str).is_some(), "{name}");
            assert!(names.insert(name.clone()), "{name} twice");
        }
    }
    for needed in [
        "PassmusterNotReady",
        "PassmusterReplicationLag",
        "PassmusterReplicationLagLong",
        "PassmusterAuditStale",
        "PassmusterCoverage",
        "PassmusterNewCritical",
        "PassmusterAbsent",
    ] {
        assert!(names.contains(needed), "{needed}");
    }
}

/// The rows of the first table whose head begins so: the texts of their cells.
fn table(page: &str, head: &str) -> Vec<Vec<String>> {
    let rows = page.lines().skip_while(|l| !l.starts_with(head)).skip(2);
    rows.take_while(|l| l.starts_with('|'))
        .map(|l| l.trim_matches('|').split('|').map(|c| c.trim().replace('`', "")).collect())
        .collect()
}

#[test]
fn the_page_names_every_metric_and_its_labels() {
    let told: BTreeMap<String, String> = table(&file("docs/monitoring.md"), "| metric |")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let base = ["app", "job", "primary_region", "dr_region"];
    let known: BTreeMap<String, String> = FAMILIES
        .iter()
        .map(|family| {
            let own = family.labels.iter().filter(|l| !base.contains(l));
            (family.name.to_owned(), own.copied().collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(told, known);
    let emitted = emitted();
    for family in FAMILIES {
        let all = &emitted[family.name];
        let labels: BTreeSet<&str> = all.iter().flat_map(BTreeMap::keys).map(|l| &**l).collect();
        assert_eq!(labels, family.labels.iter().copied().collect(), "{}", family.name);
    }
    let alerts = file(ALERTS);
    for name in labels(&alerts, r"alert: (\w+)") {
        assert!(file("docs/monitoring.md").contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_page_names_every_column_in_order() {
    let told = table(&file("docs/exports.md"), "| column |");
    let names: Vec<&str> = told.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, COLUMNS);
}

fn passmuster(history: &Path, arguments: &[&str]) -> String {
    let ran = assert_cmd::Command::cargo_bin("passmuster")
        .unwrap()
        .args(arguments)
        .current_dir(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/checkout/drifted"),
        )
        .env("PASSMUSTER_HISTORY", history)
        .output()
        .unwrap();
    assert!(ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn a_run_knows_how_long_it_took_and_a_report_that_is_read_does_not() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("passmuster.prom");
    let target = format!("prometheus={}", file.display());
    passmuster(place.path(), &["audit", "--output", &target]);
    let own = fs::read_to_string(&file).unwrap();
    let took = own.lines().find(|l| l.starts_with("passmuster_run_duration_seconds{")).unwrap();
    let seconds: f64 = took.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(seconds > 0.0 && seconds < 600.0, "{took}");
    let again = passmuster(place.path(), &["history", "show", "latest", "--output", "prometheus"]);
    assert!(!again.contains("passmuster_run_duration_seconds"), "{again}");
    // What else is measured is the same.
    let rest = |text: &str| -> Vec<String> {
        let other = text.lines().filter(|l| !l.contains("run_duration") && !l.contains("course"));
        other.map(str::to_owned).collect()
    };
    assert_eq!(rest(&own), rest(&again));
    // Nothing that the textfile collector would read is left beside it.
    let beside = fs::read_dir(place.path()).unwrap().map(|e| e.unwrap().file_name());
    let read = beside.filter(|n| n.to_string_lossy().ends_with(".prom")).count();
    assert_eq!(read, 1);
}

#[test]
fn kept_runs_are_exported_as_json_lines_where_no_format_is_named() {
    let place = tempfile::tempdir().unwrap();
    passmuster(place.path(), &["audit"]);
    let plain = passmuster(place.path(), &["history", "export"]);
    let rows: Vec<Json> = plain.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(rows[0]["record"], "run");
    assert!(rows.iter().any(|r| r["rule"] == "vpc-cidr-overlap" && r["outcome"] == "fail"));
    assert_eq!(plain, passmuster(place.path(), &["history", "export", "--output", "ndjson"]));
    let table = passmuster(place.path(), &["history", "export", "--output", "csv"]);
    assert_eq!(table.lines().count(), rows.len() + 1);
}
