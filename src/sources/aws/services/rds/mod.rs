//! RDS and Aurora: databases with what they are made from.
//!
//! The API of RDS also tells the clusters, instances and parameter groups of Neptune and
//! `DocumentDB`, which have kinds of their own in Terraform and are left out; of their instances,
//! which count against the same quota, the state is kept. Parameter and option groups named
//! `default…` are AWS's own and cannot be changed; they are left out too.

mod access;
mod backups;
mod clusters;
mod instances;
mod offerings;
mod options;
mod parameters;
mod snapshots;
mod status;

pub(super) use offerings::OFFERINGS;

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{MasterUserSecret, Tag, VpcSecurityGroupMembership};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, tags, text, texts};

const TAGS: &[&str] = &["tags", "tags_all"];
const MAINTENANCE: &[&str] = &["pending_maintenance"];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "rds",
    asked: Asked::PerRegion,
    operations: &[
        Operation {
            name: "DescribeDBClusters",
            action: "rds:DescribeDBClusters",
            lists: &["aws_rds_cluster", "aws_rds_cluster_role_association", status::CLUSTER],
            fills: &[
                ("aws_rds_cluster_instance", &["writer"]),
                (status::CLUSTER_INSTANCE, &["writer"]),
            ],
        },
        Operation {
            name: "DescribeGlobalClusters",
            action: "rds:DescribeGlobalClusters",
            lists: &["aws_rds_global_cluster", status::GLOBAL_CLUSTER],
            fills: &[
                ("aws_rds_cluster", &["global_cluster_identifier"]),
                (status::CLUSTER, &["global_cluster_identifier", "writer"]),
            ],
        },
        Operation {
            name: "DescribeDBInstances",
            action: "rds:DescribeDBInstances",
            lists: &[
                "aws_rds_cluster_instance",
                "aws_db_instance",
                status::CLUSTER_INSTANCE,
                status::INSTANCE,
                status::NEPTUNE_INSTANCE,
                status::DOCDB_INSTANCE,
            ],
            fills: &[(status::CLUSTER, &["available_instances"])],
        },
        Operation::fills(
            "DescribePendingMaintenanceActions",
            "rds:DescribePendingMaintenanceActions",
            &[
                (status::CLUSTER, MAINTENANCE),
                (status::CLUSTER_INSTANCE, MAINTENANCE),
                (status::INSTANCE, MAINTENANCE),
            ],
        ),
        Operation::lists(
            "DescribeDBClusterSnapshots",
            "rds:DescribeDBClusterSnapshots",
            &[snapshots::KIND],
        ),
        Operation::lists(
            "DescribeDBClusterEndpoints",
            "rds:DescribeDBClusterEndpoints",
            &["aws_rds_cluster_endpoint"],
        ),
        Operation::lists(
            "DescribeDBClusterParameterGroups",
            "rds:DescribeDBClusterParameterGroups",
            &["aws_rds_cluster_parameter_group"],
        ),
        Operation::fills(
            "DescribeDBClusterParameters",
            "rds:DescribeDBClusterParameters",
            &[("aws_rds_cluster_parameter_group", &["parameter"])],
        ),
        Operation::lists(
            "DescribeDBParameterGroups",
            "rds:DescribeDBParameterGroups",
            &["aws_db_parameter_group"],
        ),
        Operation::fills(
            "DescribeDBParameters",
            "rds:DescribeDBParameters",
            &[("aws_db_parameter_group", &["parameter"])],
        ),
        Operation::lists(
            "DescribeOptionGroups",
            "rds:DescribeOptionGroups",
            &["aws_db_option_group"],
        ),
        Operation::lists(
            "DescribeDBSubnetGroups",
            "rds:DescribeDBSubnetGroups",
            &["aws_db_subnet_group"],
        ),
        Operation::lists("DescribeDBProxies", "rds:DescribeDBProxies", &["aws_db_proxy"]),
        Operation::lists(
            "DescribeDBInstanceAutomatedBackups",
            "rds:DescribeDBInstanceAutomatedBackups",
            &["aws_db_instance_automated_backups_replication"],
        ),
        Operation::fills(
            "ListTagsForResource",
            "rds:ListTagsForResource",
            &[
                ("aws_rds_cluster_endpoint", TAGS),
                ("aws_rds_cluster_parameter_group", TAGS),
                ("aws_db_parameter_group", TAGS),
                ("aws_db_option_group", TAGS),
                ("aws_db_subnet_group", TAGS),
                ("aws_db_proxy", TAGS),
            ],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let rds = client!(c, aws_sdk_rds);
    futures_util::join!(
        databases(&c, &rds),
        clusters::endpoints(&c, &rds),
        parameters::cluster_groups(&c, &rds),
        parameters::instance_groups(&c, &rds),
        options::groups(&c, &rds),
        access::subnet_groups(&c, &rds),
        access::proxies(&c, &rds),
        backups::replications(&c, &rds),
        snapshots::collect(&c, &rds),
    );
}

async fn databases(c: &Collector, rds: &Client) {
    let (clusters, global, instances, maintenance) = futures_util::join!(
        clusters::listed(c, rds),
        clusters::listed_global(c, rds),
        instances::listed(c, rds),
        status::maintenance(c, rds),
    );
    let told = status::Told { clusters, global, instances, maintenance };
    told.keep_all(c);
    let status::Told { clusters: (clusters, _), global, instances: (instances, _), .. } = told;
    for cluster in global.iter().flatten() {
        clusters::keep_global(c, cluster);
    }
    for cluster in &clusters {
        clusters::keep(c, cluster, &global);
    }
    for instance in &instances {
        instances::keep(c, instance, &clusters);
    }
}

/// Whether an engine, or the family of a parameter group, is of a service that RDS's API tells
/// along with its own.
fn foreign(engine: Option<&str>) -> bool {
    engine.is_some_and(|e| e.starts_with("neptune") || e.starts_with("docdb"))
}

/// Tags that came with the resource.
fn tag_list(list: &[Tag]) -> Value {
    tags(list.iter().map(|t| (t.key(), t.value())))
}

/// Tags of what is described without them.
async fn tags_of(c: &Collector, rds: &Client, arn: Option<&str>) -> Value {
    let request = rds.list_tags_for_resource().set_resource_name(arn.map(str::to_owned));
    match c.call("ListTagsForResource", request.send()).await {
        Ok(answer) => tag_list(answer.tag_list()),
        Err(missing) => missing.value(),
    }
}

fn security_groups(groups: &[VpcSecurityGroupMembership]) -> Value {
    texts(groups.iter().filter_map(VpcSecurityGroupMembership::vpc_security_group_id))
}

/// Where the password is kept when RDS manages it; the password itself is never told.
fn master_secret(secret: Option<&MasterUserSecret>) -> Value {
    at_most_one(secret.map(|s| {
        block([
            ("kms_key_id", text(s.kms_key_id())),
            ("secret_arn", text(s.secret_arn())),
            ("secret_status", text(s.secret_status())),
        ])
    }))
}

/// RDS knows who manages the password only by the secret; unset is how Terraform writes *no*.
fn managed(secret: Option<&MasterUserSecret>) -> Value {
    secret.map_or(Value::Null, |_| Value::Bool(true))
}

/// A time in RFC 3339, without fractions of a second as Terraform writes it.
fn time(at: Option<&DateTime>) -> Value {
    let whole = at.map(|t| DateTime::from_secs(t.secs()));
    text(whole.and_then(|t| t.fmt(Format::DateTime).ok()))
}
