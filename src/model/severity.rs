//! How much a finding matters to a failover.

use std::fmt;
use std::str::FromStr;

/// How much a finding matters to a failover, ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Tidy up when convenient.
    Low,
    /// Degrades or delays a failover.
    Medium,
    /// Likely to break a part of a failover.
    High,
    /// A failover fails or loses data.
    Critical,
}

impl Severity {
    /// All severities, ascending.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The severity's name in rules, configuration and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text names no severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a severity is one of critical, high, medium, low, info")]
pub struct NoSuchSeverity;

impl FromStr for Severity {
    type Err = NoSuchSeverity;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|v| v.name() == s).ok_or(NoSuchSeverity)
    }
}
