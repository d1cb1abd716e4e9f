//! What the gate says: may the drill start, how much would be lost, how long would it take.

use std::fmt;
use std::str::FromStr;

use super::Step;

/// How ready DR is. The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A step of the failover is known to fail, or cannot be told not to.
    NotReady,
    /// A failover would end with less than the primary had.
    Degraded,
    /// A failover would work as far as can be seen, but not as it should.
    ReadyWithWarnings,
    /// Nothing is known that speaks against it.
    FullyReady,
}

impl Level {
    /// All, the worst first.
    pub const ALL: [Self; 4] =
        [Self::NotReady, Self::Degraded, Self::ReadyWithWarnings, Self::FullyReady];

    /// The word in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotReady => "NOT_READY",
            Self::Degraded => "DEGRADED",
            Self::ReadyWithWarnings => "READY_WITH_WARNINGS",
            Self::FullyReady => "FULLY_READY",
        }
    }

    /// Whether a drill may start.
    #[must_use]
    pub const fn may_start(self) -> bool {
        matches!(self, Self::ReadyWithWarnings | Self::FullyReady)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The word is no level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write one of NOT_READY, DEGRADED, READY_WITH_WARNINGS, FULLY_READY")]
pub struct NoSuchLevel;

impl FromStr for Level {
    type Err = NoSuchLevel;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|l| l.name() == word).ok_or(NoSuchLevel)
    }
}

/// The verdict of the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Readiness {
    /// How ready DR is.
    pub level: Level,
    /// The level is as it is only because something could not be assessed.
    pub incomplete: bool,
    /// What decides the level, the worst first; empty when it is the best one.
    pub decisive: Vec<Decisive>,
    /// Who serves, and who waits.
    pub topology: Topology,
    /// Each step of a failover, in order.
    pub steps: Vec<StepLine>,
    /// How much would be lost now.
    pub data_loss: DataLoss,
    /// How long it would take.
    pub recovery_time: RecoveryTime,
    /// What DR needs at the primary's present size, and what it can get.
    pub capacity: Vec<CapacityLine>,
    /// Unassessed checks that the configuration accepts.
    pub accepted: Vec<Accepted>,
    /// What no source of the gate can show.
    pub not_visible: Vec<String>,
}

/// Something that keeps the level down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decisive {
    /// The level that it allows.
    pub level: Level,
    /// The rule.
    pub rule: String,
    /// Whether it could not be told.
    pub unassessed: bool,
    /// The steps that it concerns.
    pub steps: Vec<Step>,
    /// What is wrong.
    pub message: String,
}

/// Who serves, and who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    /// The state that the estate is in.
    pub state: TopologyState,
    /// What it was seen from, one sentence each.
    pub evidence: Vec<String>,
    /// Whether the regions have changed their parts: the configured primary waits. Everything
    /// else in the report calls the region that serves *primary*.
    pub turned: bool,
}

/// The state that an estate is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TopologyState {
    /// The primary writes, DR follows.
    Steady,
    /// DR writes alone; the former primary is detached.
    FailedOver,
    /// DR writes, and the former primary follows.
    FailingBack,
    /// Both write.
    SplitBrain,
    /// Nobody could take over.
    Broken,
    /// It could not be told.
    Unknown,
}

impl TopologyState {
    /// All.
    pub const ALL: [Self; 6] = [
        Self::Steady,
        Self::FailedOver,
        Self::FailingBack,
        Self::SplitBrain,
        Self::Broken,
        Self::Unknown,
    ];

    /// The words in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::FailedOver => "failed over",
            Self::FailingBack => "failing back",
            Self::SplitBrain => "split brain",
            Self::Broken => "broken",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for TopologyState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The words are no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write one of steady, failed over, failing back, split brain, broken, unknown")]
pub struct NoSuchTopologyState;

impl FromStr for TopologyState {
    type Err = NoSuchTopologyState;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|s| s.name() == words).ok_or(NoSuchTopologyState)
    }
}

/// One step of a failover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLine {
    /// The step.
    pub step: Step,
    /// The level that its checks allow.
    pub level: Level,
    /// Whether the level comes only from checks that could not be assessed.
    pub unassessed: bool,
    /// How many checks support it.
    pub supported_by: usize,
    /// What stands against it, the worst first.
    pub against: Vec<String>,
}

