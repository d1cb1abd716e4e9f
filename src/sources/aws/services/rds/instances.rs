//! Instances: those of clusters and those that stand alone.
//!
//! Both come from one listing; Terraform has a kind for each. Which instance of a cluster writes is
//! known to the cluster alone.

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{DbCluster, DbInstance, DomainMembership, Endpoint};

use super::{foreign, managed, master_secret, security_groups, status, tag_list, time};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{at_most_one, block, flag, number, text, texts};

type Attributes = Vec<(&'static str, Value)>;

pub(super) async fn listed(c: &Collector, rds: &Client) -> (Vec<DbInstance>, Option<Missing>) {
    let (instances, missing) = c
        .listing(
            "DescribeDBInstances",
            |token| rds.describe_db_instances().set_marker(token).max_records(100).send(),
            |page| (page.db_instances.unwrap_or_default(), page.marker),
        )
        .await;
    let (others, own): (Vec<_>, Vec<_>) =
        instances.into_iter().partition(|instance| foreign(instance.engine()));
    for instance in &others {
        status::keep_foreign(c, instance);
    }
    (own, missing)
}

/// Keeps an instance as the kind that it is.
pub(super) fn keep(c: &Collector, instance: &DbInstance, clusters: &[DbCluster]) {
    let mut attributes = common(instance);
    if instance.db_cluster_identifier().is_some() {
        attributes.extend(of_cluster(instance));
        // Left out where the clusters could not be read.
        if let Some(writes) = writes(instance, clusters) {
            attributes.push(("writer", Value::Bool(writes)));
        }
        let id = instance.db_instance_identifier().unwrap_or_default();
        c.keep("DescribeDBInstances", "aws_rds_cluster_instance", id, attributes);
        return;
    }
    attributes.extend(storage(instance));
    attributes.extend(access(instance));
    attributes.extend(domain(instance));
    attributes.extend(operation(instance));
    // Since version 5 of the provider an instance has the id that survives a rename.
    let id = instance.dbi_resource_id().unwrap_or_default();
    c.keep("DescribeDBInstances", "aws_db_instance", id, attributes);
}

pub(super) fn writes(instance: &DbInstance, clusters: &[DbCluster]) -> Option<bool> {
    clusters
        .iter()
        .find(|cluster| cluster.db_cluster_identifier() == instance.db_cluster_identifier())?
        .db_cluster_members()
        .iter()
        .find(|m| m.db_instance_identifier() == instance.db_instance_identifier())
        .map(|m| m.is_cluster_writer().unwrap_or_default())
}

fn common(instance: &DbInstance) -> Attributes {
    let insights = instance.performance_insights_enabled();
    let kept_for = instance.performance_insights_retention_period();
    let subnets = instance.db_subnet_group().and_then(|g| g.db_subnet_group_name());
    let tags = tag_list(instance.tag_list());
    vec![
        ("arn", text(instance.db_instance_arn())),
        ("auto_minor_version_upgrade", flag(instance.auto_minor_version_upgrade())),
        ("availability_zone", text(instance.availability_zone())),
        ("ca_cert_identifier", text(instance.ca_certificate_identifier())),
        ("copy_tags_to_snapshot", flag(instance.copy_tags_to_snapshot().or(Some(false)))),
        ("custom_iam_instance_profile", text(instance.custom_iam_instance_profile())),
        ("db_subnet_group_name", text(subnets)),
        ("engine", text(instance.engine())),
        ("engine_version", text(instance.engine_version())),
        ("engine_version_actual", text(instance.engine_version())),
        ("identifier", text(instance.db_instance_identifier())),
        ("instance_class", text(instance.db_instance_class())),
        ("kms_key_id", text(instance.kms_key_id())),
        ("monitoring_interval", number(instance.monitoring_interval().or(Some(0)))),
        ("monitoring_role_arn", text(instance.monitoring_role_arn())),
        ("network_type", text(instance.network_type())),
        ("performance_insights_enabled", flag(insights.or(Some(false)))),
        ("performance_insights_kms_key_id", text(instance.performance_insights_kms_key_id())),
        ("performance_insights_retention_period", number(kept_for.or(Some(0)))),
        ("publicly_accessible", flag(instance.publicly_accessible().or(Some(false)))),
        ("storage_encrypted", flag(instance.storage_encrypted().or(Some(false)))),
        ("tags", tags.clone()),
        ("tags_all", tags),
    ]
}

fn parameter_group(instance: &DbInstance) -> Value {
    text(instance.db_parameter_groups().first().and_then(|g| g.db_parameter_group_name()))
}

fn of_cluster(instance: &DbInstance) -> Attributes {
    let endpoint = instance.endpoint();
    vec![
        ("cluster_identifier", text(instance.db_cluster_identifier())),
        ("db_parameter_group_name", parameter_group(instance)),
        ("dbi_resource_id", text(instance.dbi_resource_id())),
        ("endpoint", text(endpoint.and_then(Endpoint::address))),
        ("port", number(endpoint.and_then(Endpoint::port))),
        ("preferred_backup_window", text(instance.preferred_backup_window())),
        ("preferred_maintenance_window", text(instance.preferred_maintenance_window())),
        ("promotion_tier", number(instance.promotion_tier().or(Some(0)))),
    ]
}

fn storage(instance: &DbInstance) -> Attributes {
    vec![
        ("allocated_storage", number(instance.allocated_storage().or(Some(0)))),
        ("backup_retention_period", number(instance.backup_retention_period().or(Some(0)))),
        ("backup_target", text(instance.backup_target())),
        ("backup_window", text(instance.preferred_backup_window())),
        ("dedicated_log_volume", flag(instance.dedicated_log_volume().or(Some(false)))),
        ("iops", number(instance.iops().or(Some(0)))),
        ("latest_restorable_time", time(instance.latest_restorable_time())),
        ("max_allocated_storage", number(instance.max_allocated_storage().or(Some(0)))),
        ("multi_az", flag(instance.multi_az().or(Some(false)))),
        ("storage_throughput", number(instance.storage_throughput().or(Some(0)))),
        ("storage_type", text(instance.storage_type())),
    ]
}

fn access(instance: &DbInstance) -> Attributes {
    let endpoint = instance.endpoint();
    let address = endpoint.and_then(Endpoint::address);
    let port = endpoint.and_then(Endpoint::port);
    let full = address.zip(port).map(|(address, port)| format!("{address}:{port}"));
    let iam = instance.iam_database_authentication_enabled();
    let secret = instance.master_user_secret();
    let listener = instance.listener_endpoint().map(|e| {
        block([
            ("address", text(e.address())),
            ("hosted_zone_id", text(e.hosted_zone_id())),
            ("port", number(e.port())),
        ])
    });
    vec![
        ("address", text(address)),
        ("customer_owned_ip_enabled", flag(instance.customer_owned_ip_enabled())),
        ("endpoint", text(full)),
        ("hosted_zone_id", text(endpoint.and_then(Endpoint::hosted_zone_id))),
        ("iam_database_authentication_enabled", flag(iam.or(Some(false)))),
        ("listener_endpoint", at_most_one(listener)),
        ("manage_master_user_password", managed(secret)),
        ("master_user_secret", master_secret(secret)),
        ("port", number(port.or(instance.db_instance_port()))),
        ("username", text(instance.master_username())),
        ("vpc_security_group_ids", security_groups(instance.vpc_security_groups())),
    ]
}

/// The directory whose users may log in.
fn domain(instance: &DbInstance) -> Attributes {
    let domain = instance.domain_memberships().first();
    vec![
        ("domain", text(domain.and_then(|d| d.domain()))),
        ("domain_auth_secret_arn", text(domain.and_then(|d| d.auth_secret_arn()))),
        ("domain_dns_ips", texts(domain.map(DomainMembership::dns_ips).unwrap_or_default())),
        ("domain_fqdn", text(domain.and_then(|d| d.fqdn()))),
        ("domain_iam_role_name", text(domain.and_then(|d| d.iam_role_name()))),
        ("domain_ou", text(domain.and_then(|d| d.ou()))),
    ]
}

fn operation(instance: &DbInstance) -> Attributes {
    let options = instance.option_group_memberships().first();
    let source = instance.read_replica_source_db_instance_identifier();
    vec![
        ("character_set_name", text(instance.character_set_name())),
        ("database_insights_mode", text(instance.database_insights_mode())),
        ("db_name", text(instance.db_name())),
        ("deletion_protection", flag(instance.deletion_protection().or(Some(false)))),
        ("enabled_cloudwatch_logs_exports", texts(instance.enabled_cloudwatch_logs_exports())),
        ("engine_lifecycle_support", text(instance.engine_lifecycle_support())),
        ("license_model", text(instance.license_model())),
        ("maintenance_window", text(instance.preferred_maintenance_window())),
        ("nchar_character_set_name", text(instance.nchar_character_set_name())),
        ("option_group_name", text(options.and_then(|o| o.option_group_name()))),
        ("parameter_group_name", parameter_group(instance)),
        ("replica_mode", text(instance.replica_mode())),
        ("replicas", texts(instance.read_replica_db_instance_identifiers())),
        ("replicate_source_db", text(source)),
        ("resource_id", text(instance.dbi_resource_id())),
        ("status", text(instance.db_instance_status())),
        ("timezone", text(instance.timezone())),
    ]
}
