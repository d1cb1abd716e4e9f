//! What is measured.

use std::collections::{BTreeMap, BTreeSet};

use super::{BASE, Family, Labels, Samples};
use crate::finding::{
    Absent, AuditReport, CheckCounts, Course, Fingerprint, Level, Outcome, Readiness, Severity,
};
use crate::report::{Options, escape_terminal};

/// All metrics, in the order in which they are written.
pub const FAMILIES: &[Family] = &[
    Family {
        name: READINESS_LEVEL,
        unit: None,
        labels: &BASE,
        help: "Verdict of the gate: 0 NOT_READY, 1 DEGRADED, 2 READY_WITH_WARNINGS, 3 FULLY_READY.",
    },
    Family {
        name: READINESS,
        unit: None,
        labels: &["app", "job", "primary_region", "dr_region", "level"],
        help: "1 for the level that the gate found, 0 for the other ones.",
    },
    Family {
        name: FINDINGS_OPEN,
        unit: None,
        labels: &["app", "job", "primary_region", "dr_region", "severity", "area"],
        help: "Failed checks that are neither expected nor waived.",
    },
    Family {
        name: FINDINGS_BY_COURSE,
        unit: None,
        labels: &["app", "job", "primary_region", "dr_region", "severity", "course"],
        help: "Findings by what became of them since earlier runs, where runs are kept.",
    },
    Family {
        name: CHECKS,
        unit: None,
        labels: &["app", "job", "primary_region", "dr_region", "outcome"],
        help: "Checks by outcome.",
    },
    Family {
        name: COVERAGE,
        unit: Some("ratio"),
        labels: &BASE,
        help: "Checks that could be decided, of all checks; 0 when there were none.",
    },
    Family { name: GAPS, unit: None, labels: &BASE, help: "Things that could not be read." },
    Family {
        name: LAG,
        unit: Some("seconds"),
        labels: &["app", "job", "primary_region", "dr_region", "store"],
        help: "Worst known replication lag of the stores of one kind.",
    },
    Family {
        name: LAG_UNKNOWN,
        unit: None,
        labels: &["app", "job", "primary_region", "dr_region", "store"],
        help: "Replicated stores of one kind whose lag is not known.",
    },
    Family {
        name: LAG_OBJECTIVE,
        unit: Some("seconds"),
        labels: &BASE,
        help: "Recovery point objective of the configuration.",
    },
    Family {
        name: RECOVERY_LOWER,
        unit: Some("seconds"),
        labels: &BASE,
        help: "Shortest time that a failover would take, where all parts are known.",
    },
    Family {
        name: RECOVERY_UPPER,
        unit: Some("seconds"),
        labels: &BASE,
        help: "Longest time that a failover would take, where all parts are known.",
    },
    Family {
        name: RECOVERY_OBJECTIVE,
        unit: Some("seconds"),
        labels: &BASE,
        help: "Recovery time objective of the configuration.",
    },
    Family {
        name: ASSESSED_AT,
        unit: Some("seconds"),
        labels: &BASE,
        help: "When the assessment was made, in seconds since 1970.",
    },
    Family {
        name: COMPLETE_AT,
        unit: Some("seconds"),
        labels: &BASE,
        help: "When the last run without a gap or an unassessed check was made, in seconds since 1970.",
    },
    Family {
        name: DURATION,
        unit: Some("seconds"),
        labels: &BASE,
        help: "How long the command ran that assessed this and all that it assessed beside it.",
    },
    Family {
        name: ABSENT,
        unit: None,
        labels: &ABSENT_LABELS,
        help: "1 for an application or a part of a fleet that has no report, 0 for one that has.",
    },
];

const READINESS_LEVEL: &str = "passmuster_readiness_level";
const READINESS: &str = "passmuster_readiness";
const FINDINGS_OPEN: &str = "passmuster_findings_open";
const FINDINGS_BY_COURSE: &str = "passmuster_findings_by_course";
const CHECKS: &str = "passmuster_checks";
const COVERAGE: &str = "passmuster_coverage_ratio";
const GAPS: &str = "passmuster_gaps";
const LAG: &str = "passmuster_replication_lag_seconds";
const LAG_UNKNOWN: &str = "passmuster_replication_lag_unknown";
const LAG_OBJECTIVE: &str = "passmuster_recovery_point_objective_seconds";
const RECOVERY_LOWER: &str = "passmuster_recovery_time_lower_seconds";
const RECOVERY_UPPER: &str = "passmuster_recovery_time_upper_seconds";
const RECOVERY_OBJECTIVE: &str = "passmuster_recovery_time_objective_seconds";
const ASSESSED_AT: &str = "passmuster_assessed_timestamp_seconds";
const COMPLETE_AT: &str = "passmuster_last_complete_run_timestamp_seconds";
const DURATION: &str = "passmuster_run_duration_seconds";
const ABSENT: &str = "passmuster_absent";

