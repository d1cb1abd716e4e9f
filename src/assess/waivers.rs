//! Findings that somebody accepted for a time.

use super::expectations::about;
use super::{Judged, Settings, shown};
use crate::compare::Comparison;
use crate::finding::{Finding, Outcome, Severity};
use crate::model::{Text, fits};

/// A finding that somebody accepted for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's id.
    pub rule: Text,
    /// Which of the rule's findings.
    pub accepts: Accepts,
    /// Why.
    pub reason: Text,
    /// Who answers for it.
    pub owner: Text,
    /// The last day, as `2027-01-31`.
    pub until: Text,
    /// Where it is written: `passmuster.hcl:12`.
    pub origin: Text,
}

/// Which findings of a rule are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// Those of a subject, by its address; `*` stands for anything.
    Subject(Text),
    /// Those whose values are written on a line of a file.
    Line(Text, u32),
    /// One finding, by its fingerprint.
    Finding(Text),
}

impl Accepts {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Subject(subject) => subject.to_string(),
            Self::Line(file, line) => format!("{file}:{line}"),
            Self::Finding(fingerprint) => fingerprint.to_string(),
        }
    }

    /// What stays when lines move.
    fn key(&self) -> &str {
        match self {
            Self::Subject(text) | Self::Finding(text) | Self::Line(text, _) => text,
        }
    }

    fn takes(&self, one: &Judged, comparison: &Comparison) -> bool {
        match self {
            Self::Subject(subject) => {
                one.raised.subjects.iter().any(|s| fits(subject, s.address.as_str()))
            }
            Self::Line(file, line) => shown::places(&one.raised)
                .iter()
                .any(|p| p.file == file.as_str() && p.line == Some(*line)),
            Self::Finding(fingerprint) => {
                super::fingerprint(&one.rule, &one.raised, comparison).as_str() == fingerprint
            }
        }
    }
}

/// Marks what is waived; returns what is wrong with the waivers.
pub(super) fn apply(
    judged: &mut [Judged],
    comparison: &Comparison,
    settings: &Settings,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, waiver) in settings.waivers.iter().enumerate() {
        let mut hit = false;
        let past = settings.is_past(&waiver.until);
        for one in judged.iter_mut() {
            let named = one.rule.id == waiver.rule || one.rule.aliases.contains(&waiver.rule);
            if !named || one.outcome != Outcome::Fail || !waiver.accepts.takes(one, comparison) {
                continue;
            }
            hit = true;
            if !past {
                let by = if waiver.owner.is_empty() {
                    waiver.reason.to_string()
                } else {
                    format!("{} ({})", waiver.reason, waiver.owner)
                };
                let outcome = Outcome::Waived { by, until: waiver.until.to_string() };
                one.settle(outcome, settings.expectations.len() + at);
            }
        }
        let what = format!("{} for {}", waiver.rule, waiver.accepts.words());
        let key = format!("{} {}", waiver.rule, waiver.accepts.key());
        if past {
            let message =
                format!("The waiver of {what} ended on {}: {}.", waiver.until, waiver.reason);
            findings.push(about("waiver-expired", Severity::Medium, message, &waiver.origin, &key));
        } else if !hit {
            let message = format!("The waiver of {what} accepts nothing that is there.");
            findings.push(about("waiver-unused", Severity::Info, message, &waiver.origin, &key));
        }
    }
    for (message, origin) in &settings.bad_exceptions {
        let text = format!("The exception accepts nothing: {message}.");
        findings.push(about("waiver-invalid", Severity::Medium, text, origin, message));
    }
    findings
}
