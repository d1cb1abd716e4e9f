rule "point-of-failure-snapshot-missing" {
  title       = "The snapshot of the point of failure was not kept"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["verify"]
  impact      = "none"
  rationale   = "An unplanned failover leaves a snapshot of the old primary, with the writes that were never replicated. It is deleted with the old cluster's backup retention."
  remediation = "Copy it to a manual snapshot now, and look for the lost writes in it."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html"]
  since       = "0.1.0"

  each "left" {
    of    = resources("status.aws_db_cluster_snapshot")
    where = startswith(coalesce(left.db_cluster_snapshot_identifier, "unknown"), "rds:unplanned-global-failover-")
  }

  locals {
    made   = left.snapshot_create_time == null ? unknown("it was not told when ${left.db_cluster_snapshot_identifier} was made") : left.snapshot_create_time
    copies = [for s in lookup_all("status.aws_db_cluster_snapshot", { db_cluster_identifier = left.db_cluster_identifier, side = left.side }) : s if s.snapshot_type == "manual" && !startswith(coalesce(s.db_cluster_snapshot_identifier, "unknown"), "rds:") && s.status == "available" && timecmp(s.snapshot_create_time == null ? local.made : s.snapshot_create_time, local.made) >= 0]
  }

  assert "copied" {
    condition     = length(local.copies) > 0
    at            = left.db_cluster_snapshot_identifier
    error_message = "${left.db_cluster_snapshot_identifier} of ${left.db_cluster_identifier} has no manual copy."
  }
}
