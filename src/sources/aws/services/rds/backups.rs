//! Automated backups that are copied here from another region.
//!
//! A region lists the backups of its own instances and the copies of others' side by side; a copy
//! has the ARN of an instance elsewhere. Terraform declares the copying in the region that
//! receives.

use aws_sdk_rds::Client;
use aws_sdk_rds::types::DbInstanceAutomatedBackup;

use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{number, text};

pub(super) async fn replications(c: &Collector, rds: &Client) {
    if !c.wants("DescribeDBInstanceAutomatedBackups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeDBInstanceAutomatedBackups",
            |token| {
                rds.describe_db_instance_automated_backups()
                    .set_marker(token)
                    .max_records(100)
                    .send()
            },
            |page| (page.db_instance_automated_backups.unwrap_or_default(), page.marker),
        )
        .await;
    for backup in listed.iter().filter(|b| is_copied(b, c.region())) {
        c.keep(
            "DescribeDBInstanceAutomatedBackups",
            "aws_db_instance_automated_backups_replication",
            backup.db_instance_automated_backups_arn().unwrap_or_default(),
            [
                ("kms_key_id", text(backup.kms_key_id())),
                ("retention_period", number(backup.backup_retention_period())),
                ("source_db_instance_arn", text(backup.db_instance_arn())),
            ],
        );
    }
}

fn is_copied(backup: &DbInstanceAutomatedBackup, here: &str) -> bool {
    let home = backup.db_instance_arn().and_then(|arn| arn.split(':').nth(3));
    // What is retained is no longer copied; letter case of the status varies.
    let stopped = backup.status().is_some_and(|s| s.eq_ignore_ascii_case("retained"));
    home.is_some_and(|home| home != here) && !stopped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_running_copies_from_elsewhere_count() {
        let backup = |region: &str, status: &str| {
            DbInstanceAutomatedBackup::builder()
                .db_instance_arn(format!("arn:aws:rds:{region}:111122223333:db:orders"))
                .status(status)
                .build()
        };
        assert!(is_copied(&backup("us-east-1", "replicating"), "us-west-2"));
        assert!(!is_copied(&backup("us-east-1", "Retained"), "us-west-2"));
        assert!(!is_copied(&backup("us-west-2", "active"), "us-west-2"));
        assert!(!is_copied(&DbInstanceAutomatedBackup::builder().build(), "us-west-2"));
    }
}
