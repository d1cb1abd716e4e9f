//! Version 1 of the JSON report. Fields are only ever added.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::estate::{Agreement, Drawing, Kind};
use super::over_time::{Past, Trend};
use super::readiness::Readiness;
use super::same_fields;
use crate::finding::{self, AuditReport};

/// What the `format` field says.
pub const FORMAT: &str = "passmuster-report";
/// What the `version` field says.
pub const VERSION: u32 = 1;

/// A report.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Report {
    /// Always `passmuster-report`.
    pub format: String,
    /// The version of this format.
    pub version: u32,
    /// The version of passmuster that assessed.
    pub tool_version: String,
    /// When it was assessed, in RFC 3339.
    pub assessed_at: String,
    /// The application.
    pub app: String,
    /// `audit`, `check` or `gate`.
    pub job: String,
    /// `live`, `state`, `planned` or `configured`.
    pub view: String,
    /// How many checks there were, and what became of them.
    pub checks: Checks,
    /// How resources were paired.
    pub pairs: Pairs,
    /// Both sides, primary first.
    pub sides: Vec<Side>,
    /// What was read.
    pub sources: Vec<Source>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// The rules that ran.
    pub rules: Vec<Rule>,
    /// Checks that did not simply pass.
    pub findings: Vec<Finding>,
    /// The change under review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// The verdict of the gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness: Option<Readiness>,
    /// The kinds that either side has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// What was agreed: expectations, waivers, acceptances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<Agreement>,
    /// Both regions as a drawing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawing: Option<Drawing>,
    /// What earlier runs say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<Trend>,
}

/// How many checks there were, and what became of them.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Checks {
    /// The condition held.
    pub passed: usize,
    /// It did not.
    pub failed: usize,
    /// It could not be told.
    pub unassessed: usize,
    /// It did not hold, as declared.
    pub expected: usize,
    /// It did not hold, and that was accepted for a time.
    pub waived: usize,
}

/// How resources were paired.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Pairs {
    /// With exactly one counterpart.
    pub paired: usize,
    /// Primary resources without counterpart.
    pub only_primary: usize,
    /// DR resources without counterpart.
    pub only_dr: usize,
    /// With several candidates.
    pub ambiguous: usize,
}

/// One side.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Side {
    /// `primary` or `dr`.
    pub side: String,
    /// The region.
    pub region: String,
    /// The account, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// How many managed resources were read.
    pub resources: usize,
}

/// One source that was read.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Source {
    /// The file as the user named it.
    pub path: String,
    /// The side that it was read for.
    pub side: String,
    /// The state's serial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<u64>,
    /// The Terraform version that wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terraform_version: Option<String>,
    /// How many managed resources it holds.
    pub resources: usize,
}

/// Something that could not be read.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Gap {
    /// The side concerned; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// The kind concerned; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The attributes that are not known; absent when the listing is not complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<String>,
    /// What was attempted.
    pub operation: String,
    /// The reason in words.
    pub reason: String,
    /// Place and mend.
    pub detail: String,
    /// The IAM action that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iam_action: Option<String>,
}

/// One rule that ran.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Rule {
    /// The rule's id.
    pub id: String,
    /// The rule's area.
    pub area: String,
    /// The problem in one line.
    pub title: String,
    /// Why it matters.
    pub rationale: String,
    /// What to do about it.
    pub remediation: String,
    /// Further reading.
    pub refs: Vec<String>,
    /// What became of its checks.
    pub checks: Checks,
}

/// One check that did not simply pass.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Finding {
    /// The finding's identity across runs.
    pub fingerprint: String,
    /// The rule's id.
    pub rule: String,
    /// The rule's area.
    pub area: String,
    /// The assert's label.
    pub assert: String,
    /// `fail`, `unassessed`, `expected` or `waived`.
    pub outcome: String,
    /// Why it could not be told, the nearest reason first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// What declared or accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The last day of the waiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// `blocks`, `delays`, `degrades` or `none`.
    pub impact: String,
    /// The steps of a failover that it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// The values in one or two sentences.
    pub message: String,
    /// What to do about it.
    pub remediation: String,
    /// The resources concerned.
    pub subjects: Vec<Subject>,
    /// Where to act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// All places that the values come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Location>,
    /// What the change under review does to it: `new`, `worse`, `lost`, `changed`, `touched`,
    /// `existing` or `fixed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// What earlier runs say about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<Past>,
    /// Named values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<String, String>,
    /// Differences behind the finding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// The change under review.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Change {
    /// The commit before.
    pub base: String,
    /// The commit with the change; left out for what is not committed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Findings that the change removes.
    pub fixed: Vec<Finding>,
    /// Gaps that were there before as well.
    pub known_gaps: usize,
    /// Exceptions that the change itself adds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
}

/// A resource that a finding is about.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Subject {
    /// `primary`, `dr` or `global`.
    pub side: String,
    /// The region, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The Terraform type.
    pub kind: String,
    /// The Terraform address.
    pub address: String,
    /// The name that people use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The provider's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The file that it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A place to act.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Location {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column in characters, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Line of the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
    /// Column after the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
    /// The text of the line, where it can be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// The attribute path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// A difference.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Difference {
    /// The attribute path.
    pub path: String,
    /// The first side's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// The second side's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
    /// Line differences of long texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

/// The JSON Schema of a report, as text.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

impl From<finding::CheckCounts> for Checks {
    fn from(c: finding::CheckCounts) -> Self {
        Self {
            passed: c.passed,
            failed: c.failed,
            unassessed: c.unassessed,
            expected: c.expected,
            waived: c.waived,
        }
    }
}

