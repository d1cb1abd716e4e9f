//! How an assessment is made.

use std::collections::{BTreeMap, BTreeSet};

use super::{Expectation, GateSettings, Waiver};
use crate::compare::PairingOptions;
use crate::finding::Severity;
use crate::model::{Map, Text, View};
use crate::rules::Rule;

/// How an assessment is made: all that a user may decide.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The job: `audit`, `check` or `gate`.
    pub job: Text,
    /// The view that is assessed.
    pub view: View,
    /// The moment of the assessment in RFC 3339; its day decides what is expired.
    pub assessed_at: Text,
    /// The version of the program.
    pub tool_version: Text,
    /// Values for rules' inputs, by rule.
    pub inputs: BTreeMap<Text, Map>,
    /// Rules that do not run.
    pub disabled: BTreeSet<Text>,
    /// Rules that alone run; all when empty.
    pub only: BTreeSet<Text>,
    /// Severities that differ from the rules' own, by rule.
    pub severities: BTreeMap<Text, Severity>,
    /// Intended differences.
    pub expectations: Vec<Expectation>,
    /// Accepted findings.
    pub waivers: Vec<Waiver>,
    /// Comments that were meant as exceptions and are none: what is wrong, and where.
    pub bad_exceptions: Vec<(String, String)>,
    /// How pairs are found.
    pub pairing: PairingOptions,
    /// How the gate is made, in that job.
    pub gate: Option<GateSettings>,
}

impl Settings {
    /// Whether a rule runs.
    #[must_use]
    pub fn enables(&self, rule: &Rule) -> bool {
        rule.jobs.contains(&self.job)
            && !self.disabled.contains(&rule.id)
            && (self.only.is_empty() || self.only.contains(&rule.id))
    }

    /// The day of the assessment, as `2027-01-31`.
    #[must_use]
    pub fn today(&self) -> &str {
        self.assessed_at.get(..10).unwrap_or("")
    }

    /// Whether a last day has passed; days are written `2027-01-31`.
    #[must_use]
    pub fn is_past(&self, until: &str) -> bool {
        !until.is_empty() && until < self.today()
    }
}
