//! Commands that look, and change nothing.

use super::databases::{Cluster, Form, Global, Replica};
use super::line::{Line, Place, Word};
use super::parts::{Check, Want};
use super::quote::jmespath;
use super::services::{Group, Service};

/// `True` where a cluster writes in its global database, `False` where it follows, `None` where
/// it is no member.
pub(super) fn writes(place: &Place, global: &Global<'_>, arn: &str) -> Line {
    let member =
        format!("GlobalClusters[0].GlobalClusterMembers[?DBClusterArn=={}]", jmespath(arn));
    Line::new(place, "rds", "describe-global-clusters")
        .with("--global-cluster-identifier", &global.identifier)
        .query(&format!("{member} | [0].IsWriter"))
}

/// How many members of the global database a cluster is: none or one.
pub(super) fn membership(place: &Place, global: &Global<'_>, arn: &str) -> Line {
    let member =
        format!("GlobalClusters[0].GlobalClusterMembers[?DBClusterArn=={}]", jmespath(arn));
    Line::new(place, "rds", "describe-global-clusters")
        .with("--global-cluster-identifier", &global.identifier)
        .query(&format!("length({member})"))
}

/// The status of a cluster.
pub(super) fn cluster_status(place: &Place, cluster: &Cluster<'_>) -> Line {
    Line::new(place, "rds", "describe-db-clusters")
        .with("--db-cluster-identifier", &cluster.identifier)
        .query("DBClusters[0].Status")
}

/// How many instances a cluster has.
pub(super) fn cluster_instances(place: &Place, cluster: &Cluster<'_>) -> Line {
    Line::new(place, "rds", "describe-db-clusters")
        .with("--db-cluster-identifier", &cluster.identifier)
        .query("length(DBClusters[0].DBClusterMembers)")
}

/// How many instances there are of that name, in any status: none or one.
pub(super) fn instances(place: &Place, name: &str) -> Line {
    let named = format!("DBInstances[?DBInstanceIdentifier=={}]", jmespath(name));
    Line::new(place, "rds", "describe-db-instances").count(&named)
}

/// How many instances there are of that name and not being deleted: none or one.
pub(super) fn lasting_instances(place: &Place, name: &str) -> Line {
    let named = format!(
        "DBInstances[?DBInstanceIdentifier=={} && DBInstanceStatus!='deleting']",
        jmespath(name)
    );
    Line::new(place, "rds", "describe-db-instances").count(&named)
}

/// How many clusters there are of that name and not being deleted: none or one.
pub(super) fn lasting_clusters(place: &Place, name: &str) -> Line {
    let named =
        format!("DBClusters[?DBClusterIdentifier=={} && Status!='deleting']", jmespath(name));
    Line::new(place, "rds", "describe-db-clusters").count(&named)
}

/// How many snapshots of a cluster there are of that name, complete or not: none or one.
pub(super) fn snapshots(place: &Place, cluster: &Cluster<'_>, name: &str) -> Line {
    let named = format!("DBClusterSnapshots[?DBClusterSnapshotIdentifier=={}]", jmespath(name));
    Line::new(place, "rds", "describe-db-cluster-snapshots")
        .with("--db-cluster-identifier", &cluster.identifier)
        .count(&named)
}

/// The latest value of a metric of RDS within ten minutes; `None` without any.
fn metric(place: &Place, name: &str, dimension: &str, identifier: &str) -> Line {
    let dimensions = serde_json::json!([{ "Name": dimension, "Value": identifier }]);
    Line::new(place, "cloudwatch", "get-metric-statistics")
        .with("--namespace", "AWS/RDS")
        .with("--metric-name", &name)
        .with("--dimensions", &dimensions)
        .filled("--start-time", Word::Ago(600))
        .filled("--end-time", Word::Ago(0))
        .with("--period", &60)
        .with("--statistics", "Maximum")
        .query("sort_by(Datapoints, &Timestamp)[-1].Maximum")
}

/// The replication lag of a secondary cluster in milliseconds.
pub(super) fn global_lag(place: &Place, cluster: &Cluster<'_>) -> Line {
    metric(place, "AuroraGlobalDBReplicationLag", "DBClusterIdentifier", &cluster.identifier)
}

/// The replication lag of a replica in seconds.
pub(super) fn replica_lag(place: &Place, replica: &Replica) -> Line {
    match replica.form {
        Form::Instance => metric(place, "ReplicaLag", "DBInstanceIdentifier", &replica.identifier),
        Form::Cluster => {
            metric(place, "AuroraBinlogReplicaLag", "DBClusterIdentifier", &replica.identifier)
        }
    }
}

/// The status of a replica.
pub(super) fn replica_status(place: &Place, replica: &Replica) -> Line {
    match replica.form {
        Form::Instance => Line::new(place, "rds", "describe-db-instances")
            .with("--db-instance-identifier", &replica.identifier)
            .query("DBInstances[0].DBInstanceStatus"),
        Form::Cluster => Line::new(place, "rds", "describe-db-clusters")
            .with("--db-cluster-identifier", &replica.identifier)
            .query("DBClusters[0].Status"),
    }
}

/// What a replica replicates; `None` once it is promoted.
pub(super) fn replica_source(place: &Place, replica: &Replica) -> Line {
    match replica.form {
        Form::Instance => Line::new(place, "rds", "describe-db-instances")
            .with("--db-instance-identifier", &replica.identifier)
            .query("DBInstances[0].ReadReplicaSourceDBInstanceIdentifier"),
        Form::Cluster => Line::new(place, "rds", "describe-db-clusters")
            .with("--db-cluster-identifier", &replica.identifier)
            .query("DBClusters[0].ReplicationSourceIdentifier"),
    }
}

fn service(place: &Place, service: &Service<'_>, query: &str) -> Line {
    Line::new(place, "ecs", "describe-services")
        .with("--cluster", &service.cluster)
        .with("--services", &service.name)
        .query(query)
}

/// The status of a service.
pub(super) fn service_status(place: &Place, of: &Service<'_>) -> Line {
    service(place, of, "services[0].status")
}

/// How many tasks of a service run.
pub(super) fn running(place: &Place, of: &Service<'_>) -> Line {
    service(place, of, "services[0].runningCount")
}

/// How many targets of a target group are healthy.
pub(super) fn healthy(place: &Place, target_group: &str) -> Line {
    Line::new(place, "elbv2", "describe-target-health")
        .with("--target-group-arn", &target_group)
        .query("length(TargetHealthDescriptions[?TargetHealth.State=='healthy'])")
}

/// How many instances of a group are in service.
pub(super) fn in_service(place: &Place, group: &Group) -> Line {
    Line::new(place, "autoscaling", "describe-auto-scaling-groups")
        .with("--auto-scaling-group-names", &group.name)
        .query("length(AutoScalingGroups[0].Instances[?LifecycleState=='InService'])")
}

/// The account that the credentials belong to.
pub(super) fn account(place: &Place) -> Line {
    Line::new(place, "sts", "get-caller-identity").query("Account")
}

/// A check that an output is this text.
pub(super) fn is(what: impl Into<String>, line: Line, text: &str, within: u32) -> Check {
    Check::new(what, line, Want::Is(text.to_owned()), within)
}

/// A check that an output is a number of at least this.
pub(super) fn at_least(what: impl Into<String>, line: Line, number: u64, within: u32) -> Check {
    Check::new(what, line, Want::AtLeast(number), within)
}

/// A check that an output is a number of at most this.
pub(super) fn at_most(what: impl Into<String>, line: Line, number: u64, within: u32) -> Check {
    Check::new(what, line, Want::AtMost(number), within)
}
