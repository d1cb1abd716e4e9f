//! `ElastiCache`: replication groups, single clusters, their settings and users.
//!
//! Version, network and parameter group of a replication group are known to its member clusters
//! alone, so one listing of clusters serves both. Parameter groups named `default.…` are AWS's own
//! and are left out.

mod clusters;
mod groups;
mod settings;
mod users;

use aws_sdk_elasticache::Client;
use aws_sdk_elasticache::types::{LogDeliveryConfiguration, SecurityGroupMembership};

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{block, list, tags, text, texts};

const TAGS: &[&str] = &["tags", "tags_all"];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "elasticache",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "DescribeReplicationGroups",
            "elasticache:DescribeReplicationGroups",
            &["aws_elasticache_replication_group", groups::STATUS],
        ),
        Operation {
            name: "DescribeCacheClusters",
            action: "elasticache:DescribeCacheClusters",
            lists: &["aws_elasticache_cluster"],
            fills: &[
                ("aws_elasticache_replication_group", groups::OF_MEMBERS),
                (groups::STATUS, &["available_clusters"]),
            ],
        },
        Operation::lists(
            "DescribeGlobalReplicationGroups",
            "elasticache:DescribeGlobalReplicationGroups",
            &["aws_elasticache_global_replication_group", groups::GLOBAL_STATUS],
        ),
        Operation::lists(
            "DescribeCacheParameterGroups",
            "elasticache:DescribeCacheParameterGroups",
            &["aws_elasticache_parameter_group"],
        ),
        Operation::fills(
            "DescribeCacheParameters",
            "elasticache:DescribeCacheParameters",
            &[("aws_elasticache_parameter_group", &["parameter"])],
        ),
        Operation::lists(
            "DescribeCacheSubnetGroups",
            "elasticache:DescribeCacheSubnetGroups",
            &["aws_elasticache_subnet_group"],
        ),
        Operation::lists("DescribeUsers", "elasticache:DescribeUsers", &["aws_elasticache_user"]),
        Operation::lists(
            "DescribeUserGroups",
            "elasticache:DescribeUserGroups",
            &["aws_elasticache_user_group"],
        ),
        Operation::fills(
            "ListTagsForResource",
            "elasticache:ListTagsForResource",
            &[
                ("aws_elasticache_cluster", TAGS),
                ("aws_elasticache_parameter_group", TAGS),
                ("aws_elasticache_replication_group", TAGS),
                ("aws_elasticache_subnet_group", TAGS),
                ("aws_elasticache_user", TAGS),
                ("aws_elasticache_user_group", TAGS),
            ],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let cache = client!(c, aws_sdk_elasticache);
    futures_util::join!(
        caches(&c, &cache),
        groups::global(&c, &cache),
        settings::parameter_groups(&c, &cache),
        settings::subnet_groups(&c, &cache),
        users::users(&c, &cache),
        users::groups(&c, &cache),
    );
}

async fn caches(c: &Collector, cache: &Client) {
    let (groups, clusters) =
        futures_util::join!(groups::listed(c, cache), clusters::listed(c, cache));
    futures_util::join!(
        groups::keep_all(c, cache, &groups, &clusters),
        clusters::keep_all(c, cache, clusters.as_deref().unwrap_or_default()),
    );
}

async fn tags_of(c: &Collector, cache: &Client, arn: Option<&str>) -> Value {
    let request = cache.list_tags_for_resource().set_resource_name(arn.map(str::to_owned));
    match c.call("ListTagsForResource", request.send()).await {
        Ok(answer) => tags(answer.tag_list().iter().map(|t| (t.key(), t.value()))),
        Err(missing) => missing.value(),
    }
}

/// The version as Terraform writes it. From version 6 on the patch level of Redis and Valkey is
/// chosen by AWS and cannot be configured.
fn version(engine: Option<&str>, full: Option<&str>) -> Value {
    let Some(full) = full else { return Value::Null };
    let mut parts = full.split('.');
    let major = parts.next().and_then(|p| p.parse::<u32>().ok());
    match (engine, major, parts.next()) {
        (Some("memcached"), ..) => text(Some(full)),
        (_, Some(major), Some(minor)) if major >= 6 => text(Some(format!("{major}.{minor}"))),
        _ => text(Some(full)),
    }
}

/// A truth value that Terraform keeps as text.
fn word(value: bool) -> Value {
    text(Some(if value { "true" } else { "false" }))
}

fn security_group_ids(groups: &[SecurityGroupMembership]) -> Value {
    texts(groups.iter().filter_map(SecurityGroupMembership::security_group_id))
}

fn log_delivery(configurations: &[LogDeliveryConfiguration]) -> Value {
    list(configurations.iter().map(|configuration| {
        let details = configuration.destination_details();
        let group =
            details.and_then(|d| d.cloud_watch_logs_details()).and_then(|logs| logs.log_group());
        let stream = details
            .and_then(|d| d.kinesis_firehose_details())
            .and_then(|firehose| firehose.delivery_stream());
        block([
            ("destination", text(group.or(stream))),
            ("destination_type", text(configuration.destination_type())),
            ("log_format", text(configuration.log_format())),
            ("log_type", text(configuration.log_type())),
        ])
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patch_level_of_newer_redis_is_left_out() {
        let of = |engine, full| version(Some(engine), Some(full));
        assert_eq!(of("redis", "7.1.0"), Value::from("7.1"));
        assert_eq!(of("valkey", "8.0.1"), Value::from("8.0"));
        assert_eq!(of("redis", "5.0.6"), Value::from("5.0.6"));
        assert_eq!(of("memcached", "1.6.22"), Value::from("1.6.22"));
        assert_eq!(of("redis", "odd"), Value::from("odd"));
    }
}
