//! How far the copies of data in another region are behind.

use std::collections::{HashMap, HashSet};

use super::{Measure, Scale, blocks, inner, part, told};
use crate::model::{Resource, Value};
use crate::sources::aws::collector::Collector;

pub(super) const CLUSTER: &str = "metric.aws_rds_cluster";
pub(super) const INSTANCE: &str = "metric.aws_db_instance";
pub(super) const TABLE: &str = "metric.aws_dynamodb_table";
pub(super) const BUCKET: &str = "metric.aws_s3_bucket";
pub(super) const CACHE: &str = "metric.aws_elasticache_replication_group";

/// Seconds between two readings.
const PERIOD: i32 = 60;
/// The part of an ARN that is the region.
const REGION: usize = 3;

/// Lag of the clusters here that copy the writer of their global database. Not every engine
/// version tells the first; the second is of the storage beneath [1]. The writer has no lag.
///
/// [1]: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
pub(super) fn clusters(c: &Collector) -> Vec<Measure> {
    const METRICS: [&str; 2] = ["AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag"];
    let mut members_with: HashMap<&str, &[Value]> = HashMap::new();
    for global in c.listed("aws_rds_global_cluster") {
        let members = blocks(global, "global_cluster_members");
        let arns = members.iter().filter_map(|m| part(m, "db_cluster_arn"));
        members_with.extend(arns.map(|arn| (arn, members)));
    }
    let mut copies: Vec<(&Resource, &str, Option<&str>)> = Vec::new();
    for cluster in c.listed("aws_rds_cluster") {
        let (Some(id), Some(arn)) = (told(cluster, "cluster_identifier"), told(cluster, "arn"))
        else {
            continue;
        };
        let Some(members) = members_with.get(arn) else { continue };
        let writes = |m: &&Value| {
            m.as_map().and_then(|m| m.get("is_writer")).and_then(Value::as_bool) == Some(true)
        };
        let writer = members.iter().find(writes).and_then(|m| part(m, "db_cluster_arn"));
        if writer == Some(arn) {
            continue;
        }
        copies.push((cluster, id, writer.and_then(|arn| arn.split(':').nth(REGION))));
    }
    let from = |source: &str| copies.iter().filter(|(.., s)| *s == Some(source)).count();
    let mut measures = Vec::new();
    for (cluster, id, source) in &copies {
        let mut dimensions = vec![vec![("DBClusterIdentifier", (*id).to_owned())]];
        if let Some(source) = source {
            // The console groups these metrics by the region that they come from.
            let region = ("SourceRegion", (*source).to_owned());
            dimensions.push(vec![("DBClusterIdentifier", (*id).to_owned()), region.clone()]);
            if from(source) == 1 {
                dimensions.push(vec![region]);
            }
        }
        for metric in METRICS {
            measures.push(Measure {
                kind: CLUSTER,
                id: format!("{id}/{metric}"),
                known_by: vec![
                    ("arn", arn_of(cluster)),
                    ("cluster_identifier", Value::text(id)),
                    ("source_region", source.map_or(Value::Null, Value::text)),
                ],
                namespace: "AWS/RDS".to_owned(),
                metric: metric.to_owned(),
                dimensions: dimensions.clone(),
                scale: Scale::Milliseconds,
                period: PERIOD,
                alternative: true,
            });
        }
    }
    measures
}

/// Lag of the read replicas here. It is -1 where replication has stopped.
pub(super) fn instances(c: &Collector) -> Vec<Measure> {
    c.listed("aws_db_instance")
        .filter(|instance| told(instance, "replicate_source_db").is_some())
        .filter_map(|instance| {
            let identifier = told(instance, "identifier")?;
            Some(Measure {
                kind: INSTANCE,
                id: instance.id.as_ref()?.to_string(),
                known_by: vec![("arn", arn_of(instance)), ("identifier", Value::text(identifier))],
                namespace: "AWS/RDS".to_owned(),
                metric: "ReplicaLag".to_owned(),
                dimensions: vec![vec![("DBInstanceIdentifier", identifier.to_owned())]],
                scale: Scale::Plain,
                period: PERIOD,
                alternative: false,
            })
        })
        .collect()
}

/// Latency from the tables here to each of their replicas.
pub(super) fn tables(c: &Collector) -> Vec<Measure> {
    let mut measures = Vec::new();
    for table in c.listed("aws_dynamodb_table") {
        let Some(name) = told(table, "name") else { continue };
        for receiving in blocks(table, "replica").iter().filter_map(|r| part(r, "region_name")) {
            measures.push(Measure {
                kind: TABLE,
                id: format!("{name}/{receiving}"),
                known_by: vec![
                    ("arn", arn_of(table)),
                    ("name", Value::text(name)),
                    ("receiving_region", Value::text(receiving)),
                ],
                namespace: "AWS/DynamoDB".to_owned(),
                metric: "ReplicationLatency".to_owned(),
                dimensions: vec![vec![
                    ("TableName", name.to_owned()),
                    ("ReceivingRegion", receiving.to_owned()),
                ]],
                scale: Scale::Milliseconds,
                period: PERIOD,
                alternative: false,
            });
        }
    }
    measures
}

