//! CloudWatch: how far replication is behind, and how much of a quota is used.
//!
//! All measurements of a region are asked for together. Times are in seconds, whatever the unit of
//! the metric. A metric without readings, or one that has stopped, has no worst value: silence is
//! not a lag of zero.

mod ask;
mod readings;
mod replication;
mod usage;

use crate::model::{Resource, Value};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::{Asked, Operation, Service};

const OPERATION: &str = "GetMetricData";

/// What is measured.
pub(super) const SERVICE: Service = Service {
    name: "cloudwatch",
    asked: Asked::AfterRegion,
    operations: &[Operation::lists(
        OPERATION,
        "cloudwatch:GetMetricData",
        &[
            replication::CLUSTER,
            replication::INSTANCE,
            replication::TABLE,
            replication::BUCKET,
            replication::CACHE,
            usage::QUOTA,
        ],
    )],
    collect: |collector| Box::pin(collect(collector)),
};

/// One metric of one thing.
#[derive(Clone, Debug, PartialEq)]
struct Measure {
    kind: &'static str,
    id: String,
    /// What it is known by, beside the measurement.
    known_by: Vec<(&'static str, Value)>,
    namespace: String,
    metric: String,
    /// The sets of dimensions that the metric may be told under.
    dimensions: Vec<Dimensions>,
    scale: Scale,
    /// Seconds between two readings.
    period: i32,
    /// Whether this is one of several metrics that tell nearly the same: where another of them has
    /// readings and this one has none, the thing does not have this metric.
    alternative: bool,
}

/// Names and values that choose one metric.
type Dimensions = Vec<(&'static str, String)>;

/// What a reading is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    /// The unit that is kept: seconds, bytes, things.
    Plain,
    /// Milliseconds; seconds are kept.
    Milliseconds,
}

/// What there is to measure of a kind in a region.
type Of = fn(&Collector) -> Vec<Measure>;

async fn collect(c: Collector) {
    if !c.wants(OPERATION) {
        return;
    }
    let mut measures = Vec::new();
    let all: [(&str, Of); 6] = [
        (replication::CLUSTER, replication::clusters),
        (replication::INSTANCE, replication::instances),
        (replication::TABLE, replication::tables),
        (replication::BUCKET, replication::buckets),
        (replication::CACHE, replication::caches),
        (usage::QUOTA, usage::quotas),
    ];
    for (kind, of) in all {
        if c.wants_kind(kind) {
            measures.extend(of(&c));
        }
    }
    if !measures.is_empty() {
        ask::all(&c, &measures).await;
    }
}

/// A text of a resource; nothing where it is empty or not known.
fn told<'r>(resource: &'r Resource, name: &str) -> Option<&'r str> {
    resource.attributes.get(name)?.as_str().filter(|t| !t.is_empty())
}

/// The members of a list of blocks.
fn blocks<'r>(resource: &'r Resource, name: &str) -> &'r [Value] {
    resource.attributes.get(name).and_then(Value::as_list).unwrap_or_default()
}

/// A text of a block; nothing where it is empty or not known.
fn part<'v>(block: &'v Value, name: &str) -> Option<&'v str> {
    block.as_map()?.get(name)?.as_str().filter(|t| !t.is_empty())
}

/// The one block within a block.
fn inner<'v>(block: &'v Value, name: &str) -> Option<&'v Value> {
    block.as_map()?.get(name)?.as_list()?.first()
}
