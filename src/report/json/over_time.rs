//! What earlier runs say, in the JSON report.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::v1::all;
use crate::finding::{self, Severity};

/// What earlier runs say about one finding.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Past {
    /// `new`, `re-opened`, `flapping`, `rule-new` or `persisting`.
    pub course: String,
    /// When it was seen open for the first time, in RFC 3339.
    pub first_seen: String,
    /// Since when it is open without a break, in RFC 3339.
    pub since: String,
    /// Whole days from `since` to this run.
    pub age_days: u64,
    /// In how many of the kept runs it was open.
    pub open_runs: usize,
    /// How often it changed between open and mended.
    pub changes: usize,
}

/// The runs that were kept, and what this one changes.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Trend {
    /// The run that this one is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_run: Option<String>,
    /// The runs in the order in which they were kept, this one last.
    pub runs: Vec<RunPoint>,
    /// Findings that were open in the run before and are not open now.
    pub gone: Vec<Gone>,
    /// What a reader of the trend must know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One kept run.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RunPoint {
    /// The run's id.
    pub run: String,
    /// When it was assessed, in RFC 3339.
    pub at: String,
    /// Open findings by severity; those that there are none of are left out.
    pub open: BTreeMap<String, usize>,
    /// Checks that could be decided.
    pub assessed: usize,
    /// All checks.
    pub checks: usize,
    /// Things that could not be read.
    pub gaps: usize,
    /// The verdict of the gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The worst replication lag in seconds, of the gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag_seconds: Option<f64>,
}

/// A finding that was open in the run before and is not open now.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Gone {
    /// Its identity across runs.
    pub fingerprint: String,
    /// The rule's id.
    pub rule: String,
    /// How much it mattered.
    pub severity: String,
    /// The address of the resource to act on first.
    pub subject: String,
    /// `resolved`, `accepted`, `lost` or `flapping`.
    pub course: String,
    /// When it was seen open for the first time, in RFC 3339.
    pub first_seen: String,
    /// How many whole days it was open at last.
    pub age_days: u64,
}

fn course(name: &str) -> Result<finding::Course, String> {
    finding::Course::named(name).ok_or_else(|| format!("there is no course {name:?}"))
}

impl From<finding::Past> for Past {
    fn from(p: finding::Past) -> Self {
        Self {
            course: p.course.name().to_owned(),
            first_seen: p.first_seen,
            since: p.since,
            age_days: p.age_days,
            open_runs: p.open_runs,
            changes: p.changes,
        }
    }
}

impl TryFrom<Past> for finding::Past {
    type Error = String;

    fn try_from(p: Past) -> Result<Self, String> {
        Ok(Self {
            course: course(&p.course)?,
            first_seen: p.first_seen,
            since: p.since,
            age_days: p.age_days,
            open_runs: p.open_runs,
            changes: p.changes,
        })
    }
}

impl From<finding::Trend> for Trend {
    fn from(t: finding::Trend) -> Self {
        Self { since_run: t.since_run, runs: all(t.runs), gone: all(t.gone), notes: t.notes }
    }
}

impl TryFrom<Trend> for finding::Trend {
    type Error = String;

    fn try_from(t: Trend) -> Result<Self, String> {
        Ok(Self {
            since_run: t.since_run,
            runs: t.runs.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            gone: t.gone.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            notes: t.notes,
        })
    }
}

impl From<finding::RunPoint> for RunPoint {
    fn from(p: finding::RunPoint) -> Self {
        let open = Severity::ALL.into_iter().map(|s| (s.name().to_owned(), p.open_of(s)));
        Self {
            open: open.filter(|(_, count)| *count > 0).collect(),
            run: p.run,
            at: p.at,
            assessed: p.assessed,
            checks: p.checks,
            gaps: p.gaps,
            level: p.level.map(|l| l.name().to_owned()),
            lag_seconds: p.lag_seconds,
        }
    }
}

impl TryFrom<RunPoint> for finding::RunPoint {
    type Error = String;

    fn try_from(p: RunPoint) -> Result<Self, String> {
        let count = |s: Severity| p.open.get(s.name()).copied().unwrap_or_default();
        let level = p.level.map(|l| l.parse()).transpose();
        Ok(Self {
            open: Severity::ALL.map(count),
            run: p.run,
            at: p.at,
            assessed: p.assessed,
            checks: p.checks,
            gaps: p.gaps,
            level: level.map_err(|e: finding::NoSuchLevel| e.to_string())?,
            lag_seconds: p.lag_seconds,
        })
    }
}

impl From<finding::Gone> for Gone {
    fn from(g: finding::Gone) -> Self {
        Self {
            fingerprint: g.fingerprint.as_str().to_owned(),
            rule: g.rule,
            severity: g.severity.name().to_owned(),
            subject: g.subject,
            course: g.course.name().to_owned(),
            first_seen: g.first_seen,
            age_days: g.age_days,
        }
    }
}

impl TryFrom<Gone> for finding::Gone {
    type Error = String;

    fn try_from(g: Gone) -> Result<Self, String> {
        Ok(Self {
            fingerprint: g.fingerprint.into(),
            rule: g.rule,
            severity: g.severity.parse().map_err(|e: finding::NoSuchSeverity| e.to_string())?,
            subject: g.subject,
            course: course(&g.course)?,
            first_seen: g.first_seen,
            age_days: g.age_days,
        })
    }
}
