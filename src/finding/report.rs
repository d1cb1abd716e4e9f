//! The finished report of a run.

use std::collections::BTreeMap;

use super::{
    AgreementLine, Change, ChangeClass, Drawing, Fingerprint, Impact, KindLine, Outcome, Past,
    Readiness, Severity, Step, Trend,
};

/// All that a run found. The only thing that a renderer or the history sees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditReport {
    /// Version of passmuster that assessed.
    pub tool_version: String,
    /// When the assessment was made, in RFC 3339.
    pub assessed_at: String,
    /// The application.
    pub app: String,
    /// The job: `audit`, `check` or `gate`.
    pub job: String,
    /// The view that was assessed: `live`, `state`, `planned` or `configured`.
    pub view: String,
    /// Both sides, primary first.
    pub sides: Vec<SideLine>,
    /// The files and calls that were read.
    pub sources: Vec<SourceLine>,
    /// How many checks there were, and what became of them.
    pub checks: CheckCounts,
    /// How the resources were paired.
    pub pairs: PairCounts,
    /// What could not be read.
    pub gaps: Vec<GapLine>,
    /// Every rule that ran, with its counts, in order of area and id.
    pub rules: Vec<RuleLine>,
    /// Failed, unassessed, expected and waived checks, sorted by outcome, severity (worst first),
    /// area, rule and subjects.
    pub findings: Vec<Finding>,
    /// What the change under review does, where one is.
    pub change: Option<Change>,
    /// The verdict of the gate.
    pub readiness: Option<Readiness>,
    /// The kinds that either side has, by name.
    pub kinds: Vec<KindLine>,
    /// What was agreed: expectations, waivers, acceptances.
    pub agreements: Vec<AgreementLine>,
    /// Both regions as a drawing.
    pub drawing: Option<Drawing>,
    /// What earlier runs say, where they were kept.
    pub trend: Option<Trend>,
}

/// One side of the estate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideLine {
    /// `primary` or `dr`.
    pub side: String,
    /// The region.
    pub region: String,
    /// The account, where known.
    pub account: Option<String>,
    /// How many managed resources were read.
    pub resources: usize,
}

/// One source that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceLine {
    /// The file as the user named it.
    pub path: String,
    /// The side that it was read for.
    pub side: String,
    /// The state's serial.
    pub serial: Option<u64>,
    /// The Terraform version that wrote it.
    pub terraform_version: Option<String>,
    /// How many managed resources it holds.
    pub resources: usize,
}

/// How many checks there were, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckCounts {
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

impl CheckCounts {
    /// All checks.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.assessed() + self.unassessed
    }

    /// The checks that could be decided.
    #[must_use]
    pub const fn assessed(&self) -> usize {
        self.passed + self.failed + self.expected + self.waived
    }
}

/// How the resources were paired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PairCounts {
    /// Primary resources with exactly one counterpart.
    pub paired: usize,
    /// Primary resources without a counterpart.
    pub only_primary: usize,
    /// DR resources without a counterpart.
    pub only_dr: usize,
    /// Resources with several candidates.
    pub ambiguous: usize,
}

/// Something that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct GapLine {
    /// The side concerned; `None` for all.
    pub side: Option<String>,
    /// The kind concerned; `None` for all.
    pub kind: Option<String>,
    /// The attributes that are not known; empty when the listing is not complete.
    pub attributes: Vec<String>,
    /// What was attempted.
    pub operation: String,
    /// The reason in words.
    pub reason: String,
    /// Place and mend.
    pub detail: String,
    /// The IAM action that is missing.
    pub iam_action: Option<String>,
}

/// One rule that ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleLine {
    /// The rule's id.
    pub id: String,
    /// The rule's area.
    pub area: String,
    /// One line: the problem.
    pub title: String,
    /// Why it matters.
    pub rationale: String,
    /// What to do about it.
    pub remediation: String,
    /// Further reading.
    pub refs: Vec<String>,
    /// What became of its checks.
    pub checks: CheckCounts,
}

/// One check that did not simply pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The rule's area.
    pub area: String,
    /// The assert's label.
    pub assert: String,
    /// What became of the check.
    pub outcome: Outcome,
    /// How much it matters.
    pub severity: Severity,
    /// What it does to a failover.
    pub impact: Impact,
    /// The steps of a failover that it concerns.
    pub steps: Vec<Step>,
    /// The resources concerned, the one to act on first.
    pub subjects: Vec<Subject>,
    /// Where to act.
    pub location: Option<Location>,
    /// All places that the values come from, the one to act on first.
    pub places: Vec<Location>,
    /// What the change under review does to it.
    pub class: Option<ChangeClass>,
    /// What earlier runs say about it.
    pub past: Option<Past>,
    /// One or two sentences with the values.
    pub message: String,
    /// Named values that support the message.
    pub evidence: Evidence,
    /// Differences behind the finding.
    pub differences: Vec<ShownDifference>,
    /// What to do about it.
    pub remediation: String,
    /// The finding's identity across runs.
    pub fingerprint: Fingerprint,
}

/// Named values that support a finding, printed in the order of their names.
pub type Evidence = BTreeMap<String, String>;

/// A resource that a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// `primary`, `dr` or `global`.
    pub side: String,
    /// The region, where known.
    pub region: Option<String>,
    /// The Terraform type.
    pub kind: String,
    /// The Terraform address.
    pub address: String,
    /// The name that people use.
    pub name: Option<String>,
    /// The provider's id.
    pub id: Option<String>,
    /// The file that it was read from.
    pub source: Option<String>,
}

/// A place to act.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1; `None` where the file is a state or plan.
    pub line: Option<u32>,
    /// Column in characters, from 1.
    pub column: Option<u32>,
    /// Line of the end.
    pub end_line: Option<u32>,
    /// Column after the end.
    pub end_column: Option<u32>,
    /// The text of the line, where it can be shown: it holds no secret.
    pub excerpt: Option<String>,
    /// The attribute path, where one is meant.
    pub path: Option<String>,
}

/// A difference as text. Secrets are already replaced by a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownDifference {
    /// The attribute path.
    pub path: String,
    /// The first side's value; `None` where there is none.
    pub left: Option<String>,
    /// The second side's value.
    pub right: Option<String>,
    /// For long texts: unified line differences, one line each, beginning with ` `, `-` or `+`.
    pub lines: Vec<String>,
}