impl From<Checks> for finding::CheckCounts {
    fn from(c: Checks) -> Self {
        Self {
            passed: c.passed,
            failed: c.failed,
            unassessed: c.unassessed,
            expected: c.expected,
            waived: c.waived,
        }
    }
}

same_fields! {
    Pairs = PairCounts { paired, only_primary, only_dr, ambiguous }
    Side = SideLine { side, region, account, resources }
    Source = SourceLine { path, side, serial, terraform_version, resources }
    Gap = GapLine { side, kind, attributes, operation, reason, detail, iam_action }
    Rule = RuleLine { id, area, title, rationale, remediation, refs, checks }
    Subject = Subject { side, region, kind, address, name, id, source }
    Location = Location { file, line, column, end_line, end_column, excerpt, path }
    Difference = ShownDifference { path, left, right, lines }
}

pub(super) fn all<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}

impl From<finding::Finding> for Finding {
    fn from(f: finding::Finding) -> Self {
        let outcome = f.outcome.name().to_owned();
        let (because, by, until) = match f.outcome {
            finding::Outcome::Unassessed { because } => (because, None, None),
            finding::Outcome::Expected { by } => (Vec::new(), Some(by), None),
            finding::Outcome::Waived { by, until } => (Vec::new(), Some(by), Some(until)),
            finding::Outcome::Pass | finding::Outcome::Fail | finding::Outcome::NotApplicable => {
                (Vec::new(), None, None)
            }
        };
        Self {
            fingerprint: f.fingerprint.as_str().to_owned(),
            rule: f.rule,
            area: f.area,
            assert: f.assert,
            outcome,
            because,
            by,
            until,
            severity: f.severity.name().to_owned(),
            impact: f.impact.name().to_owned(),
            steps: f.steps.iter().map(|s| s.name().to_owned()).collect(),
            message: f.message,
            remediation: f.remediation,
            subjects: all(f.subjects),
            location: f.location.map(Location::from),
            places: all(f.places),
            class: f.class.map(|c| c.name().to_owned()),
            past: f.past.map(Past::from),
            evidence: f.evidence,
            differences: all(f.differences),
        }
    }
}

impl TryFrom<Finding> for finding::Finding {
    type Error = String;

    fn try_from(f: Finding) -> Result<Self, String> {
        let outcome = match f.outcome.as_str() {
            "pass" => finding::Outcome::Pass,
            "fail" => finding::Outcome::Fail,
            "not-applicable" => finding::Outcome::NotApplicable,
            "unassessed" => finding::Outcome::Unassessed { because: f.because },
            "expected" => finding::Outcome::Expected { by: f.by.unwrap_or_default() },
            "waived" => finding::Outcome::Waived {
                by: f.by.unwrap_or_default(),
                until: f.until.unwrap_or_default(),
            },
            other => return Err(format!("there is no outcome {other:?}")),
        };
        Ok(Self {
            fingerprint: f.fingerprint.into(),
            rule: f.rule,
            area: f.area,
            assert: f.assert,
            outcome,
            severity: f.severity.parse().map_err(|e: finding::NoSuchSeverity| e.to_string())?,
            impact: f.impact.parse().map_err(|e: finding::NoSuchImpact| e.to_string())?,
            steps: f
                .steps
                .iter()
                .map(|s| s.parse())
                .collect::<Result<_, finding::NoSuchStep>>()
                .map_err(|e| e.to_string())?,
            message: f.message,
            remediation: f.remediation,
            subjects: all(f.subjects),
            location: f.location.map(Into::into),
            places: all(f.places),
            class: f.class.as_deref().and_then(finding::ChangeClass::named),
            past: f.past.map(TryInto::try_into).transpose()?,
            evidence: f.evidence,
            differences: all(f.differences),
        })
    }
}

impl From<&AuditReport> for Report {
    fn from(report: &AuditReport) -> Self {
        let r = report.clone();
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            tool_version: r.tool_version,
            assessed_at: r.assessed_at,
            app: r.app,
            job: r.job,
            view: r.view,
            checks: r.checks.into(),
            pairs: r.pairs.into(),
            sides: all(r.sides),
            sources: all(r.sources),
            gaps: all(r.gaps),
            rules: all(r.rules),
            findings: all(r.findings),
            change: r.change.map(|c| Change {
                base: c.base,
                head: c.head,
                fixed: all(c.fixed),
                known_gaps: c.known_gaps,
                exceptions: c.exceptions,
            }),
            readiness: r.readiness.map(Readiness::from),
            kinds: all(r.kinds),
            agreements: all(r.agreements),
            drawing: r.drawing.map(Drawing::from),
            trend: r.trend.map(Trend::from),
        }
    }
}

impl TryFrom<Report> for AuditReport {
    type Error = String;

    fn try_from(r: Report) -> Result<Self, String> {
        Ok(Self {
            tool_version: r.tool_version,
            assessed_at: r.assessed_at,
            app: r.app,
            job: r.job,
            view: r.view,
            checks: r.checks.into(),
            pairs: r.pairs.into(),
            sides: all(r.sides),
            sources: all(r.sources),
            gaps: all(r.gaps),
            rules: all(r.rules),
            findings: r.findings.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            change: match r.change {
                None => None,
                Some(c) => Some(finding::Change {
                    base: c.base,
                    head: c.head,
                    fixed: c.fixed.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
                    known_gaps: c.known_gaps,
                    exceptions: c.exceptions,
                }),
            },
            readiness: r.readiness.map(TryInto::try_into).transpose()?,
            kinds: all(r.kinds),
            agreements: r
                .agreements
                .into_iter()
                .map(TryInto::try_into)
                .collect::<Result<_, _>>()?,
            drawing: r.drawing.map(Into::into),
            trend: r.trend.map(TryInto::try_into).transpose()?,
        })
    }
}
