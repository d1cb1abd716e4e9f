//! Metrics are read back by a parser.

use std::collections::BTreeMap;

use openmetrics_parser::{
    OpenMetricsValue, PrometheusValue, openmetrics::parse_openmetrics, prometheus::parse_prometheus,
};

use super::FAMILIES;
use crate::finding::{
    Absent, AuditReport, Course, DataLoss, Finding, Fleet, Gone, Level, Outcome, Past, Readiness,
    RecoveryTime, RunPoint, Severity, StoreLag, TimePart, Topology, TopologyState, Trend,
};
use crate::report::tests::{HOSTILE, finding, gap, report, reports};
use crate::report::{Format, Options, render, render_fleet};

/// Each sample: the metric's name, its labels as one text, and the value.
type Read = BTreeMap<(String, String), f64>;

fn key<'a>(labels: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let own = labels.filter(|(_, text)| !text.is_empty());
    let mut all: Vec<String> = own.map(|(name, text)| format!("{name}={text}")).collect();
    all.sort();
    all.join(" ")
}

fn read(text: &str, format: Format) -> Read {
    let mut all = Read::new();
    if format == Format::Openmetrics {
        let parsed = parse_openmetrics(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        parsed.families.iter().for_each(|(name, family)| {
            for sample in family.iter_samples() {
                let labels = key(sample.get_labelset().unwrap().iter());
                let OpenMetricsValue::Gauge(value) = &sample.value else { panic!("{name}") };
                all.insert((name.clone(), labels), value.as_f64());
            }
        });
    } else {
        let parsed = parse_prometheus(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        parsed.families.iter().for_each(|(name, family)| {
            for sample in family.iter_samples() {
                let labels = key(sample.get_labelset().unwrap().iter());
                let PrometheusValue::Gauge(value) = &sample.value else { panic!("{name}") };
                all.insert((name.clone(), labels), value.as_f64());
            }
        });
    }
    all
}

const FORMATS: [Format; 2] = [Format::Prometheus, Format::Openmetrics];

fn text(fleet: &Fleet, format: Format, options: Options) -> String {
    let mut out = Vec::new();
    render_fleet(fleet, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn past(course: Course) -> Past {
    let at = "2025-12-01T00:00:00Z".to_owned();
    Past { course, first_seen: at.clone(), since: at, age_days: 31, open_runs: 2, changes: 0 }
}

fn told(name: &str, outcome: Outcome, course: Course) -> Finding {
    Finding { past: Some(past(course)), ..finding(name, outcome) }
}

fn store(store: &str, seconds: Option<f64>) -> StoreLag {
    StoreLag { store: store.into(), name: "orders".into(), seconds, ..StoreLag::default() }
}

fn gate() -> AuditReport {
    let part = |range_seconds| TimePart {
        what: "promotion".into(),
        step: None,
        range_seconds: Some(range_seconds),
        because: String::new(),
    };
    let run = |at: &str, gaps| RunPoint {
        at: at.into(),
        assessed: 10,
        checks: 10,
        gaps,
        ..RunPoint::default()
    };
    let lost = told("lost", Outcome::Unassessed { because: Vec::new() }, Course::Lost);
    let gone = |fingerprint, course| Gone {
        fingerprint,
        rule: "vpc-cidr-overlap".into(),
        severity: Severity::Critical,
        subject: String::new(),
        course,
        first_seen: String::new(),
        age_days: 3,
    };
    let mended = finding("mended", Outcome::Fail).fingerprint;
    AuditReport {
        job: "gate".into(),
        readiness: Some(Readiness {
            level: Level::Degraded,
            incomplete: false,
            decisive: Vec::new(),
            topology: Topology {
                state: TopologyState::Steady,
                evidence: Vec::new(),
                turned: false,
            },
            steps: Vec::new(),
            data_loss: DataLoss {
                stores: vec![
                    store("Aurora", Some(0.4)),
                    store("Aurora", Some(42.5)),
                    store("Aurora", None),
                    store("S3", None),
                ],
                objective_seconds: Some(5),
            },
            recovery_time: RecoveryTime {
                parts: vec![part((60, 120)), part((30, 300))],
                objective_seconds: Some(600),
                shorten: None,
            },
            capacity: Vec::new(),
            accepted: Vec::new(),
            not_visible: Vec::new(),
        }),
        trend: Some(Trend {
            runs: vec![
                run("2025-12-01T00:00:00Z", 0),
                run("2025-12-20T00:00:00Z", 0),
                run("2025-12-25T00:00:00Z", 1),
            ],
            gone: vec![
                gone(mended, Course::Resolved),
                gone(lost.fingerprint.clone(), Course::Lost),
            ],
            ..Trend::default()
        }),
        ..report(vec![told("main", Outcome::Fail, Course::New), lost], vec![gap("dr.tfstate")])
    }
}

const BASE: &str = "app=checkout dr_region=us-west-2 job=gate primary_region=us-east-1";

fn get(read: &Read, name: &str, own: &str) -> Option<f64> {
    let mut all: Vec<&str> = BASE.split(' ').chain(own.split(' ')).collect();
    all.retain(|l| !l.is_empty());
    all.sort_unstable();
    read.get(&(format!("passmuster_{name}"), all.join(" "))).copied()
}

#[test]
fn a_gate_is_measured() {
    let options = Options { run_seconds: Some(1.5), ..Options::default() };
    for format in FORMATS {
        let read = read(&text(&Fleet::from(gate()), format, options), format);
        let is = |name: &str, own: &str, value: f64| {
            assert_eq!(get(&read, name, own), Some(value), "{name} {own}: {read:#?}");
        };
        is("readiness_level", "", 1.0);
        is("readiness", "level=DEGRADED", 1.0);
        is("readiness", "level=FULLY_READY", 0.0);
        is("findings_open", "area=network severity=critical", 1.0);
        is("findings_open", "area=network severity=low", 0.0);
        is("findings_by_course", "course=new severity=critical", 1.0);
        is("findings_by_course", "course=lost severity=critical", 1.0);
        is("findings_by_course", "course=resolved severity=critical", 1.0);
        is("checks", "outcome=pass", 10.0);
        is("checks", "outcome=unassessed", 1.0);
        is("coverage_ratio", "", 11.0 / 12.0);
        is("gaps", "", 1.0);
        is("replication_lag_seconds", "store=Aurora", 42.5);
        is("replication_lag_unknown", "store=Aurora", 1.0);
        is("replication_lag_unknown", "store=S3", 1.0);
        assert_eq!(get(&read, "replication_lag_seconds", "store=S3"), None);
        is("recovery_point_objective_seconds", "", 5.0);
        is("recovery_time_lower_seconds", "", 90.0);
        is("recovery_time_upper_seconds", "", 420.0);
        is("recovery_time_objective_seconds", "", 600.0);
        is("assessed_timestamp_seconds", "", 1_767_225_600.0);
        is("last_complete_run_timestamp_seconds", "", 1_766_188_800.0);
        is("run_duration_seconds", "", 1.5);
        let absent = ("passmuster_absent".to_owned(), "app=checkout job=gate".to_owned());
        assert_eq!(read.get(&absent), Some(&0.0));
        // Every metric is measured here, so that a name without a sample is seen.
        let names: Vec<&str> =
            FAMILIES.iter().map(|f| f.name).filter(|n| !read.keys().any(|k| k.0 == *n)).collect();
        assert!(names.is_empty(), "{names:?}");
    }
}

#[test]
fn what_is_not_known_has_no_sample() {
    for format in FORMATS {
        let report = AuditReport { assessed_at: "yesterday".into(), ..AuditReport::default() };
        let text = text(&Fleet::from(report), format, Options::default());
        for name in ["readiness", "timestamp", "duration", "lag", "recovery", "course"] {
            assert!(!text.contains(name), "{name}: {text}");
        }
        assert!(text.contains("passmuster_coverage_ratio{"), "{text}");
        assert!(read(&text, format).values().all(|value| value.abs() < f64::EPSILON), "{text}");
    }
}

#[test]
fn hostile_names_stay_in_their_label() {
    for format in FORMATS {
        for (name, mut report) in reports() {
            report.app = format!("{HOSTILE}\"}} 1\\");
            report.rules[0].area = HOSTILE.into();
            let fleet = Fleet {
                reports: vec![report, gate()],
                absent: vec![Absent { app: Some(HOSTILE.into()), ..Absent::default() }],
            };
            let text = text(&fleet, format, Options::default());
            let lines = text.lines().filter(|l| !l.starts_with("passmuster_"));
            for line in lines {
                assert!(line.starts_with("# "), "{name}: {line}");
            }
            let apps = read(&text, format);
            let app = apps.keys().filter(|k| k.0 == "passmuster_gaps").count();
            assert_eq!(app, 2, "{apps:#?}");
            assert!(apps.keys().any(|k| k.1.contains("::error file=a,line=1::own")), "{text}");
            assert!(!text.contains(['\u{1b}', '\u{7}', '\r']));
        }
    }
}

#[test]
fn of_many_runs_the_newest_is_measured_and_what_has_no_report_counts() {
    let old = AuditReport {
        assessed_at: "2025-01-01T00:00:00Z".into(),
        readiness: None,
        ..report(Vec::new(), Vec::new())
    };
    let old = AuditReport { job: "gate".into(), ..old };
    let missing = |app: Option<&str>| Absent {
        app: app.map(str::to_owned),
        part: Some("2/3".into()),
        why: "no part".into(),
    };
    for format in FORMATS {
        for reports in [vec![old.clone(), gate()], vec![gate(), old.clone()]] {
            let fleet = Fleet {
                reports,
                absent: vec![missing(Some("billing")), missing(None), missing(None)],
            };
            let read = read(&text(&fleet, format, Options::default()), format);
            assert_eq!(get(&read, "gaps", ""), Some(1.0));
            let absent = |labels: &str| {
                read.get(&("passmuster_absent".to_owned(), labels.to_owned())).copied()
            };
            assert_eq!(absent("app=billing job=gate"), Some(1.0));
            assert_eq!(absent("job=gate"), Some(2.0));
            assert_eq!(absent("app=checkout job=gate"), Some(0.0));
        }
    }
}

#[test]
fn promtool_takes_the_metrics_where_it_is_there() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let mut out = Vec::new();
    render(&gate(), Format::Prometheus, Options::default(), &mut out).unwrap();
    let began = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut promtool) = began else { return };
    promtool.stdin.take().unwrap().write_all(&out).unwrap();
    let ran = promtool.wait_with_output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn both_formats_say_the_same() {
    let fleet = Fleet::from(gate());
    let plain = text(&fleet, Format::Prometheus, Options::default());
    let open = text(&fleet, Format::Openmetrics, Options::default());
    assert_eq!(read(&plain, Format::Prometheus), read(&open, Format::Openmetrics));
    assert!(open.ends_with("# EOF\n") && !plain.contains("# EOF"));
    assert!(open.contains("# UNIT passmuster_coverage_ratio ratio\n"), "{open}");
}
