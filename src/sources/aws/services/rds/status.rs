//! The state that databases are in: who writes, what replicates, what waits for a maintenance.

use std::collections::HashMap;

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{
    DbCluster, DbInstance, DbInstanceStatusInfo, GlobalCluster, GlobalClusterMember,
    PendingMaintenanceAction, PendingModifiedValues,
};

use super::{clusters, instances, time};
use crate::model::{Reason, Value};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{block, flag, list, number, text, texts};

pub(super) const CLUSTER: &str = "status.aws_rds_cluster";
pub(super) const CLUSTER_INSTANCE: &str = "status.aws_rds_cluster_instance";
pub(super) const GLOBAL_CLUSTER: &str = "status.aws_rds_global_cluster";
pub(super) const INSTANCE: &str = "status.aws_db_instance";
pub(super) const NEPTUNE_INSTANCE: &str = "status.aws_neptune_cluster_instance";
pub(super) const DOCDB_INSTANCE: &str = "status.aws_docdb_cluster_instance";

/// The one type of information that RDS gives on an instance's replication.
const REPLICATION: &str = "read replication";

/// What the region tells of its databases; of listings that broke off, what was told before.
pub(super) struct Told {
    pub(super) clusters: (Vec<DbCluster>, Option<Missing>),
    pub(super) global: Result<Vec<GlobalCluster>, Missing>,
    pub(super) instances: (Vec<DbInstance>, Option<Missing>),
    pub(super) maintenance: Result<Maintenance, Missing>,
}

/// The actions that wait for a maintenance, by the ARN of the database.
type Maintenance = HashMap<String, Vec<String>>;

/// All or nothing: a database that is in no list must not look like one without maintenance.
pub(super) async fn maintenance(c: &Collector, rds: &Client) -> Result<Maintenance, Missing> {
    let listed = c
        .whole(
            "DescribePendingMaintenanceActions",
            |token| {
                rds.describe_pending_maintenance_actions().set_marker(token).max_records(100).send()
            },
            |page| (page.pending_maintenance_actions.unwrap_or_default(), page.marker),
        )
        .await?;
    let mut actions = Maintenance::new();
    for resource in listed {
        let told = resource.pending_maintenance_action_details.unwrap_or_default();
        let told = told.into_iter().filter_map(|a: PendingMaintenanceAction| a.action);
        actions.entry(resource.resource_identifier.unwrap_or_default()).or_default().extend(told);
    }
    Ok(actions)
}

impl Told {
    /// Keeps the state of everything that was told.
    pub(super) fn keep_all(&self, c: &Collector) {
        for global in self.global.iter().flatten() {
            keep_global(c, global);
        }
        for cluster in &self.clusters.0 {
            self.keep_cluster(c, cluster);
        }
        for instance in &self.instances.0 {
            if instance.db_cluster_identifier().is_some() {
                self.keep_cluster_instance(c, instance);
            } else {
                self.keep_instance(c, instance);
            }
        }
    }

    fn pending(&self, arn: Option<&str>) -> Value {
        match &self.maintenance {
            Ok(actions) => texts(arn.and_then(|arn| actions.get(arn)).into_iter().flatten()),
            Err(missing) => missing.value(),
        }
    }

    fn keep_cluster(&self, c: &Collector, cluster: &DbCluster) {
        let id = cluster.db_cluster_identifier();
        let available = match &self.instances {
            (instances, None) => {
                let members = instances.iter().filter(|i| i.db_cluster_identifier() == id);
                count(members.filter(|i| i.db_instance_status() == Some("available")).count())
            }
            (_, Some(missing)) => missing.value(),
        };
        let writer = match &self.global {
            Ok(global) => Value::Bool(match clusters::membership(cluster, global) {
                Some((_, member)) => member.is_writer().unwrap_or_default(),
                // By itself a cluster takes writes unless it copies another.
                None => cluster.replication_source_identifier().is_none_or(str::is_empty),
            }),
            Err(missing) => missing.value(),
        };
        c.keep(
            "DescribeDBClusters",
            CLUSTER,
            id.unwrap_or_default(),
            [
                ("arn", text(cluster.db_cluster_arn())),
                ("available_instances", available),
                ("cluster_identifier", text(id)),
                ("engine_version", text(cluster.engine_version())),
                ("global_cluster_identifier", clusters::global_identifier(cluster, &self.global)),
                ("instances", count(cluster.db_cluster_members().len())),
                ("latest_restorable_time", time(cluster.latest_restorable_time())),
                ("pending_maintenance", self.pending(cluster.db_cluster_arn())),
                ("status", text(cluster.status())),
                ("writer", writer),
            ],
        );
    }

    fn keep_cluster_instance(&self, c: &Collector, instance: &DbInstance) {
        let writer = match (instances::writes(instance, &self.clusters.0), &self.clusters.1) {
            (Some(writes), _) => Some(Value::Bool(writes)),
            (None, Some(missing)) => Some(missing.value()),
            // The cluster does not know the instance yet.
            (None, None) => None,
        };
        let mut attributes = self.of_instance(instance);
        attributes.push(("cluster_identifier", text(instance.db_cluster_identifier())));
        attributes.extend(writer.map(|w| ("writer", w)));
        let id = instance.db_instance_identifier().unwrap_or_default();
        c.keep("DescribeDBInstances", CLUSTER_INSTANCE, id, attributes);
    }

