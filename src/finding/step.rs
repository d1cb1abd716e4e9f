//! The steps of a failover, in their order.

use std::fmt;
use std::str::FromStr;

/// A step of a failover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// DR is looked at, and the possible loss of data is known.
    PreFlight,
    /// Nothing writes in the primary region any more.
    Isolate,
    /// What was written has arrived.
    Replication,
    /// The DR database becomes the writer. There is no way back from here.
    Promote,
    /// Applications find their endpoints, secrets, images and keys.
    Configure,
    /// DR is brought to the size of the primary.
    Scale,
    /// The load balancer sends requests to the tasks that serve.
    Listener,
    /// The DNS record changes hands.
    Dns,
    /// DR serves, and it is seen to serve.
    Verify,
}

impl Step {
    /// All, in their order.
    pub const ALL: [Self; 9] = [
        Self::PreFlight,
        Self::Isolate,
        Self::Replication,
        Self::Promote,
        Self::Configure,
        Self::Scale,
        Self::Listener,
        Self::Dns,
        Self::Verify,
    ];

    /// The word in rules and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PreFlight => "pre-flight",
            Self::Isolate => "isolate",
            Self::Replication => "replication",
            Self::Promote => "promote",
            Self::Configure => "configure",
            Self::Scale => "scale",
            Self::Listener => "listener",
            Self::Dns => "dns",
            Self::Verify => "verify",
        }
    }

    /// What is done in it, for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::PreFlight => "Pre-flight",
            Self::Isolate => "Isolate the primary",
            Self::Replication => "Finalise replication",
            Self::Promote => "Promote the database",
            Self::Configure => "Configure applications",
            Self::Scale => "Scale DR",
            Self::Listener => "Switch the load balancer",
            Self::Dns => "Move the DNS record",
            Self::Verify => "Verify",
        }
    }

    /// Its place, from 1.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The word is no step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write one of pre-flight, isolate, replication, promote, configure, scale, listener, dns, verify"
)]
pub struct NoSuchStep;

impl FromStr for Step {
    type Err = NoSuchStep;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|s| s.name() == word).ok_or(NoSuchStep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_in_their_order() {
        assert!(Step::ALL.is_sorted());
        let numbers: Vec<u8> = Step::ALL.iter().map(|s| s.number()).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        for step in Step::ALL {
            assert_eq!(step.name().parse(), Ok(step));
            assert!(NoSuchStep.to_string().contains(step.name()));
        }
    }
}
