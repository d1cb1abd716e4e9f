//! What RDS tells along with its own databases.

use passmuster::model::Side;

use super::protocol::Answer;
use super::server::Server;
use super::states::{collect, found, has};

#[test]
fn instances_of_services_that_share_the_quota_are_kept_as_theirs() {
    let server = Server::new(|r| {
        let instance = |id: &str, engine: &str| {
            format!(
                "<DBInstance><DBInstanceIdentifier>{id}</DBInstanceIdentifier>\
                 <DBClusterIdentifier>of-{id}</DBClusterIdentifier>\
                 <DBInstanceStatus>available</DBInstanceStatus><Engine>{engine}</Engine>\
                 </DBInstance>"
            )
        };
        let all = [
            instance("graph", "neptune"),
            instance("papers", "docdb"),
            instance("orders", "aurora-postgresql"),
        ];
        r.is("rds:DescribeDBInstances")
            .then(|| Answer::new(r, &format!("<DBInstances>{}</DBInstances>", all.concat())))
    });
    for (kind, id) in [
        ("status.aws_neptune_cluster_instance", "graph"),
        ("status.aws_docdb_cluster_instance", "papers"),
    ] {
        let collected = collect(&server, kind, &["identifier"]);
        assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()));
        let one = found(&collected, kind, Side::Dr, id);
        has(one, "identifier", id);
        has(one, "cluster_identifier", format!("of-{id}").as_str());
        has(one, "status", "available");
        // One on each side, and nothing of the other engines.
        assert_eq!(collected.stored().snapshot.resources.len(), 2);
    }
}

#[test]
fn a_copied_snapshot_names_what_it_is_copied_from() {
    const SOURCE: &str = "arn:aws:rds:us-east-1:123456789012:cluster-snapshot:rds:orders-1";
    let server = Server::new(|r| {
        let snapshot = format!(
            "<DBClusterSnapshots><DBClusterSnapshot>\
             <DBClusterSnapshotIdentifier>copy</DBClusterSnapshotIdentifier>\
             <Engine>aurora-postgresql</Engine>\
             <SourceDBClusterSnapshotArn>{SOURCE}</SourceDBClusterSnapshotArn>\
             </DBClusterSnapshot></DBClusterSnapshots>"
        );
        r.is("rds:DescribeDBClusterSnapshots").then(|| Answer::new(r, &snapshot))
    });
    let kind = "status.aws_db_cluster_snapshot";
    let collected = collect(&server, kind, &["source_db_cluster_snapshot_arn"]);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()));
    has(found(&collected, kind, Side::Dr, "copy"), "source_db_cluster_snapshot_arn", SOURCE);
}
