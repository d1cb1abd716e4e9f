//! What a finding does to a failover.

use std::fmt;
use std::str::FromStr;

/// What a finding does to a failover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// Nothing.
    #[default]
    None,
    /// It takes longer.
    Delays,
    /// It ends with less than the primary had.
    Degrades,
    /// It fails.
    Blocks,
}

impl Impact {
    /// All, the least first.
    pub const ALL: [Self; 4] = [Self::None, Self::Delays, Self::Degrades, Self::Blocks];

    /// The word in rules and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Delays => "delays",
            Self::Degrades => "degrades",
            Self::Blocks => "blocks",
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The word is no impact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write one of none, delays, degrades, blocks")]
pub struct NoSuchImpact;

impl FromStr for Impact {
    type Err = NoSuchImpact;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|i| i.name() == word).ok_or(NoSuchImpact)
    }
}
