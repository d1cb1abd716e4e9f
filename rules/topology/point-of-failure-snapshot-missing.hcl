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
    source = left.arn == null ? unknown("the ARN of ${left.db_cluster_snapshot_identifier} was not told") : left.arn
    copies = [for s in lookup_all("status.aws_db_cluster_snapshot", { source_db_cluster_snapshot_arn = local.source }) : s if s.snapshot_type == "manual" && s.status == "available"]
  }

  assert "copied" {
    condition     = length(local.copies) > 0
    at            = left.db_cluster_snapshot_identifier
    error_message = "${left.db_cluster_snapshot_identifier} of ${left.db_cluster_identifier} has no manual copy."
  }
}
