//! How much would be lost now: the worst lag of each replicated store.

use super::facts::{as_f64, incomplete, label, number, text};
use crate::finding::{DataLoss, StoreLag};
use crate::model::{Inventory, Region, Resource, Side, Value};
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
    /// The side that it is measured on; either where there is none.
    side: Option<Side>,
}

/// Where lags are measured. Metrics are described in
/// <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html> and
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html>.
const MEASURED: &[Measured] = &[
    Measured {
        store: "Aurora",
        kind: "metric.aws_rds_cluster",
        metrics: &["AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag"],
        name: "cluster_identifier",
        side: Some(Side::Dr),
    },
    Measured {
        store: "RDS",
        kind: "metric.aws_db_instance",
        metrics: &["ReplicaLag"],
        name: "identifier",
        side: Some(Side::Dr),
    },
    Measured {
        store: "DynamoDB",
        kind: "metric.aws_dynamodb_table",
        metrics: &["ReplicationLatency"],
        name: "table_name",
        side: Some(Side::Primary),
    },
    Measured {
        store: "S3",
        kind: "metric.aws_s3_bucket",
        metrics: &["ReplicationLatency"],
        name: "bucket",
        side: Some(Side::Dr),
    },
    Measured {
        store: "ElastiCache",
        kind: "metric.aws_elasticache_replication_group",
        metrics: &["GlobalDatastoreReplicationLag"],
        name: "replication_group_id",
        side: Some(Side::Dr),
    },
];

/// What would be lost now.
pub(super) fn data_loss(world: &World<'_>) -> DataLoss {
    let inventory = world.inventory;
    let mut stores: Vec<StoreLag> = Vec::new();
    for measured in MEASURED {
        stores.extend(measured_by(measured, inventory));
    }
    stores.extend(unmeasured(inventory, &stores));
    stores.extend(inventory.of_kind("postgres.replication").map(|r| server(r)));
    stores.sort_by(|a, b| (&a.store, &a.name).cmp(&(&b.store, &b.name)));
    let objective_seconds = world.estate.objectives.rpo_seconds;
    DataLoss { stores, objective_seconds }
}

/// One line for each store that has one of the metrics.
fn measured_by(measured: &Measured, inventory: &Inventory) -> Vec<StoreLag> {
    let here = |r: &&std::sync::Arc<Resource>| measured.side.is_none_or(|s| r.side() == s);
    let mut lines: Vec<(usize, StoreLag)> = Vec::new();
    for metric in inventory.of_kind(measured.kind).filter(here) {
        let named = metric.text("metric_name").unwrap_or_default();
        let Some(rank) = measured.metrics.iter().position(|m| *m == named) else { continue };
        let name = text(metric, measured.name).ok().flatten().map(str::to_owned);
        let name = name.unwrap_or_else(|| label(metric).to_owned());
        let worst = number(metric, "worst");
        let line = StoreLag {
            store: measured.store.to_owned(),
            name,
            measured_by: format!("{named}, worst of {}", window(metric)),
            unknown: worst.as_ref().err().cloned(),
            seconds: worst.ok().flatten(),
            bytes: None,
        };
        match lines.iter_mut().find(|(_, l)| l.name == line.name) {
            // The better metric counts, and one that is known before one that is not.
            Some(kept) => {
                let key = |r: usize, l: &StoreLag| (l.seconds.is_none(), r);
                if key(rank, &line) < key(kept.0, &kept.1) {
                    *kept = (rank, line);
                }
            }
            None => lines.push((rank, line)),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn window(metric: &Resource) -> String {
    match metric.attribute("window_seconds").and_then(as_f64) {
        Some(seconds) => format!("{} min", seconds / 60.0),
        None => "the window".to_owned(),
    }
}

/// Copies of which nothing was measured.
fn unmeasured(inventory: &Inventory, known: &[StoreLag]) -> Vec<StoreLag> {
    let mut lines = Vec::new();
    let mut add = |store: &str, name: &str, why: Option<String>| {
        if !known.iter().any(|l| l.store == store && l.name == name) {
            lines.push(StoreLag {
                store: store.to_owned(),
                name: name.to_owned(),
                unknown: Some(why.unwrap_or_else(|| "CloudWatch has no metric of it".to_owned())),
                ..StoreLag::default()
            });
        }
    };
    let why = incomplete(inventory, Side::Dr, "metric.aws_rds_cluster");
    for cluster in inventory.of_kind_on("aws_rds_cluster", Side::Dr) {
        if matches!(text(cluster, "global_cluster_identifier"), Ok(Some(_))) {
            add("Aurora", cluster.text("cluster_identifier").unwrap_or_default(), why.clone());
        }
    }
    let why = incomplete(inventory, Side::Dr, "metric.aws_db_instance");
    for instance in inventory.of_kind_on("aws_db_instance", Side::Dr) {
        let source = instance.text("replicate_source_db").unwrap_or_default();
        if source.starts_with("arn:") {
            add("RDS", instance.text("identifier").unwrap_or_default(), why.clone());
        }
    }
    let why = incomplete(inventory, Side::Primary, "metric.aws_dynamodb_table");
    for table in inventory.of_kind_on("aws_dynamodb_table", Side::Primary) {
        let replicas = table.attribute("replica").and_then(Value::as_list).unwrap_or_default();
        if replicas.iter().any(|r| in_dr(r, inventory)) {
            add("DynamoDB", table.text("name").unwrap_or_default(), why.clone());
        }
    }
    lines
}

/// Whether a replica of a table lies where DR is.
fn in_dr(replica: &Value, inventory: &Inventory) -> bool {
    let region = replica.as_map().and_then(|r| r.get("region_name")).and_then(Value::as_str);
    let dr = inventory.resources().iter().find(|r| r.side() == Side::Dr);
    let dr = dr.and_then(|r| r.site.region.as_ref()).map(Region::as_str);
    region.is_some() && region == dr
}

/// A self-managed pair.
fn server(pair: &Resource) -> StoreLag {
    let seconds = number(pair, "lag_seconds");
    let state = pair.text("state").unwrap_or("in a state that is not known");
    let bytes = pair.attribute("lag_bytes").and_then(as_f64);
    StoreLag {
        store: "PostgreSQL".to_owned(),
        name: pair.text("label").unwrap_or_default().to_owned(),
        measured_by: pair.text("measured_by").unwrap_or_default().to_owned(),
        unknown: match &seconds {
            Err(why) => Some(why.clone()),
            Ok(None) => Some(format!("replication is {state}")),
            Ok(Some(_)) => None,
        },
        seconds: seconds.ok().flatten(),
        bytes: bytes.map(super::facts::whole_seconds),
    }
}
