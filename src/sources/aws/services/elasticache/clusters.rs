//! Clusters that stand alone. Members of a replication group belong to it and are not kept.

use aws_sdk_elasticache::Client;
use aws_sdk_elasticache::types::{CacheCluster, CacheNode, Endpoint};
use futures_util::future::join_all;

use super::{log_delivery, security_group_ids, tags_of, version, word};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{block, flag, list, number, text};

/// All or nothing: a replication group whose members were not reached must not look like one
/// without settings.
pub(super) async fn listed(c: &Collector, cache: &Client) -> Result<Vec<CacheCluster>, Missing> {
    c.whole(
        "DescribeCacheClusters",
        |token| {
            cache
                .describe_cache_clusters()
                .show_cache_node_info(true)
                .set_marker(token)
                .max_records(100)
                .send()
        },
        |page| (page.cache_clusters.unwrap_or_default(), page.marker),
    )
    .await
}

pub(super) async fn keep_all(c: &Collector, cache: &Client, clusters: &[CacheCluster]) {
    // The members alone were asked for otherwise.
    if !c.wants_kind("aws_elasticache_cluster") {
        return;
    }
    let alone = clusters.iter().filter(|cluster| cluster.replication_group_id().is_none());
    join_all(alone.map(|cluster| keep(c, cache, cluster))).await;
}

async fn keep(c: &Collector, cache: &Client, cluster: &CacheCluster) {
    let tags = tags_of(c, cache, cluster.arn()).await;
    let id = cluster.cache_cluster_id().unwrap_or_default();
    let mut attributes = network(cluster);
    attributes.extend([
        ("arn", text(cluster.arn())),
        (
            "auto_minor_version_upgrade",
            word(cluster.auto_minor_version_upgrade().unwrap_or_default()),
        ),
        ("cluster_id", text(Some(id))),
        ("engine", text(cluster.engine())),
        ("engine_version", version(cluster.engine(), cluster.engine_version())),
        ("engine_version_actual", text(cluster.engine_version())),
        ("log_delivery_configuration", log_delivery(cluster.log_delivery_configurations())),
        ("maintenance_window", text(cluster.preferred_maintenance_window())),
        ("node_type", text(cluster.cache_node_type())),
        ("notification_topic_arn", topic(cluster)),
        ("num_cache_nodes", number(cluster.num_cache_nodes())),
        ("parameter_group_name", parameter_group(cluster)),
        ("replication_group_id", text(cluster.replication_group_id())),
        ("snapshot_retention_limit", number(cluster.snapshot_retention_limit().or(Some(0)))),
        ("snapshot_window", text(cluster.snapshot_window())),
        ("tags", tags.clone()),
        ("tags_all", tags),
    ]);
    c.keep("DescribeCacheClusters", "aws_elasticache_cluster", id, attributes);
}

fn network(cluster: &CacheCluster) -> Vec<(&'static str, Value)> {
    let zone = cluster.preferred_availability_zone();
    let zones = if zone == Some("Multiple") { "cross-az" } else { "single-az" };
    let whole = cluster.configuration_endpoint();
    let address = whole.and_then(Endpoint::address);
    let full = address
        .zip(whole.and_then(Endpoint::port))
        .map(|(address, port)| format!("{address}:{port}"));
    let nodes = cluster.cache_nodes();
    let endpoint = whole.or_else(|| nodes.first().and_then(CacheNode::endpoint));
    let in_transit = cluster.transit_encryption_enabled();
    vec![
        ("availability_zone", text(zone)),
        ("az_mode", text(Some(zones))),
        ("cache_nodes", list(nodes.iter().map(node))),
        ("cluster_address", text(address)),
        ("configuration_endpoint", text(full)),
        ("ip_discovery", text(cluster.ip_discovery())),
        ("network_type", text(cluster.network_type())),
        ("port", number(endpoint.and_then(Endpoint::port))),
        ("preferred_outpost_arn", text(cluster.preferred_outpost_arn())),
        ("security_group_ids", security_group_ids(cluster.security_groups())),
        ("subnet_group_name", text(cluster.cache_subnet_group_name())),
        ("transit_encryption_enabled", flag(in_transit.or(Some(false)))),
    ]
}

fn node(node: &CacheNode) -> Value {
    let endpoint = node.endpoint();
    block([
        ("address", text(endpoint.and_then(Endpoint::address))),
        ("availability_zone", text(node.customer_availability_zone())),
        ("id", text(node.cache_node_id())),
        ("outpost_arn", text(node.customer_outpost_arn())),
        ("port", number(endpoint.and_then(Endpoint::port))),
    ])
}

/// The topic that is told of events; one that was switched off is as good as none.
pub(super) fn topic(cluster: &CacheCluster) -> Value {
    let topic = cluster.notification_configuration();
    let active = topic.filter(|t| t.topic_status() == Some("active"));
    text(active.and_then(|t| t.topic_arn()))
}

pub(super) fn parameter_group(cluster: &CacheCluster) -> Value {
    text(cluster.cache_parameter_group().and_then(|g| g.cache_parameter_group_name()))
}
