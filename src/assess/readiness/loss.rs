//! How much would be lost now: the worst lag of each replicated store.

mod buckets;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::facts::{Fact, as_f64, incomplete, label, list, number, text, whole_seconds};
use crate::finding::{DataLoss, StoreLag};
use crate::model::{Completeness, Inventory, Region, Resource, Side, Value};
use crate::rules::World;

/// How a store's lag is measured.
struct Measured {
    /// The store in words.
    store: &'static str,
    /// The kind of the measurement.
    kind: &'static str,
    /// Metrics, the best one first.
    metrics: &'static [&'static str],
    /// The attribute that names the store.
    name: &'static str,
    /// The side that it is measured on.
    side: Side,
}

/// Where lags are measured. Metrics are described in
/// <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html>,
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html> and
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html>.
const MEASURED: &[Measured] = &[
    Measured {
        store: AURORA,
        kind: "metric.aws_rds_cluster",
        metrics: &["AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag"],
        name: "cluster_identifier",
        side: Side::Dr,
    },
    Measured {
        store: RDS,
        kind: "metric.aws_db_instance",
        metrics: &["ReplicaLag"],
        name: "identifier",
        side: Side::Dr,
    },
    Measured {
        store: DYNAMODB,
        kind: "metric.aws_dynamodb_table",
        metrics: &["ReplicationLatency"],
        name: "name",
        side: Side::Primary,
    },
    Measured {
        store: buckets::S3,
        kind: buckets::METRIC,
        metrics: &[buckets::LATENCY],
        name: "bucket",
        side: Side::Dr,
    },
    Measured {
        store: ELASTICACHE,
        kind: "metric.aws_elasticache_replication_group",
        metrics: &["GlobalDatastoreReplicationLag"],
        name: "replication_group_id",
        side: Side::Dr,
    },
];

pub(in crate::assess) const AURORA: &str = "Aurora";
pub(in crate::assess) const RDS: &str = "RDS";
pub(in crate::assess) const DYNAMODB: &str = "DynamoDB";
pub(in crate::assess) const ELASTICACHE: &str = "ElastiCache";
const POSTGRESQL: &str = "PostgreSQL";

/// The listings that tell which stores are replicated.
const LISTINGS: &[(&str, Side, &str)] = &[
    (AURORA, Side::Dr, "aws_rds_cluster"),
    (RDS, Side::Dr, "aws_db_instance"),
    (DYNAMODB, Side::Primary, "aws_dynamodb_table"),
    (buckets::S3, Side::Primary, buckets::CONFIGURATION),
    (ELASTICACHE, Side::Dr, "status.aws_elasticache_global_replication_group"),
    (POSTGRESQL, Side::Dr, "postgres.replication"),
];

/// What was seen of one store.
struct Seen {
    /// How good the measurement is: 0 is the best one.
    rank: usize,
    line: StoreLag,
}

impl Seen {
    /// A store whose lag is not known.
    fn unknown(store: &str, name: &str, why: String) -> Self {
        let line = StoreLag {
            store: store.to_owned(),
            name: name.to_owned(),
            unknown: Some(why),
            ..StoreLag::default()
        };
        Self { rank: 0, line }
    }
}

/// What lies in DR.
struct Dr<'w> {
    region: Option<&'w str>,
    buckets: HashSet<&'w str>,
}

impl<'w> Dr<'w> {
    fn new(world: &World<'w>) -> Self {
        let buckets = world.inventory.of_kind_on("aws_s3_bucket", Side::Dr);
        Self {
            region: world.estate.dr.region.as_ref().map(Region::as_str),
            buckets: buckets.filter_map(|b| b.text("bucket")).collect(),
        }
    }

