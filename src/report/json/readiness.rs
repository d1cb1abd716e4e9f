//! The verdict of the gate in the JSON report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding;

/// The verdict of the gate.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Readiness {
    /// `NOT_READY`, `DEGRADED`, `READY_WITH_WARNINGS` or `FULLY_READY`.
    pub level: String,
    /// Whether a drill may start.
    pub may_start: bool,
    /// The level is as it is only because something could not be assessed.
    pub incomplete: bool,
    /// What decides the level.
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
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Decisive {
    /// The level that it allows.
    pub level: String,
    /// The rule.
    pub rule: String,
    /// Whether it could not be told.
    pub unassessed: bool,
    /// The steps that it concerns.
    pub steps: Vec<String>,
    /// What is wrong.
    pub message: String,
}

/// Who serves, and who waits.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Topology {
    /// `steady`, `failed over`, `failing back`, `split brain`, `broken` or `unknown`.
    pub state: String,
    /// What it was seen from.
    pub evidence: Vec<String>,
    /// The regions have changed their parts: what the report calls primary is configured as DR.
    pub turned: bool,
}

/// One step of a failover.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct StepLine {
    /// The step.
    pub step: String,
    /// The level that its checks allow.
    pub level: String,
    /// The level comes only from checks that could not be assessed.
    pub unassessed: bool,
    /// How many checks support it.
    pub supported_by: usize,
    /// What stands against it, the worst first.
    pub against: Vec<String>,
}

/// How much would be lost now.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct DataLoss {
    /// The worst lag of all stores in seconds; none when one is not known.
    pub worst_seconds: Option<f64>,
    /// The objective in seconds.
    pub objective_seconds: Option<u64>,
    /// Each store that is replicated.
    pub stores: Vec<StoreLag>,
}

/// How far the copy of a store is behind.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct StoreLag {
    /// The store's kind in words.
    pub store: String,
    /// Its name.
    pub name: String,
    /// The worst lag of the window in seconds.
    pub seconds: Option<f64>,
    /// The same in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// What was measured.
    pub measured_by: String,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
}

/// How long a failover would take.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct RecoveryTime {
    /// The shortest time in seconds; none when a part is not known.
    pub least_seconds: Option<u64>,
    /// The longest time in seconds; none when a part is not known.
    pub most_seconds: Option<u64>,
    /// The objective in seconds.
    pub objective_seconds: Option<u64>,
    /// The parts, in order.
    pub parts: Vec<TimePart>,
    /// What to shorten first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shorten: Option<String>,
}

/// A part of the time that a failover takes.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct TimePart {
    /// What is waited for.
    pub what: String,
    /// The step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The shortest time in seconds.
    pub least_seconds: Option<u64>,
    /// The longest time in seconds.
    pub most_seconds: Option<u64>,
    /// Where the range comes from.
    pub because: String,
}

/// What DR needs, and what it can get.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct CapacityLine {
    /// What.
    pub what: String,
    /// The resource or quota that it is about.
    pub subject: String,
    /// The unit.
    pub unit: String,
    /// How much is needed.
    pub need: Option<String>,
    /// How much there is.
    pub have: Option<String>,
    /// How much is missing; none when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// The command that would ask for more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// An unassessed check that the configuration accepts.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Accepted {
    /// The rule.
    pub rule: String,
    /// How many of its checks.
    pub checks: usize,
    /// Why.
    pub reason: String,
    /// Who.
    pub owner: String,
    /// The last day.
    pub until: String,
}

fn names(steps: &[finding::Step]) -> Vec<String> {
    steps.iter().map(|s| s.name().to_owned()).collect()
}

impl From<finding::Readiness> for Readiness {
    fn from(r: finding::Readiness) -> Self {
        let worst_seconds = r.data_loss.worst_seconds();
        let range = r.recovery_time.range_seconds();
        Self {
            level: r.level.name().to_owned(),
            may_start: r.level.may_start(),
            incomplete: r.incomplete,
            decisive: r.decisive.into_iter().map(Into::into).collect(),
            topology: Topology {
                state: r.topology.state.name().to_owned(),
                evidence: r.topology.evidence,
                turned: r.topology.turned,
            },
            steps: r.steps.into_iter().map(Into::into).collect(),
            data_loss: DataLoss {
                worst_seconds,
                objective_seconds: r.data_loss.objective_seconds,
                stores: r.data_loss.stores.into_iter().map(Into::into).collect(),
            },
            recovery_time: RecoveryTime {
                least_seconds: range.map(|r| r.0),
                most_seconds: range.map(|r| r.1),
                objective_seconds: r.recovery_time.objective_seconds,
                parts: r.recovery_time.parts.into_iter().map(Into::into).collect(),
                shorten: r.recovery_time.shorten,
            },
            capacity: r.capacity.into_iter().map(Into::into).collect(),
            accepted: r.accepted.into_iter().map(Into::into).collect(),
            not_visible: r.not_visible,
        }
    }
}

