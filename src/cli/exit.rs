//! What the process says at its end.

use std::process::ExitCode;

/// The exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// All was assessed, and nothing at or above the threshold was found.
    Good,
    /// Findings at or above the threshold.
    Findings,
    /// The command line, the configuration or a rule is wrong.
    Usage,
    /// No such findings, but something could not be assessed.
    Incomplete,
    /// Nothing could be read.
    Unreadable,
    /// There is nothing to assess.
    Nothing,
    /// Stopped by the user: as shells count a process that SIGINT ended.
    Interrupted,
}

impl Status {
    /// The number.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
            Self::Unreadable => 4,
            Self::Nothing => 5,
            Self::Interrupted => 130,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}