/// Of what has no report the regions are not known.
const ABSENT_LABELS: [&str; 2] = ["app", "job"];

/// The samples of all reports. Of many runs of one application and job the newest counts.
pub(super) fn samples(reports: &[AuditReport], absent: &[Absent], options: Options) -> Samples {
    let mut newest: BTreeMap<[String; 2], (&AuditReport, Option<i64>)> = BTreeMap::new();
    for report in reports {
        let key = [label(&report.app), label(&report.job)];
        let complete = last_complete(report);
        newest
            .entry(key)
            .and_modify(|(known, at)| {
                *at = (*at).max(complete);
                if seconds(&report.assessed_at) >= seconds(&known.assessed_at) {
                    *known = report;
                }
            })
            .or_insert((report, complete));
    }
    let mut all = Measured(Samples::new());
    for (report, complete) in newest.values() {
        all.report(report, *complete, options.run_seconds);
    }
    // What has no report was meant to be looked at by the same job.
    let jobs: BTreeSet<String> = reports.iter().map(|r| label(&r.job)).collect();
    let job = if jobs.len() == 1 { jobs.into_iter().next() } else { None };
    for absent in absent {
        let app = absent.app.as_deref().map(label).unwrap_or_default();
        let job = job.clone().unwrap_or_default();
        all.add(ABSENT, ABSENT_LABELS.into_iter().zip([app, job]).collect(), 1.0);
    }
    all.0
}

/// The name and the text of a label.
type Own<'a> = (&'static str, &'a str);

