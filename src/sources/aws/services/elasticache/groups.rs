//! Replication groups, and the global ones that span regions.
//!
//! The token is never told, only whether there is one. A global group is told by each region that
//! has a member.

use aws_sdk_elasticache::Client;
use aws_sdk_elasticache::types::{
    AutomaticFailoverStatus, CacheCluster, CacheSecurityGroupMembership, DataTieringStatus,
    Endpoint, GlobalReplicationGroup, GlobalReplicationGroupInfo, MultiAzStatus, NodeGroup,
    ReplicationGroup,
};
use futures_util::future::join_all;

use super::{clusters, log_delivery, security_group_ids, tags_of, version, word};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{block, flag, list, number, text, texts};

pub(super) const STATUS: &str = "status.aws_elasticache_replication_group";
pub(super) const GLOBAL_STATUS: &str = "status.aws_elasticache_global_replication_group";
/// The attributes of a replication group that its member clusters tell.
pub(super) const OF_MEMBERS: &[&str] = &[
    "auto_minor_version_upgrade",
    "engine",
    "engine_version",
    "engine_version_actual",
    "maintenance_window",
    "notification_topic_arn",
    "parameter_group_name",
    "security_group_ids",
    "security_group_names",
    "subnet_group_name",
    "transit_encryption_mode",
];

