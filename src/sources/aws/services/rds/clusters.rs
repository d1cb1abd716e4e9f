//! Clusters with their roles and endpoints, and global databases.
//!
//! A global database is told by every region that has a member, and is kept for each. Not every
//! cluster says which one it belongs to; the members of the global databases do.

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{
    DbCluster, DbClusterEndpoint, GlobalCluster, GlobalClusterMember, LocalWriteForwardingStatus,
    ScalingConfigurationInfo, ServerlessV2ScalingConfigurationInfo,
};
use futures_util::future::join_all;

use super::{foreign, managed, master_secret, security_groups, tag_list, tags_of, time};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{at_most_one, block, decimal, flag, list, number, text, texts};

type Attributes = Vec<(&'static str, Value)>;

pub(super) async fn listed(c: &Collector, rds: &Client) -> (Vec<DbCluster>, Option<Missing>) {
    let (mut clusters, missing) = c
        .listing(
            "DescribeDBClusters",
            |token| rds.describe_db_clusters().set_marker(token).max_records(100).send(),
            |page| (page.db_clusters.unwrap_or_default(), page.marker),
        )
        .await;
    clusters.retain(|cluster| !foreign(cluster.engine()));
    (clusters, missing)
}

/// All or nothing: a cluster that is in no list must not look like one outside of global databases.
pub(super) async fn listed_global(
    c: &Collector,
    rds: &Client,
) -> Result<Vec<GlobalCluster>, Missing> {
    let mut clusters = c
        .whole(
            "DescribeGlobalClusters",
            |token| rds.describe_global_clusters().set_marker(token).max_records(100).send(),
            |page| (page.global_clusters.unwrap_or_default(), page.marker),
        )
        .await?;
    clusters.retain(|cluster| !foreign(cluster.engine()));
    Ok(clusters)
}

pub(super) fn keep_global(c: &Collector, cluster: &GlobalCluster) {
    let id = cluster.global_cluster_identifier().unwrap_or_default();
    let members = cluster.global_cluster_members().iter().map(|member| {
        block([
            ("db_cluster_arn", text(member.db_cluster_arn())),
            ("is_writer", flag(member.is_writer().or(Some(false)))),
        ])
    });
    let tags = tag_list(cluster.tag_list());
    c.keep(
        "DescribeGlobalClusters",
        "aws_rds_global_cluster",
        id,
        [
            ("arn", text(cluster.global_cluster_arn())),
            ("database_name", text(cluster.database_name())),
            ("deletion_protection", flag(cluster.deletion_protection().or(Some(false)))),
            ("endpoint", text(cluster.endpoint())),
            ("engine", text(cluster.engine())),
            ("engine_lifecycle_support", text(cluster.engine_lifecycle_support())),
            ("engine_version", text(cluster.engine_version())),
            ("engine_version_actual", text(cluster.engine_version())),
            ("global_cluster_identifier", text(Some(id))),
            ("global_cluster_members", list(members)),
            ("global_cluster_resource_id", text(cluster.global_cluster_resource_id())),
            // Terraform knows the source only where its configuration names it.
            ("source_db_cluster_identifier", Value::Null),
            ("storage_encrypted", flag(cluster.storage_encrypted().or(Some(false)))),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

/// Keeps a cluster, and each role that it may use.
pub(super) fn keep(
    c: &Collector,
    cluster: &DbCluster,
    global: &Result<Vec<GlobalCluster>, Missing>,
) {
    let id = cluster.db_cluster_identifier().unwrap_or_default();
    let mut attributes = engine(cluster);
    attributes.extend(storage(cluster));
    attributes.extend(access(cluster));
    attributes.extend(operation(cluster));
    attributes.push(("global_cluster_identifier", global_identifier(cluster, global)));
    c.keep("DescribeDBClusters", "aws_rds_cluster", id, attributes);

    for role in cluster.associated_roles() {
        if role.status().is_some_and(|s| s.eq_ignore_ascii_case("deleted")) {
            continue;
        }
        let arn = role.role_arn().unwrap_or_default();
        c.keep(
            "DescribeDBClusters",
            "aws_rds_cluster_role_association",
            &format!("{id},{arn}"),
            [
                ("db_cluster_identifier", text(Some(id))),
                ("feature_name", text(role.feature_name())),
                ("role_arn", text(role.role_arn())),
            ],
        );
    }
}

pub(super) fn global_identifier(
    cluster: &DbCluster,
    global: &Result<Vec<GlobalCluster>, Missing>,
) -> Value {
    if let Some(told) = cluster.global_cluster_identifier() {
        return text(Some(told));
    }
    match global {
        Ok(global) => text(
            membership(cluster, global).and_then(|(global, _)| global.global_cluster_identifier()),
        ),
        Err(missing) => missing.value(),
    }
}

/// The global database that a cluster is a member of.
pub(super) fn membership<'g>(
    cluster: &DbCluster,
    global: &'g [GlobalCluster],
) -> Option<(&'g GlobalCluster, &'g GlobalClusterMember)> {
    global.iter().find_map(|g| {
        let mut members = g.global_cluster_members().iter();
        Some((g, members.find(|m| m.db_cluster_arn() == cluster.db_cluster_arn())?))
    })
}

fn engine(cluster: &DbCluster) -> Attributes {
    let forwarding = cluster.local_write_forwarding_status().map(|status| {
        !matches!(
            status,
            LocalWriteForwardingStatus::Disabled | LocalWriteForwardingStatus::Disabling
        )
    });
    vec![
        ("cluster_scalability_type", text(cluster.cluster_scalability_type())),
        ("database_name", text(cluster.database_name())),
        ("db_cluster_instance_class", text(cluster.db_cluster_instance_class())),
        ("db_cluster_parameter_group_name", text(cluster.db_cluster_parameter_group())),
        ("db_system_id", text(cluster.db_system_id())),
        ("enable_global_write_forwarding", flag(cluster.global_write_forwarding_requested())),
        ("enable_http_endpoint", flag(cluster.http_endpoint_enabled())),
        ("enable_local_write_forwarding", flag(forwarding)),
        ("engine", text(cluster.engine())),
        ("engine_lifecycle_support", text(cluster.engine_lifecycle_support())),
        ("engine_mode", text(cluster.engine_mode())),
        ("engine_version", text(cluster.engine_version())),
        ("engine_version_actual", text(cluster.engine_version())),
        ("replication_source_identifier", text(cluster.replication_source_identifier())),
        (
            "scaling_configuration",
            at_most_one(cluster.scaling_configuration_info().map(serverless_v1)),
        ),
        (
            "serverlessv2_scaling_configuration",
            at_most_one(cluster.serverless_v2_scaling_configuration().map(serverless_v2)),
        ),
    ]
}

fn serverless_v1(scaling: &ScalingConfigurationInfo) -> Value {
    block([
        ("auto_pause", flag(scaling.auto_pause())),
        ("max_capacity", number(scaling.max_capacity())),
        ("min_capacity", number(scaling.min_capacity())),
        ("seconds_before_timeout", number(scaling.seconds_before_timeout())),
        ("seconds_until_auto_pause", number(scaling.seconds_until_auto_pause())),
        ("timeout_action", text(scaling.timeout_action())),
    ])
}

fn serverless_v2(scaling: &ServerlessV2ScalingConfigurationInfo) -> Value {
    block([
        ("max_capacity", decimal(scaling.max_capacity())),
        ("min_capacity", decimal(scaling.min_capacity())),
        ("seconds_until_auto_pause", number(scaling.seconds_until_auto_pause().or(Some(0)))),
    ])
}

fn storage(cluster: &DbCluster) -> Attributes {
    vec![
        ("allocated_storage", number(cluster.allocated_storage().or(Some(0)))),
        ("availability_zones", texts(cluster.availability_zones())),
        ("backtrack_window", number(cluster.backtrack_window().or(Some(0)))),
        ("backup_retention_period", number(cluster.backup_retention_period().or(Some(0)))),
        ("copy_tags_to_snapshot", flag(cluster.copy_tags_to_snapshot().or(Some(false)))),
        ("iops", number(cluster.iops().or(Some(0)))),
        ("kms_key_id", text(cluster.kms_key_id())),
        ("preferred_backup_window", text(cluster.preferred_backup_window())),
        ("storage_encrypted", flag(cluster.storage_encrypted().or(Some(false)))),
        ("storage_type", text(cluster.storage_type())),
    ]
}

fn access(cluster: &DbCluster) -> Attributes {
    let domain = cluster.domain_memberships().first();
    let certificate = cluster.certificate_details();
    let secret = cluster.master_user_secret();
    let iam = cluster.iam_database_authentication_enabled();
    vec![
        ("ca_certificate_identifier", text(certificate.and_then(|d| d.ca_identifier()))),
        ("ca_certificate_valid_till", time(certificate.and_then(|d| d.valid_till()))),
        ("db_subnet_group_name", text(cluster.db_subnet_group())),
        ("domain", text(domain.and_then(|d| d.domain()))),
        ("domain_iam_role_name", text(domain.and_then(|d| d.iam_role_name()))),
        ("endpoint", text(cluster.endpoint())),
        ("hosted_zone_id", text(cluster.hosted_zone_id())),
        ("iam_database_authentication_enabled", flag(iam.or(Some(false)))),
        ("iam_roles", texts(cluster.associated_roles().iter().filter_map(|r| r.role_arn()))),
        ("manage_master_user_password", managed(secret)),
        ("master_user_secret", master_secret(secret)),
        ("master_username", text(cluster.master_username())),
        ("network_type", text(cluster.network_type())),
        ("port", number(cluster.port())),
        ("reader_endpoint", text(cluster.reader_endpoint())),
        ("vpc_security_group_ids", security_groups(cluster.vpc_security_groups())),
    ]
}

fn operation(cluster: &DbCluster) -> Attributes {
    let members = cluster.db_cluster_members().iter().filter_map(|m| m.db_instance_identifier());
    let insights = cluster.performance_insights_enabled();
    let kept_for = cluster.performance_insights_retention_period();
    let tags = tag_list(cluster.tag_list());
    vec![
        ("arn", text(cluster.db_cluster_arn())),
        ("cluster_identifier", text(cluster.db_cluster_identifier())),
        ("cluster_members", texts(members)),
        ("cluster_resource_id", text(cluster.db_cluster_resource_id())),
        ("database_insights_mode", text(cluster.database_insights_mode())),
        ("deletion_protection", flag(cluster.deletion_protection().or(Some(false)))),
        ("enabled_cloudwatch_logs_exports", texts(cluster.enabled_cloudwatch_logs_exports())),
        ("monitoring_interval", number(cluster.monitoring_interval().or(Some(0)))),
        ("monitoring_role_arn", text(cluster.monitoring_role_arn())),
        ("performance_insights_enabled", flag(insights.or(Some(false)))),
        ("performance_insights_kms_key_id", text(cluster.performance_insights_kms_key_id())),
        ("performance_insights_retention_period", number(kept_for.or(Some(0)))),
        ("preferred_maintenance_window", text(cluster.preferred_maintenance_window())),
        ("tags", tags.clone()),
        ("tags_all", tags),
    ]
}

/// Custom endpoints; the writer's and the reader's come with the cluster itself.
pub(super) async fn endpoints(c: &Collector, rds: &Client) {
    if !c.wants("DescribeDBClusterEndpoints") {
        return;
    }
    let listed = c
        .pages(
            "DescribeDBClusterEndpoints",
            |token| rds.describe_db_cluster_endpoints().set_marker(token).max_records(100).send(),
            |page| (page.db_cluster_endpoints.unwrap_or_default(), page.marker),
        )
        .await;
    let custom = |e: &&DbClusterEndpoint| {
        e.endpoint_type().is_some_and(|t| t.eq_ignore_ascii_case("custom"))
    };
    join_all(listed.iter().filter(custom).map(|endpoint| keep_endpoint(c, rds, endpoint))).await;
}

async fn keep_endpoint(c: &Collector, rds: &Client, endpoint: &DbClusterEndpoint) {
    let tags = tags_of(c, rds, endpoint.db_cluster_endpoint_arn()).await;
    let id = endpoint.db_cluster_endpoint_identifier().unwrap_or_default();
    c.keep(
        "DescribeDBClusterEndpoints",
        "aws_rds_cluster_endpoint",
        id,
        [
            ("arn", text(endpoint.db_cluster_endpoint_arn())),
            ("cluster_endpoint_identifier", text(Some(id))),
            ("cluster_identifier", text(endpoint.db_cluster_identifier())),
            ("custom_endpoint_type", text(endpoint.custom_endpoint_type())),
            ("endpoint", text(endpoint.endpoint())),
            ("excluded_members", texts(endpoint.excluded_members())),
            ("static_members", texts(endpoint.static_members())),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}