/// The labels of the application, and others.
fn joined(base: &Labels, own: &[Own<'_>]) -> Labels {
    let own = own.iter().map(|(name, text)| (*name, label(text)));
    base.iter().cloned().chain(own).collect()
}

struct Measured(Samples);

impl Measured {
    /// One more sample; of two with the same labels both count.
    fn add(&mut self, name: &str, labels: Labels, value: f64) {
        if let Some(at) = FAMILIES.iter().position(|f| f.name == name) {
            *self.0.entry(at).or_default().entry(labels).or_default() += value;
        }
    }

    /// One more sample, of which the largest counts.
    fn worst(&mut self, name: &str, labels: Labels, value: f64) {
        if let Some(at) = FAMILIES.iter().position(|f| f.name == name) {
            let sample = self.0.entry(at).or_default().entry(labels).or_insert(value);
            *sample = sample.max(value);
        }
    }

    fn report(&mut self, report: &AuditReport, complete: Option<i64>, run: Option<f64>) {
        let side = |name: &str| {
            let side = report.sides.iter().find(|s| s.side == name);
            side.map(|s| label(&s.region)).unwrap_or_default()
        };
        let values = [label(&report.app), label(&report.job), side("primary"), side("dr")];
        let base: Labels = BASE.into_iter().zip(values).collect();
        let with = |own: &[Own<'_>]| joined(&base, own);
        if let Some(readiness) = &report.readiness {
            self.readiness(readiness, &base);
        }
        self.findings(report, &base);
        for (outcome, count) in outcomes(report.checks) {
            self.add(CHECKS, with(&[("outcome", outcome)]), number(count));
        }
        let total = report.checks.total();
        let assessed = number(report.checks.assessed());
        let ratio = if total == 0 { 0.0 } else { assessed / number(total) };
        self.add(COVERAGE, base.clone(), ratio);
        self.add(GAPS, base.clone(), number(report.gaps.len()));
        for (name, at) in [(ASSESSED_AT, seconds(&report.assessed_at)), (COMPLETE_AT, complete)] {
            if let Some(at) = at {
                self.add(name, base.clone(), whole(at));
            }
        }
        if let Some(run) = run {
            self.add(DURATION, base.clone(), run);
        }
        let own = base.iter().filter(|(name, _)| ABSENT_LABELS.contains(name));
        self.add(ABSENT, own.cloned().collect(), 0.0);
    }

    fn readiness(&mut self, readiness: &Readiness, base: &Labels) {
        let with = |own: &[Own<'_>]| joined(base, own);
        let level = Level::ALL.iter().position(|l| *l == readiness.level).unwrap_or_default();
        self.add(READINESS_LEVEL, with(&[]), number(level));
        for (at, each) in Level::ALL.into_iter().enumerate() {
            let value = if at == level { 1.0 } else { 0.0 };
            self.add(READINESS, with(&[("level", each.name())]), value);
        }
        for store in &readiness.data_loss.stores {
            let labels = with(&[("store", &store.store)]);
            if let Some(lag) = store.seconds {
                self.worst(LAG, labels.clone(), lag);
            }
            let unknown = if store.seconds.is_none() { 1.0 } else { 0.0 };
            self.add(LAG_UNKNOWN, labels, unknown);
        }
        let time = &readiness.recovery_time;
        let range = time.range_seconds();
        let all = [
            (LAG_OBJECTIVE, readiness.data_loss.objective_seconds),
            (RECOVERY_LOWER, range.map(|r| r.0)),
            (RECOVERY_UPPER, range.map(|r| r.1)),
            (RECOVERY_OBJECTIVE, time.objective_seconds),
        ];
        for (name, value) in all {
            if let Some(value) = value {
                self.add(name, with(&[]), number(usize::try_from(value).unwrap_or(usize::MAX)));
            }
        }
    }

    fn findings(&mut self, report: &AuditReport, base: &Labels) {
        let with = |own: &[Own<'_>]| joined(base, own);
        // A severity that is not there is 0, so that one that comes is seen to rise.
        let areas: BTreeSet<&str> = report.rules.iter().map(|r| r.area.as_str()).collect();
        for area in areas {
            for severity in Severity::ALL {
                let labels = with(&[("severity", severity.name()), ("area", area)]);
                self.add(FINDINGS_OPEN, labels, 0.0);
            }
        }
        for finding in report.findings.iter().filter(|f| f.outcome == Outcome::Fail) {
            let own = [("severity", finding.severity.name()), ("area", &*finding.area)];
            self.add(FINDINGS_OPEN, with(&own), 1.0);
        }
        let Some(trend) = &report.trend else { return };
        let labels = |severity: Severity, course: Course| {
            with(&[("severity", severity.name()), ("course", course.name())])
        };
        for severity in Severity::ALL {
            for course in Course::ALL {
                self.add(FINDINGS_BY_COURSE, labels(severity, course), 0.0);
            }
        }
        let mut told: BTreeSet<&Fingerprint> = BTreeSet::new();
        for finding in &report.findings {
            if let Some(past) = &finding.past {
                self.add(FINDINGS_BY_COURSE, labels(finding.severity, past.course), 1.0);
                told.insert(&finding.fingerprint);
            }
        }
        for gone in trend.gone.iter().filter(|g| !told.contains(&g.fingerprint)) {
            self.add(FINDINGS_BY_COURSE, labels(gone.severity, gone.course), 1.0);
        }
    }
}

/// The checks by the outcome's name.
fn outcomes(checks: CheckCounts) -> [(&'static str, usize); 5] {
    [
        ("pass", checks.passed),
        ("fail", checks.failed),
        ("unassessed", checks.unassessed),
        ("expected", checks.expected),
        ("waived", checks.waived),
    ]
}

/// When everything could be assessed for the last time, in seconds since 1970.
fn last_complete(report: &AuditReport) -> Option<i64> {
    let checks = report.checks;
    if checks.unassessed == 0 && checks.total() > 0 && report.gaps.is_empty() {
        return seconds(&report.assessed_at);
    }
    let runs = report.trend.iter().flat_map(|t| &t.runs);
    runs.filter(|r| r.assessed == r.checks && r.checks > 0 && r.gaps == 0)
        .filter_map(|r| seconds(&r.at))
        .max()
}

/// A moment in RFC 3339 as seconds since 1970.
fn seconds(moment: &str) -> Option<i64> {
    moment.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
}

/// A text as a label's value: on one line, and nothing in it acts on a terminal.
fn label(text: &str) -> String {
    escape_terminal(text)
}

#[expect(clippy::cast_precision_loss, reason = "both formats take floats of 64 bits")]
fn number(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "both formats take floats of 64 bits")]
fn whole(count: i64) -> f64 {
    count as f64
}
