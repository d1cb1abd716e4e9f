rule "aurora-writer-in-wrong-region" {
  title       = "The writer of a global database is not in the primary region"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "The runbook promotes the DR cluster. If that is the writer already, the traffic and the data are in different regions, and the failover would go the wrong way."
  remediation = "Find out who switched over. Bring the traffic to the writer's region, or switch the database back."
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
  }

  assert "in-primary" {
    none          = [for m in local.members : m if m.writer == true && arn(m.arn).region != estate.primary.region]
    at            = { resource = local.seen, path = "members" }
    subjects      = [local.seen]
    error_message = "The writer of ${database.key} is ${it.arn}, not in ${estate.primary.region}."
  }
}