    /// Whether a measurement is of what arrives in DR: a table may have replicas elsewhere too, and
    /// DR may copy buckets of its own.
    fn receives(&self, metric: &Resource) -> bool {
        let receiving = metric.text("receiving_region");
        let elsewhere = receiving.is_some() && self.region.is_some() && receiving != self.region;
        let own = metric.kind.as_str() == buckets::METRIC
            && metric.text("bucket").is_some_and(|b| self.buckets.contains(b));
        !elsewhere && !own
    }
}

/// What would be lost now.
pub(super) fn data_loss(world: &World<'_>) -> DataLoss {
    let inventory = world.inventory;
    let dr = Dr::new(world);
    let mut seen: Vec<Seen> =
        MEASURED.iter().flat_map(|m| measured_by(m, inventory, &dr)).collect();
    seen.extend(buckets::unmeasured(inventory, &dr));
    let others = unmeasured(inventory, &dr, &seen);
    seen.extend(others);
    seen.extend(inventory.of_kind("postgres.replication").map(|r| server(r)));
    seen.extend(unlisted(inventory));
    DataLoss { stores: together(seen), objective_seconds: world.estate.objectives.rpo_seconds }
}

/// One line for each store: of one metric the worst counts, and what is not known is worse than
/// all; a better metric counts before another, unless only the other is known.
fn together(seen: Vec<Seen>) -> Vec<StoreLag> {
    let mut stores: BTreeMap<(String, String), BTreeMap<usize, StoreLag>> = BTreeMap::new();
    for Seen { rank, line } in seen {
        let ranks = stores.entry((line.store.clone(), line.name.clone())).or_default();
        let worst = match ranks.remove(&rank) {
            Some(kept) if kept.seconds.is_none() => kept,
            Some(kept) if line.seconds.is_some() && line.seconds <= kept.seconds => kept,
            _ => line,
        };
        ranks.insert(rank, worst);
    }
    let best = |ranks: BTreeMap<usize, StoreLag>| {
        let known = ranks.values().find(|line| line.seconds.is_some()).cloned();
        known.or_else(|| ranks.into_values().next())
    };
    stores.into_values().filter_map(best).collect()
}

/// What the metrics of a store tell.
fn measured_by(measured: &Measured, inventory: &Inventory, dr: &Dr<'_>) -> Vec<Seen> {
    let seen = |metric: &Resource| {
        let named = metric.text("metric_name").unwrap_or_default();
        let rank = measured.metrics.iter().position(|m| *m == named)?;
        let name = text(metric, measured.name).ok().flatten().unwrap_or_else(|| label(metric));
        let lag = lag(metric, named);
        let line = StoreLag {
            store: measured.store.to_owned(),
            name: name.to_owned(),
            measured_by: format!("{named}, worst of {}", window(metric)),
            unknown: lag.as_ref().err().cloned(),
            seconds: lag.ok(),
            bytes: None,
        };
        Some(Seen { rank, line })
    };
    let metrics = inventory.of_kind_on(measured.kind, measured.side);
    metrics.filter(|m| dr.receives(m)).filter_map(|m| seen(m)).collect()
}

/// The worst of a measurement in seconds. A negative lag is AWS's sign for no replication at all.
fn lag(metric: &Resource, named: &str) -> Fact<f64> {
    match number(metric, "worst")? {
        None => Err(format!("CloudWatch has no {named} of it")),
        Some(seconds) if seconds < 0.0 => Err(format!("not replicating: {named} is {seconds}")),
        Some(seconds) => Ok(seconds),
    }
}

fn window(metric: &Resource) -> String {
    match metric.attribute("window_seconds").and_then(as_f64) {
        Some(seconds) => format!("{} min", seconds / 60.0),
        None => "the window".to_owned(),
    }
}

/// Why nothing was measured of a store.
fn no_metric(inventory: &Inventory, side: Side, kind: &str) -> String {
    incomplete(inventory, side, kind).unwrap_or_else(|| "CloudWatch has no metric of it".to_owned())
}

