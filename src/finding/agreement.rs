//! What was agreed: intended differences and accepted findings.

use std::fmt;
use std::str::FromStr;

/// The findings about what was agreed, which no rule file holds: every run looks for them.
pub const ABOUT_SETTINGS: [&str; 7] = [
    "acceptance-expired",
    "expectation-expired",
    "expectation-unmet",
    "expectation-unused",
    "waiver-expired",
    "waiver-invalid",
    "waiver-unused",
];

/// What kind of agreement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgreementKind {
    /// An intended difference with the value that it pins.
    Expectation,
    /// A finding that somebody accepted for a time.
    Waiver,
    /// A check of the gate that may stay unassessed for a time.
    Acceptance,
}

impl AgreementKind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Expectation, Self::Waiver, Self::Acceptance];

    /// The word in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expectation => "expectation",
            Self::Waiver => "waiver",
            Self::Acceptance => "acceptance",
        }
    }
}

impl fmt::Display for AgreementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The word is no kind of agreement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write one of expectation, waiver, acceptance")]
pub struct NoSuchAgreement;

impl FromStr for AgreementKind {
    type Err = NoSuchAgreement;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|k| k.name() == word).ok_or(NoSuchAgreement)
    }
}

/// One agreement of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementLine {
    /// What kind it is.
    pub kind: AgreementKind,
    /// What it is about: `aws_ecs_service desired_count`, or a rule's id.
    pub about: String,
    /// The subject that it holds for; empty for all.
    pub subject: String,
    /// What is agreed: `dr = 1`, `only = primary`.
    pub terms: String,
    /// Why.
    pub reason: String,
    /// Who answers for it; empty where nobody is named.
    pub owner: String,
    /// The last day, as `2027-01-31`; empty when there is none.
    pub until: String,
    /// Where it is written: `passmuster.hcl:12`; of a preset the strategy's name.
    pub origin: String,
    /// Comes with a strategy.
    pub preset: bool,
    /// How many checks it settled in this run.
    pub settled: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for kind in AgreementKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
    }
}
