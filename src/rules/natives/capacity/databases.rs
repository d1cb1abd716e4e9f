//! How many databases the account may have.

use super::Lines;
use super::facts::Facts;
use super::quotas::{Asked, by_count};

/// Instances and clusters of RDS, at least as many as the primary has.
pub(super) fn quotas(f: &Facts<'_>) -> Lines {
    let instances = Asked {
        topic: "database-quota",
        service_code: "rds",
        quota_code: "L-7B6409FD",
        name: "RDS and Aurora instances",
        unit: "instances",
    };
    let clusters = Asked {
        topic: "database-quota",
        service_code: "rds",
        quota_code: "L-952B80B8",
        name: "Aurora clusters",
        unit: "clusters",
    };
    let mut all = by_count(f, &instances, &["aws_rds_cluster_instance", "aws_db_instance"]);
    let more = by_count(f, &clusters, &["aws_rds_cluster"]);
    all.lines.extend(more.lines);
    all.open = all.open.or(more.open);
    all
}
