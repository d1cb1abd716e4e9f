rule "global-database-not-available" {
  title       = "An Aurora global database is not available"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "A global database that is being changed, or that is switching over already, takes no further failover."
  remediation = "Wait for the operation to end; read the events of the global database and of its clusters."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html"]
  since       = "0.1.0"

  group "database" {
    of = resources("status.aws_rds_global_cluster")
    by = database.global_cluster_identifier
  }

  locals {
    # Both regions show the same global cluster; what the DR region shows is what a failover meets.
    dr_view = [for g in database.members : g if g.side == "dr"]
    seen    = length(local.dr_view) > 0 ? local.dr_view[0] : database.members[0]
  }

  assert "available" {
    condition     = (local.seen.status == null ? unknown("the status of ${database.key} was not told") : local.seen.status) == "available"
    at            = { resource = local.seen, path = "status" }
    subjects      = [local.seen]
    error_message = "${database.key} is ${local.seen.status}."
  }

  assert "idle" {
    condition     = local.seen.failover_state == null || local.seen.failover_state == ""
    at            = { resource = local.seen, path = "failover_state" }
    subjects      = [local.seen]
    error_message = "${database.key} is ${local.seen.failover_state} already."
  }
}
