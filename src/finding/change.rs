//! What a change does to the findings.

use super::Finding;

/// What a change does to one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeClass {
    /// It was not there before.
    New,
    /// It was there, and matters more now.
    Worse,
    /// What could be told before cannot be told any more.
    Lost,
    /// It was there with other values.
    Changed,
    /// It was there, and the change edits its place without mending it.
    Touched,
    /// It was there.
    Existing,
    /// It is gone.
    Fixed,
}

impl ChangeClass {
    /// All classes, the ones to act on first.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Worse,
        Self::Lost,
        Self::Changed,
        Self::Touched,
        Self::Existing,
        Self::Fixed,
    ];

    /// The class's name in reports and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worse => "worse",
            Self::Lost => "lost",
            Self::Changed => "changed",
            Self::Touched => "touched",
            Self::Existing => "existing",
            Self::Fixed => "fixed",
        }
    }

    /// The class of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }
}

/// A change against the commit that it is measured from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// The commit before.
    pub base: String,
    /// The commit with the change; `None` for what is not committed.
    pub head: Option<String>,
    /// Findings that the change removes.
    pub fixed: Vec<Finding>,
    /// Gaps that were there before as well.
    pub known_gaps: usize,
    /// Exceptions that the change itself adds.
    pub exceptions: Vec<String>,
}
