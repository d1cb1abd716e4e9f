//! The outcome of one check.

/// The outcome of one check: one assert of one rule on one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The condition holds.
    Pass,
    /// The condition does not hold.
    Fail,
    /// It could not be told, and why. Never a pass.
    Unassessed {
        /// The chain of reasons, the nearest first.
        because: Vec<String>,
    },
    /// There was nothing to check on a complete listing.
    NotApplicable,
    /// The condition does not hold, and the configuration declares that it should not.
    Expected {
        /// The expectation: its reason as the configuration gives it.
        by: String,
    },
    /// The condition does not hold, and somebody accepted that for a time.
    Waived {
        /// The waiver's reason and owner.
        by: String,
        /// The last day of the waiver, as `2027-01-31`.
        until: String,
    },
}

impl Outcome {
    /// The outcome's name in reports and rule tests.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unassessed { .. } => "unassessed",
            Self::NotApplicable => "not-applicable",
            Self::Expected { .. } => "expected",
            Self::Waived { .. } => "waived",
        }
    }
}