/// How much would be lost now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataLoss {
    /// Each store that is replicated.
    pub stores: Vec<StoreLag>,
    /// The objective in seconds.
    pub objective_seconds: Option<u64>,
}

impl DataLoss {
    /// The worst lag in seconds; `None` when there is no store, or one whose lag is not known.
    #[must_use]
    pub fn worst_seconds(&self) -> Option<f64> {
        let lags: Option<Vec<f64>> = self.stores.iter().map(|s| s.seconds).collect();
        lags?.into_iter().reduce(f64::max)
    }
}

/// How far the copy of a store is behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoreLag {
    /// The store's kind in words: `Aurora`, `DynamoDB`.
    pub store: String,
    /// Its name.
    pub name: String,
    /// The worst lag of the window in seconds.
    pub seconds: Option<f64>,
    /// The same in bytes, where it is measured.
    pub bytes: Option<u64>,
    /// What was measured.
    pub measured_by: String,
    /// Why it is not known.
    pub unknown: Option<String>,
}

/// How long a failover would take.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecoveryTime {
    /// The parts, in order.
    pub parts: Vec<TimePart>,
    /// The objective in seconds.
    pub objective_seconds: Option<u64>,
    /// What to shorten first.
    pub shorten: Option<String>,
}

impl RecoveryTime {
    /// The shortest and the longest time in seconds; `None` when a part is not known.
    #[must_use]
    pub fn range_seconds(&self) -> Option<(u64, u64)> {
        let ranges: Option<Vec<(u64, u64)>> = self.parts.iter().map(|p| p.range_seconds).collect();
        let ranges = ranges?;
        (!ranges.is_empty())
            .then(|| ranges.iter().fold((0, 0), |all, r| (all.0 + r.0, all.1 + r.1)))
    }
}

/// A part of the time that a failover takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimePart {
    /// What is waited for.
    pub what: String,
    /// The step; none before somebody acts.
    pub step: Option<Step>,
    /// Shortest and longest in seconds; `None` when it is not known.
    pub range_seconds: Option<(u64, u64)>,
    /// Where the range comes from.
    pub because: String,
}

/// What DR needs at the primary's present size, and what it can get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CapacityLine {
    /// What: `Fargate On-Demand vCPU`.
    pub what: String,
    /// The resource or quota that it is about.
    pub subject: String,
    /// The unit: `vCPU`, `addresses`.
    pub unit: String,
    /// How much is needed; none when it is not known.
    pub need: Option<String>,
    /// How much there is; none when it is not known.
    pub have: Option<String>,
    /// How much is missing; none when nothing is.
    pub missing: Option<String>,
    /// Why it is not known.
    pub unknown: Option<String>,
    /// The command that would ask for more.
    pub command: Option<String>,
}

/// An unassessed check that the configuration accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The rule.
    pub rule: String,
    /// How many of its checks.
    pub checks: usize,
    /// Why.
    pub reason: String,
    /// Who.
    pub owner: String,
    /// The last day, as `2027-01-31`.
    pub until: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for level in Level::ALL {
            assert_eq!(level.name().parse(), Ok(level));
        }
        for state in TopologyState::ALL {
            assert_eq!(state.name().parse(), Ok(state));
        }
        assert!(Level::ALL.is_sorted());
    }

    #[test]
    fn one_unknown_part_makes_the_sum_unknown() {
        let part = |range_seconds| TimePart {
            what: String::new(),
            step: None,
            range_seconds,
            because: String::new(),
        };
        let mut time = RecoveryTime::default();
        assert_eq!(time.range_seconds(), None);
        time.parts = vec![part(Some((1, 2))), part(Some((10, 20)))];
        assert_eq!(time.range_seconds(), Some((11, 22)));
        time.parts.push(part(None));
        assert_eq!(time.range_seconds(), None);
        let lag = |seconds| StoreLag { seconds, ..StoreLag::default() };
        let mut loss =
            DataLoss { stores: vec![lag(Some(0.4)), lag(Some(3.0))], ..DataLoss::default() };
        assert_eq!(loss.worst_seconds(), Some(3.0));
        loss.stores.push(lag(None));
        assert_eq!(loss.worst_seconds(), None);
    }
}
