//! What is asked of AWS about what was listed.

use std::fmt;
use std::sync::Arc;

use crate::model::{Region, Resource, Text};

/// What a run asks besides listings.
#[derive(Clone)]
pub struct Questions {
    /// The seconds before now that a metric is looked at; the worst of them counts.
    pub window_seconds: u32,
    /// The role that carries out the failover, as an ARN; nothing is asked about it where there is
    /// none.
    pub failover_role: Option<Text>,
    /// The calls that the role must be allowed to make, from what was listed.
    pub permissions: Arc<Permissions>,
}

/// From what was listed to the calls of a failover.
pub type Permissions = dyn Fn(&[Arc<Resource>]) -> PermissionQuestions + Send + Sync;

/// The calls of a failover, as far as what was listed tells them.
#[derive(Clone, Debug, Default)]
pub struct PermissionQuestions {
    /// The calls.
    pub questions: Vec<PermissionQuestion>,
    /// What keeps further calls from being told, each in a sentence without full stop.
    pub missing: Vec<String>,
}

/// A call that somebody must be allowed to make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PermissionQuestion {
    /// The IAM action: `rds:FailoverGlobalCluster`.
    pub action: Text,
    /// The resource that it is made on, as an ARN, or `*`.
    pub resource_arn: Text,
    /// The region that it is made in.
    pub region: Option<Region>,
    /// The step of the failover that it belongs to.
    pub step: Text,
}

impl Default for Questions {
    fn default() -> Self {
        Self {
            window_seconds: 900,
            failover_role: None,
            permissions: Arc::new(|_| PermissionQuestions::default()),
        }
    }
}

impl fmt::Debug for Questions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Questions")
            .field("window_seconds", &self.window_seconds)
            .field("failover_role", &self.failover_role)
            .finish_non_exhaustive()
    }
}