    fn keep_instance(&self, c: &Collector, instance: &DbInstance) {
        let source = [
            instance.read_replica_source_db_instance_identifier(),
            instance.read_replica_source_db_cluster_identifier(),
        ];
        let replication =
            instance.status_infos().iter().find(|i| i.status_type() == Some(REPLICATION));
        let replica = source.iter().flatten().any(|s| !s.is_empty());
        let (state, message) = if replica && replication.is_none() {
            let why = "RDS does not tell whether the replica replicates";
            let value = c.untold("DescribeDBInstances", Reason::NotCollected, why);
            (value.clone(), value)
        } else {
            let told =
                |of: fn(&DbInstanceStatusInfo) -> Option<&str>| text(replication.and_then(of));
            (told(DbInstanceStatusInfo::status), told(DbInstanceStatusInfo::message))
        };
        let mut attributes = self.of_instance(instance);
        attributes.extend([
            ("latest_restorable_time", time(instance.latest_restorable_time())),
            ("replica", Value::Bool(replica)),
            ("replication_message", message),
            ("replication_state", state),
        ]);
        let id = instance.dbi_resource_id().unwrap_or_default();
        c.keep("DescribeDBInstances", INSTANCE, id, attributes);
    }

    fn of_instance(&self, instance: &DbInstance) -> Vec<(&'static str, Value)> {
        let group = instance.db_parameter_groups().first();
        vec![
            ("arn", text(instance.db_instance_arn())),
            ("identifier", text(instance.db_instance_identifier())),
            ("parameter_apply_status", text(group.and_then(|g| g.parameter_apply_status()))),
            ("pending_maintenance", self.pending(instance.db_instance_arn())),
            (
                "pending_modifications",
                texts(instance.pending_modified_values().map(modified).unwrap_or_default()),
            ),
            ("status", text(instance.db_instance_status())),
        ]
    }
}

/// Keeps an instance of a service that shares RDS's API and its quota of instances.
pub(super) fn keep_foreign(c: &Collector, instance: &DbInstance) {
    let neptune = instance.engine().is_some_and(|e| e.starts_with("neptune"));
    c.keep(
        "DescribeDBInstances",
        if neptune { NEPTUNE_INSTANCE } else { DOCDB_INSTANCE },
        instance.db_instance_identifier().unwrap_or_default(),
        [
            ("arn", text(instance.db_instance_arn())),
            ("cluster_identifier", text(instance.db_cluster_identifier())),
            ("identifier", text(instance.db_instance_identifier())),
            ("status", text(instance.db_instance_status())),
        ],
    );
}

fn keep_global(c: &Collector, cluster: &GlobalCluster) {
    let member = |member: &GlobalClusterMember| {
        block([
            ("arn", text(member.db_cluster_arn())),
            ("readers", texts(member.readers())),
            ("synchronization_status", text(member.synchronization_status())),
            ("writer", flag(member.is_writer().or(Some(false)))),
        ])
    };
    let failover = cluster.failover_state();
    let id = cluster.global_cluster_identifier().unwrap_or_default();
    c.keep(
        "DescribeGlobalClusters",
        GLOBAL_CLUSTER,
        id,
        [
            ("arn", text(cluster.global_cluster_arn())),
            ("failover_from", text(failover.and_then(|f| f.from_db_cluster_arn()))),
            ("failover_state", text(failover.and_then(|f| f.status()))),
            ("failover_to", text(failover.and_then(|f| f.to_db_cluster_arn()))),
            ("global_cluster_identifier", text(Some(id))),
            ("members", list(cluster.global_cluster_members().iter().map(member))),
            ("status", text(cluster.status())),
        ],
    );
}

/// What of an instance changes at its next maintenance, by Terraform's names; never to what.
fn modified(pending: &PendingModifiedValues) -> Vec<&'static str> {
    let all = [
        ("allocated_storage", pending.allocated_storage().is_some()),
        ("backup_retention_period", pending.backup_retention_period().is_some()),
        ("ca_cert_identifier", pending.ca_certificate_identifier().is_some()),
        ("db_subnet_group_name", pending.db_subnet_group_name().is_some()),
        ("dedicated_log_volume", pending.dedicated_log_volume().is_some()),
        ("enabled_cloudwatch_logs_exports", pending.pending_cloudwatch_logs_exports().is_some()),
        ("engine", pending.engine().is_some()),
        ("engine_version", pending.engine_version().is_some()),
        (
            "iam_database_authentication_enabled",
            pending.iam_database_authentication_enabled().is_some(),
        ),
        ("identifier", pending.db_instance_identifier().is_some()),
        ("instance_class", pending.db_instance_class().is_some()),
        ("iops", pending.iops().is_some()),
        ("license_model", pending.license_model().is_some()),
        ("multi_az", pending.multi_az().is_some()),
        ("password", pending.master_user_password().is_some()),
        ("port", pending.port().is_some()),
        ("storage_throughput", pending.storage_throughput().is_some()),
        ("storage_type", pending.storage_type().is_some()),
    ];
    all.into_iter().filter_map(|(name, waits)| waits.then_some(name)).collect()
}

fn count(n: usize) -> Value {
    number(u32::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_named_and_never_told() {
        let pending = PendingModifiedValues::builder()
            .master_user_password("hunter2")
            .db_instance_class("db.r6g.large")
            .build();
        assert_eq!(modified(&pending), ["instance_class", "password"]);
        assert!(modified(&PendingModifiedValues::builder().build()).is_empty());
    }
}
