rule "global-database-without-dr-member" {
  title       = "An Aurora global database has no usable member in the DR region"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "A failover promotes a member. Without one in the DR region, or with one that has to be synchronised anew, there is nothing to promote."
  remediation = "Add a secondary cluster in the DR region, and wait until it is connected."
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
    members = local.seen.members == null ? unknown("the members of ${database.key} were not told") : local.seen.members
    dr      = [for m in local.members : m if arn(m.arn).region == estate.dr.region]
  }

  assert "member" {
    condition     = length(local.dr) >= 1
    at            = { resource = local.seen, path = "members" }
    subjects      = [local.seen]
    error_message = "${database.key} has no member in ${estate.dr.region}."
  }

  assert "connected" {
    none          = [for m in local.dr : m if m.writer != true && m.synchronization_status != null && m.synchronization_status != "" && m.synchronization_status != "connected"]
    at            = { resource = local.seen, path = "members" }
    subjects      = [local.seen]
    error_message = "${it.arn} is not in step with ${database.key}: ${it.synchronization_status}."
  }
}