type Attributes = Vec<(&'static str, Value)>;

pub(super) async fn listed(c: &Collector, cache: &Client) -> Vec<ReplicationGroup> {
    if !c.wants("DescribeReplicationGroups") {
        return Vec::new();
    }
    c.pages(
        "DescribeReplicationGroups",
        |token| cache.describe_replication_groups().set_marker(token).max_records(100).send(),
        |page| (page.replication_groups.unwrap_or_default(), page.marker),
    )
    .await
}

pub(super) async fn keep_all(
    c: &Collector,
    cache: &Client,
    groups: &[ReplicationGroup],
    clusters: &Result<Vec<CacheCluster>, Missing>,
) {
    for group in groups {
        keep_status(c, group, clusters);
    }
    join_all(groups.iter().map(|group| keep(c, cache, group, clusters))).await;
}

fn keep_status(
    c: &Collector,
    group: &ReplicationGroup,
    clusters: &Result<Vec<CacheCluster>, Missing>,
) {
    let id = group.replication_group_id();
    let available = match clusters {
        Ok(clusters) => {
            let members = clusters.iter().filter(|m| m.replication_group_id() == id);
            count(members.filter(|m| m.cache_cluster_status() == Some("available")).count())
        }
        Err(missing) => missing.value(),
    };
    c.keep(
        "DescribeReplicationGroups",
        STATUS,
        id.unwrap_or_default(),
        [
            ("arn", text(group.arn())),
            ("available_clusters", available),
            ("clusters", count(group.member_clusters().len())),
            ("replication_group_id", text(id)),
            ("status", text(group.status())),
        ],
    );
}

fn count(n: usize) -> Value {
    number(u32::try_from(n).ok())
}

async fn keep(
    c: &Collector,
    cache: &Client,
    group: &ReplicationGroup,
    clusters: &Result<Vec<CacheCluster>, Missing>,
) {
    let tags = tags_of(c, cache, group.arn()).await;
    let mut attributes = general(group);
    attributes.extend(nodes(group));
    attributes.extend([("tags", tags.clone()), ("tags_all", tags)]);
    match clusters {
        Ok(clusters) => {
            let id = group.replication_group_id();
            let member = clusters.iter().find(|m| m.replication_group_id() == id);
            attributes.extend(member.into_iter().flat_map(of_member));
        }
        Err(missing) => attributes.extend(OF_MEMBERS.iter().map(|name| (*name, missing.value()))),
    }
    let id = group.replication_group_id().unwrap_or_default();
    c.keep("DescribeReplicationGroups", "aws_elasticache_replication_group", id, attributes);
}

fn general(group: &ReplicationGroup) -> Attributes {
    let global = group
        .global_replication_group_info()
        .and_then(GlobalReplicationGroupInfo::global_replication_group_id);
    let failover = group.automatic_failover().map(|status| {
        matches!(status, AutomaticFailoverStatus::Enabled | AutomaticFailoverStatus::Enabling)
    });
    let at_rest = group.at_rest_encryption_enabled().unwrap_or_default();
    let in_transit = group.transit_encryption_enabled();
    let multi_az = group.multi_az().map(|status| *status == MultiAzStatus::Enabled);
    let tiering = group.data_tiering() == Some(&DataTieringStatus::Enabled);
    let mut attributes = vec![
        ("arn", text(group.arn())),
        ("at_rest_encryption_enabled", word(at_rest)),
        ("automatic_failover_enabled", flag(failover)),
        ("cluster_enabled", flag(group.cluster_enabled().or(Some(false)))),
        ("cluster_mode", text(group.cluster_mode())),
        ("data_tiering_enabled", Value::Bool(tiering)),
        ("description", text(group.description())),
        ("global_replication_group_id", text(global)),
        ("ip_discovery", text(group.ip_discovery())),
        ("kms_key_id", text(group.kms_key_id())),
        ("log_delivery_configuration", log_delivery(group.log_delivery_configurations())),
        ("multi_az_enabled", flag(multi_az)),
        ("network_type", text(group.network_type())),
        ("node_type", text(group.cache_node_type())),
        ("replication_group_id", text(group.replication_group_id())),
        ("snapshot_retention_limit", number(group.snapshot_retention_limit().or(Some(0)))),
        ("snapshot_window", text(group.snapshot_window())),
        ("transit_encryption_enabled", flag(in_transit.or(Some(false)))),
        ("user_group_ids", texts(group.user_group_ids())),
    ];
    if group.auth_token_enabled() == Some(false) {
        attributes.push(("auth_token", Value::Null));
    }
    attributes
}

fn nodes(group: &ReplicationGroup) -> Attributes {
    let shards = group.node_groups();
    let replicas = shards.first().map(|shard| shard.node_group_members().len().saturating_sub(1));
    let whole = group.configuration_endpoint();
    // Without cluster mode there is one shard, whose endpoints are the group's.
    let shard = shards.first().filter(|_| whole.is_none());
    let primary = shard.and_then(NodeGroup::primary_endpoint);
    let reader = shard.and_then(NodeGroup::reader_endpoint);
    vec![
        ("configuration_endpoint_address", text(whole.and_then(Endpoint::address))),
        ("member_clusters", texts(group.member_clusters())),
        ("num_cache_clusters", count(group.member_clusters().len())),
        ("num_node_groups", count(shards.len())),
        ("port", number(whole.or(primary).and_then(Endpoint::port))),
        ("primary_endpoint_address", text(primary.and_then(Endpoint::address))),
        ("reader_endpoint_address", text(reader.and_then(Endpoint::address))),
        ("replicas_per_node_group", replicas.map_or(Value::Null, count)),
    ]
}

fn of_member(member: &CacheCluster) -> Attributes {
    let names = member
        .cache_security_groups()
        .iter()
        .filter_map(CacheSecurityGroupMembership::cache_security_group_name);
    vec![
        (
            "auto_minor_version_upgrade",
            word(member.auto_minor_version_upgrade().unwrap_or_default()),
        ),
        ("engine", text(member.engine())),
        ("engine_version", version(member.engine(), member.engine_version())),
        ("engine_version_actual", text(member.engine_version())),
        ("maintenance_window", text(member.preferred_maintenance_window())),
        ("notification_topic_arn", clusters::topic(member)),
        ("parameter_group_name", clusters::parameter_group(member)),
        ("security_group_ids", security_group_ids(member.security_groups())),
        ("security_group_names", texts(names)),
        ("subnet_group_name", text(member.cache_subnet_group_name())),
        ("transit_encryption_mode", text(member.transit_encryption_mode())),
    ]
}

pub(super) async fn global(c: &Collector, cache: &Client) {
    if !c.wants("DescribeGlobalReplicationGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeGlobalReplicationGroups",
            |token| {
                cache
                    .describe_global_replication_groups()
                    .show_member_info(true)
                    .set_marker(token)
                    .max_records(100)
                    .send()
            },
            |page| (page.global_replication_groups.unwrap_or_default(), page.marker),
        )
        .await;
    for group in &listed {
        keep_global(c, group);
    }
}

fn keep_global(c: &Collector, group: &GlobalReplicationGroup) {
    let id = group.global_replication_group_id().unwrap_or_default();
    let shards = group.global_node_groups();
    let members = group.members();
    let failover = members.first().and_then(|m| m.automatic_failover());
    let primary = members.iter().find(|m| m.role() == Some("PRIMARY"));
    let at_rest = group.at_rest_encryption_enabled();
    let in_transit = group.transit_encryption_enabled();
    c.keep(
        "DescribeGlobalReplicationGroups",
        GLOBAL_STATUS,
        id,
        [
            ("arn", text(group.arn())),
            ("global_replication_group_id", text(Some(id))),
            (
                "members",
                list(members.iter().map(|member| {
                    block([
                        ("region", text(member.replication_group_region())),
                        ("replication_group_id", text(member.replication_group_id())),
                        ("role", text(member.role())),
                        ("status", text(member.status())),
                    ])
                })),
            ),
            ("status", text(group.status())),
        ],
    );
    c.keep(
        "DescribeGlobalReplicationGroups",
        "aws_elasticache_global_replication_group",
        id,
        [
            ("arn", text(group.arn())),
            ("at_rest_encryption_enabled", flag(at_rest.or(Some(false)))),
            ("auth_token_enabled", flag(group.auth_token_enabled().or(Some(false)))),
            (
                "automatic_failover_enabled",
                Value::Bool(failover == Some(&AutomaticFailoverStatus::Enabled)),
            ),
            ("cache_node_type", text(group.cache_node_type())),
            ("cluster_enabled", flag(group.cluster_enabled().or(Some(false)))),
            ("engine", text(group.engine())),
            ("engine_version", version(group.engine(), group.engine_version())),
            ("engine_version_actual", text(group.engine_version())),
            (
                "global_node_groups",
                list(shards.iter().map(|shard| {
                    block([
                        ("global_node_group_id", text(shard.global_node_group_id())),
                        ("slots", text(shard.slots())),
                    ])
                })),
            ),
            (
                "global_replication_group_description",
                text(group.global_replication_group_description()),
            ),
            ("global_replication_group_id", text(Some(id))),
            ("global_replication_group_id_suffix", text(Some(suffix(id)))),
            ("num_node_groups", number(u32::try_from(shards.len()).ok())),
            ("primary_replication_group_id", text(primary.and_then(|m| m.replication_group_id()))),
            ("transit_encryption_enabled", flag(in_transit.or(Some(false)))),
        ],
    );
}

/// What was chosen of a global group's id: AWS puts five letters for the region before it.
fn suffix(id: &str) -> &str {
    match id.split_once('-') {
        Some((prefix, rest))
            if prefix.len() == 5 && prefix.bytes().all(|b| b.is_ascii_alphabetic()) =>
        {
            rest
        }
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::suffix;

    #[test]
    fn only_the_prefix_of_the_region_is_cut_off() {
        assert_eq!(suffix("sgaui-checkout"), "checkout");
        assert_eq!(suffix("sgaui-a-b"), "a-b");
        assert_eq!(suffix("checkout-b"), "checkout-b");
        assert_eq!(suffix("plain"), "plain");
    }
}
