//! Snapshots of clusters.
//!
//! A cluster may have hundreds: of each type the newest few are kept, and all that Aurora took of
//! a writer that was failed away from, `rds:unplanned-global-failover-…` [1].
//!
//! [1]: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html

use std::collections::HashMap;

use aws_sdk_rds::Client;
use aws_sdk_rds::types::DbClusterSnapshot;
use aws_smithy_types::DateTime;

use super::{foreign, time};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::text;

pub(super) const KIND: &str = "status.aws_db_cluster_snapshot";

/// Snapshots of one type that are kept of a cluster.
const NEWEST: usize = 3;
/// What is in the name of a snapshot of the moment of a failover.
const OF_FAILOVER: &str = "unplanned-global-failover";

pub(super) async fn collect(c: &Collector, rds: &Client) {
    if !c.wants("DescribeDBClusterSnapshots") {
        return;
    }
    let listed = c
        .pages(
            "DescribeDBClusterSnapshots",
            |token| rds.describe_db_cluster_snapshots().set_marker(token).max_records(100).send(),
            |page| (page.db_cluster_snapshots.unwrap_or_default(), page.marker),
        )
        .await;
    for snapshot in kept(listed) {
        c.keep(
            "DescribeDBClusterSnapshots",
            KIND,
            snapshot.db_cluster_snapshot_identifier().unwrap_or_default(),
            [
                ("arn", text(snapshot.db_cluster_snapshot_arn())),
                ("db_cluster_identifier", text(snapshot.db_cluster_identifier())),
                ("db_cluster_snapshot_identifier", text(snapshot.db_cluster_snapshot_identifier())),
                ("snapshot_create_time", time(snapshot.snapshot_create_time())),
                ("snapshot_type", text(snapshot.snapshot_type())),
                ("source_db_cluster_snapshot_arn", text(snapshot.source_db_cluster_snapshot_arn())),
                ("status", text(snapshot.status())),
            ],
        );
    }
}

fn kept(mut listed: Vec<DbClusterSnapshot>) -> Vec<DbClusterSnapshot> {
    listed.retain(|s| !foreign(s.engine()));
    // One without a time is being made: the newest of all.
    let age = |s: &DbClusterSnapshot| s.snapshot_create_time().map_or(i64::MAX, DateTime::secs);
    listed.sort_by_key(|s| std::cmp::Reverse(age(s)));
    let mut of_type: HashMap<(Option<String>, Option<String>), usize> = HashMap::new();
    listed.retain(|snapshot| {
        let key = (snapshot.db_cluster_identifier.clone(), snapshot.snapshot_type.clone());
        let newer = of_type.entry(key).or_default();
        *newer += 1;
        let id = snapshot.db_cluster_snapshot_identifier().unwrap_or_default();
        *newer <= NEWEST || id.contains(OF_FAILOVER)
    });
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(id: &str, kind: &str, at: i64) -> DbClusterSnapshot {
        DbClusterSnapshot::builder()
            .db_cluster_identifier("orders")
            .db_cluster_snapshot_identifier(id)
            .snapshot_type(kind)
            .snapshot_create_time(DateTime::from_secs(at))
            .engine("aurora-postgresql")
            .build()
    }

    #[test]
    fn the_newest_of_each_type_and_those_of_failovers_are_kept() {
        let mut all: Vec<_> =
            (0..9).map(|n| snapshot(&format!("rds:orders-{n}"), "automated", n)).collect();
        all.push(snapshot("rds:unplanned-global-failover-orders-1", "automated", -5));
        all.push(snapshot("by-hand", "manual", -9));
        all.push(DbClusterSnapshot::builder().engine("docdb").build());
        let kept = kept(all);
        let ids: Vec<_> =
            kept.iter().filter_map(DbClusterSnapshot::db_cluster_snapshot_identifier).collect();
        assert_eq!(
            ids,
            [
                "rds:orders-8",
                "rds:orders-7",
                "rds:orders-6",
                "rds:unplanned-global-failover-orders-1",
                "by-hand",
            ]
        );
    }
}