impl TryFrom<Readiness> for finding::Readiness {
    type Error = String;

    fn try_from(r: Readiness) -> Result<Self, String> {
        let state = r.topology.state.parse();
        Ok(Self {
            level: level(&r.level)?,
            incomplete: r.incomplete,
            decisive: r.decisive.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            topology: finding::Topology {
                state: state.map_err(|e: finding::NoSuchTopologyState| e.to_string())?,
                evidence: r.topology.evidence,
                turned: r.topology.turned,
            },
            steps: r.steps.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            data_loss: finding::DataLoss {
                stores: r.data_loss.stores.into_iter().map(Into::into).collect(),
                objective_seconds: r.data_loss.objective_seconds,
            },
            recovery_time: finding::RecoveryTime {
                parts: r
                    .recovery_time
                    .parts
                    .into_iter()
                    .map(TryInto::try_into)
                    .collect::<Result<_, _>>()?,
                objective_seconds: r.recovery_time.objective_seconds,
                shorten: r.recovery_time.shorten,
            },
            capacity: r.capacity.into_iter().map(Into::into).collect(),
            accepted: r.accepted.into_iter().map(Into::into).collect(),
            not_visible: r.not_visible,
        })
    }
}

fn level(word: &str) -> Result<finding::Level, String> {
    word.parse().map_err(|e: finding::NoSuchLevel| e.to_string())
}

fn step(word: &str) -> Result<finding::Step, String> {
    word.parse().map_err(|e: finding::NoSuchStep| e.to_string())
}

impl From<finding::Decisive> for Decisive {
    fn from(d: finding::Decisive) -> Self {
        Self {
            level: d.level.name().to_owned(),
            rule: d.rule,
            unassessed: d.unassessed,
            steps: names(&d.steps),
            message: d.message,
        }
    }
}

impl TryFrom<Decisive> for finding::Decisive {
    type Error = String;

    fn try_from(d: Decisive) -> Result<Self, String> {
        Ok(Self {
            level: level(&d.level)?,
            rule: d.rule,
            unassessed: d.unassessed,
            steps: d.steps.iter().map(|s| step(s)).collect::<Result<_, _>>()?,
            message: d.message,
        })
    }
}

impl From<finding::StepLine> for StepLine {
    fn from(s: finding::StepLine) -> Self {
        Self {
            step: s.step.name().to_owned(),
            level: s.level.name().to_owned(),
            unassessed: s.unassessed,
            supported_by: s.supported_by,
            against: s.against,
        }
    }
}

impl TryFrom<StepLine> for finding::StepLine {
    type Error = String;

    fn try_from(s: StepLine) -> Result<Self, String> {
        Ok(Self {
            step: step(&s.step)?,
            level: level(&s.level)?,
            unassessed: s.unassessed,
            supported_by: s.supported_by,
            against: s.against,
        })
    }
}

impl From<finding::TimePart> for TimePart {
    fn from(p: finding::TimePart) -> Self {
        Self {
            what: p.what,
            step: p.step.map(|s| s.name().to_owned()),
            least_seconds: p.range_seconds.map(|r| r.0),
            most_seconds: p.range_seconds.map(|r| r.1),
            because: p.because,
        }
    }
}

impl TryFrom<TimePart> for finding::TimePart {
    type Error = String;

    fn try_from(p: TimePart) -> Result<Self, String> {
        Ok(Self {
            what: p.what,
            step: p.step.as_deref().map(step).transpose()?,
            range_seconds: p.least_seconds.zip(p.most_seconds),
            because: p.because,
        })
    }
}

/// Types whose fields are the same on both sides.
macro_rules! mirrored {
    ($($name:ident { $($field:ident),* })*) => { $(
        impl From<finding::$name> for $name {
            fn from(x: finding::$name) -> Self {
                Self { $($field: x.$field),* }
            }
        }

        impl From<$name> for finding::$name {
            fn from(x: $name) -> Self {
                Self { $($field: x.$field),* }
            }
        }
    )* };
}

mirrored! {
    StoreLag { store, name, seconds, bytes, measured_by, unknown }
    CapacityLine { what, subject, unit, need, have, missing, unknown, command }
    Accepted { rule, checks, reason, owner, until }
}
