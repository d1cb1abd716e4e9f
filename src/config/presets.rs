//! What each DR strategy expects to differ.
//!
//! The strategies are AWS's: <https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/disaster-recovery-options-in-the-cloud.html>.

use crate::assess::{Expectation, Pin, Share};
use crate::model::{Side, Text};

/// How the DR side is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Data is replicated; compute is off.
    PilotLight,
    /// A small copy runs.
    WarmStandby,
    /// A full copy runs.
    HotStandby,
}

/// The names of the strategies.
pub const STRATEGIES: [&str; 3] = ["pilot-light", "warm-standby", "hot-standby"];

/// Attributes that say how much runs now, by kind.
const SIZES: &[(&str, &str)] = &[
    ("aws_appautoscaling_target", "min_capacity"),
    ("aws_autoscaling_group", "desired_capacity"),
    ("aws_autoscaling_group", "min_size"),
    ("aws_ecs_service", "desired_count"),
    ("aws_elasticache_replication_group", "num_cache_clusters"),
    ("aws_elasticache_replication_group", "replicas_per_node_group"),
];

/// Kinds that a pilot light creates at the failover.
const PILOT_LIGHT_ABSENT: &[&str] = &[
    "aws_rds_cluster_instance",
    "aws_nat_gateway",
    "aws_ecs_service",
    "aws_appautoscaling_target",
];

impl Strategy {
    /// The strategy of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "pilot-light" => Some(Self::PilotLight),
            "warm-standby" => Some(Self::WarmStandby),
            "hot-standby" => Some(Self::HotStandby),
            _ => None,
        }
    }

    /// The strategy's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PilotLight => "pilot-light",
            Self::WarmStandby => "warm-standby",
            Self::HotStandby => "hot-standby",
        }
    }

    /// What the strategy expects to differ.
    #[must_use]
    pub fn expectations(self) -> Vec<Expectation> {
        let expect = |kind: &str, path: Option<&str>, pin: Pin, reason: &str| Expectation {
            kind: Text::from(kind),
            path: path.map(Text::from),
            subject: Text::new(),
            pin,
            reason: Text::from(reason),
            until: Text::new(),
            origin: Text::from(self.name()),
            preset: true,
        };
        let least = match self {
            Self::PilotLight => 0.0,
            Self::WarmStandby => 1.0,
            Self::HotStandby => return Vec::new(),
        };
        let sizes = SIZES.iter().map(|(kind, path)| {
            let pin = Pin::DrAtLeast(Share::Absolute(least));
            let reason = format!("a {} runs smaller until the failover", self.name());
            expect(kind, Some(path), pin, &reason)
        });
        let absent = PILOT_LIGHT_ABSENT
            .iter()
            .filter(|_| self == Self::PilotLight)
            .map(|kind| expect(kind, None, Pin::Only(Side::Primary), "created at the failover"));
        sizes.chain(absent).collect()
    }
}