/// Copies of which nothing was measured.
fn unmeasured(inventory: &Inventory, dr: &Dr<'_>, seen: &[Seen]) -> Vec<Seen> {
    let known: BTreeSet<(&str, &str)> =
        seen.iter().map(|s| (s.line.store.as_str(), s.line.name.as_str())).collect();
    let mut lines = Vec::new();
    let mut add = |store, of: &Resource, name, copied: Fact<bool>, why: &str| {
        let name = of.text(name).unwrap_or_else(|| label(of));
        match copied {
            _ if known.contains(&(store, name)) => {}
            Ok(true) => lines.push(Seen::unknown(store, name, why.to_owned())),
            Ok(false) => {}
            Err(why) => {
                let why = format!("whether it is replicated is not known: {why}");
                lines.push(Seen::unknown(store, name, why));
            }
        }
    };
    let why = no_metric(inventory, Side::Dr, "metric.aws_rds_cluster");
    for cluster in inventory.of_kind_on("aws_rds_cluster", Side::Dr) {
        let copied = text(cluster, "global_cluster_identifier").map(|g| g.is_some());
        add(AURORA, cluster, "cluster_identifier", copied, &why);
    }
    let why = no_metric(inventory, Side::Dr, "metric.aws_db_instance");
    for instance in inventory.of_kind_on("aws_db_instance", Side::Dr) {
        // A plain identifier is a source in the same region.
        let copied = text(instance, "replicate_source_db")
            .map(|source| source.is_some_and(|s| s.starts_with("arn:")));
        add(RDS, instance, "identifier", copied, &why);
    }
    let why = no_metric(inventory, Side::Primary, "metric.aws_dynamodb_table");
    for table in inventory.of_kind_on("aws_dynamodb_table", Side::Primary) {
        let copied = list(table, "replica").and_then(|replicas| has_replica(replicas, dr));
        add(DYNAMODB, table, "name", copied, &why);
    }
    lines
}

/// Whether one of a table's replicas lies in DR.
fn has_replica(replicas: &[Value], dr: &Dr<'_>) -> Fact<bool> {
    let region = |r| Value::as_map(r).and_then(|r| r.get("region_name"));
    if replicas
        .iter()
        .any(|r| region(r).and_then(Value::as_str).is_some_and(|r| dr.region == Some(r)))
    {
        return Ok(true);
    }
    let unknown = replicas.iter().find_map(|r| region(r).unwrap_or(r).as_unknown());
    unknown.map_or(Ok(false), |why| Err(why.because()))
}

/// A line for each kind of store of which some may be replicated unseen. What a run had no reason
/// to look at has none.
fn unlisted(inventory: &Inventory) -> Vec<Seen> {
    let coverage = inventory.coverage();
    let line = |(store, side, kind): &(&str, Side, &str)| {
        let passed_by = coverage.of(*side, kind) == Completeness::Missing
            && coverage.kinds_looked_for(*side).is_some();
        let why = incomplete(inventory, *side, kind).filter(|_| !passed_by)?;
        Some(Seen::unknown(store, "(not all listed)", why))
    };
    LISTINGS.iter().filter_map(line).collect()
}

/// A self-managed pair.
fn server(pair: &Resource) -> Seen {
    let seconds = number(pair, "lag_seconds");
    let state = pair.text("state").unwrap_or("in a state that is not known");
    let bytes = pair.attribute("lag_bytes").and_then(as_f64);
    let line = StoreLag {
        store: POSTGRESQL.to_owned(),
        name: pair.text("label").unwrap_or_default().to_owned(),
        measured_by: pair.text("measured_by").unwrap_or_default().to_owned(),
        unknown: match &seconds {
            Err(why) => Some(why.clone()),
            Ok(None) => Some(format!("replication is {state}")),
            Ok(Some(_)) => None,
        },
        seconds: seconds.ok().flatten(),
        bytes: bytes.map(whole_seconds),
    };
    Seen { rank: 0, line }
}