/// What S3 measures of replication where the copies arrive: the latency is in seconds.
const ARRIVING: [&str; 3] =
    ["BytesPendingReplication", "OperationsPendingReplication", "ReplicationLatency"];
/// What it measures where they come from.
const LEAVING: [&str; 1] = ["OperationsFailedReplication"];

/// Replication of buckets by the rules that have metrics. What leaves is measured where the
/// original is, what arrives where the copy is [1]; that of a bucket in a third region by nobody.
///
/// [1]: https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
pub(super) fn buckets(c: &Collector) -> Vec<Measure> {
    let names = |b: &Resource| told(b, "bucket").map(str::to_owned);
    let own: HashSet<String> = c.listed("aws_s3_bucket").filter_map(|b| names(b)).collect();
    let all: HashSet<String> = c.everywhere("aws_s3_bucket").filter_map(|b| names(b)).collect();
    let (here, anywhere) = (|name: &str| own.contains(name), |name: &str| all.contains(name));
    let mut measures = Vec::new();
    for configuration in c.everywhere("aws_s3_bucket_replication_configuration") {
        let Some(source) = told(configuration, "bucket") else { continue };
        for rule in blocks(configuration, "rule") {
            let Some((to, id)) = measured(rule) else { continue };
            let metrics = LEAVING.iter().filter(|_| here(source));
            // A bucket that no side has listed is asked for where the original is: its metrics
            // are not there, so that they come out as not known.
            let arrives = here(to) || here(source) && !anywhere(to);
            let metrics = metrics.chain(ARRIVING.iter().filter(|_| arrives));
            measures.extend(metrics.map(|metric| of_rule(source, to, id, metric)));
        }
    }
    measures
}

/// Destination and id of a rule that replicates and has metrics.
fn measured(rule: &Value) -> Option<(&str, &str)> {
    let to = inner(rule, "destination")?;
    let on =
        part(rule, "status")? == "Enabled" && part(inner(to, "metrics")?, "status")? == "Enabled";
    let bucket = part(to, "bucket")?;
    // arn:aws:s3:::name
    on.then_some((bucket.rsplit(':').next()?, part(rule, "id")?))
}

fn of_rule(source: &str, to: &str, rule: &str, metric: &str) -> Measure {
    Measure {
        kind: BUCKET,
        id: format!("{source}/{rule}/{metric}"),
        known_by: vec![
            ("bucket", Value::text(source)),
            ("destination", Value::text(to)),
            ("rule", Value::text(rule)),
        ],
        namespace: "AWS/S3".to_owned(),
        metric: metric.to_owned(),
        dimensions: vec![vec![
            ("SourceBucket", source.to_owned()),
            ("DestinationBucket", to.to_owned()),
            ("RuleId", rule.to_owned()),
        ]],
        scale: Scale::Plain,
        period: PERIOD,
        alternative: false,
    }
}

/// Lag of the secondary groups of a global datastore here, in seconds. It is told of the group or
/// of the node that copies.
pub(super) fn caches(c: &Collector) -> Vec<Measure> {
    let secondary: HashSet<&str> = c
        .listed("status.aws_elasticache_global_replication_group")
        .flat_map(|global| blocks(global, "members"))
        .filter(|member| {
            part(member, "region") == Some(c.region())
                && part(member, "role").is_some_and(|r| r.eq_ignore_ascii_case("secondary"))
        })
        .filter_map(|member| part(member, "replication_group_id"))
        .collect();
    c.listed("aws_elasticache_replication_group")
        .filter_map(|group| {
            let id = told(group, "replication_group_id").filter(|id| secondary.contains(id))?;
            let mut dimensions = vec![vec![("ReplicationGroupId", id.to_owned())]];
            for cluster in blocks(group, "member_clusters").iter().filter_map(Value::as_str) {
                let cluster = ("CacheClusterId", cluster.to_owned());
                dimensions.push(vec![cluster.clone()]);
                dimensions.push(vec![cluster, ("CacheNodeId", "0001".to_owned())]);
            }
            Some(Measure {
                kind: CACHE,
                id: id.to_owned(),
                known_by: vec![("arn", arn_of(group)), ("replication_group_id", Value::text(id))],
                namespace: "AWS/ElastiCache".to_owned(),
                metric: "GlobalDatastoreReplicationLag".to_owned(),
                dimensions,
                scale: Scale::Plain,
                period: PERIOD,
                alternative: false,
            })
        })
        .collect()
}

fn arn_of(resource: &Resource) -> Value {
    resource.attributes.get("arn").cloned().unwrap_or(Value::Null)
}
