//! What earlier runs say about this one.

use super::{Fingerprint, Level, Severity};

/// What became of a finding over the runs that were kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Course {
    /// It was never open before, though its rule ran.
    New,
    /// It was open, was mended, and is open again.
    Reopened,
    /// It comes and goes.
    Flapping,
    /// Its rule runs for the first time: the rule is new, not the trouble.
    RuleNew,
    /// It is open since an earlier run.
    Persisting,
    /// It was open, and can no longer be told.
    Lost,
    /// It was open, and is now declared or accepted.
    Accepted,
    /// It was open, and is mended.
    Resolved,
}

impl Course {
    /// All, the ones to look at first.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Reopened,
        Self::Flapping,
        Self::RuleNew,
        Self::Persisting,
        Self::Lost,
        Self::Accepted,
        Self::Resolved,
    ];

    /// The course's name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reopened => "re-opened",
            Self::Flapping => "flapping",
            Self::RuleNew => "rule-new",
            Self::Persisting => "persisting",
            Self::Lost => "lost",
            Self::Accepted => "accepted",
            Self::Resolved => "resolved",
        }
    }

    /// The course of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }
}

/// What earlier runs say about one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// What became of it.
    pub course: Course,
    /// When it was seen open for the first time, in RFC 3339.
    pub first_seen: String,
    /// Since when it is open without a break, in RFC 3339; runs that could not tell do not break
    /// it.
    pub since: String,
    /// Whole days from `since` to this run.
    pub age_days: u64,
    /// In how many of the kept runs it was open, this one included.
    pub open_runs: usize,
    /// How often it changed between open and mended.
    pub changes: usize,
}

/// The runs that were kept, and what this one changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trend {
    /// The run that this one is compared with; `None` for the first.
    pub since_run: Option<String>,
    /// The runs in the order in which they were kept, this one last.
    pub runs: Vec<RunPoint>,
    /// Findings that were open in the run before and are not open now.
    pub gone: Vec<Gone>,
    /// What a reader of the trend must know: a clock that went backwards, runs that could not be
    /// read.
    pub notes: Vec<String>,
}

/// One kept run as a point of the trend.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunPoint {
    /// The run's id.
    pub run: String,
    /// When it was assessed, in RFC 3339.
    pub at: String,
    /// Open findings by severity, in the order of [`Severity::ALL`]: `info` first.
    pub open: [usize; 5],
    /// Checks that could be decided.
    pub assessed: usize,
    /// All checks.
    pub checks: usize,
    /// Things that could not be read.
    pub gaps: usize,
    /// The verdict of the gate.
    pub level: Option<Level>,
    /// The worst replication lag in seconds, of the gate.
    pub lag_seconds: Option<f64>,
}

impl RunPoint {
    /// All open findings.
    #[must_use]
    pub fn open_total(&self) -> usize {
        self.open.iter().sum()
    }

    /// The open findings of one severity.
    #[must_use]
    pub fn open_of(&self, severity: Severity) -> usize {
        self.open.get(severity as usize).copied().unwrap_or_default()
    }
}

/// A finding that was open in the run before and is not open now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// The rule's id.
    pub rule: String,
    /// How much it mattered.
    pub severity: Severity,
    /// The address of the resource to act on first; empty where there is none.
    pub subject: String,
    /// `Resolved`, `Accepted`, `Lost` or `Flapping`.
    pub course: Course,
    /// When it was seen open for the first time, in RFC 3339.
    pub first_seen: String,
    /// How many whole days it was open at last.
    pub age_days: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courses_are_read_back() {
        for course in Course::ALL {
            assert_eq!(Course::named(course.name()), Some(course));
        }
    }

    #[test]
    fn open_findings_are_counted_by_severity() {
        let point = RunPoint { open: [1, 0, 0, 2, 3], ..RunPoint::default() };
        assert_eq!((point.open_of(Severity::Critical), point.open_of(Severity::Info)), (3, 1));
        assert_eq!(point.open_total(), 6);
    }
}
