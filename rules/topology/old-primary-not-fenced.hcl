rule "old-primary-not-fenced" {
  title       = "A cluster that left the global database is still being written to"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["isolate"]
  impact      = "degrades"
  rationale   = "After an unplanned failover the old primary stands alone and takes writes. What its services write there is lost at the failback, or overwrites what is newer: split brain."
  remediation = "Scale the services beside the old cluster to zero and take their ingress away; then snapshot the cluster and rebuild it as a secondary."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html"]
  since       = "0.1.0"

  each "cluster" {
    of    = resources("aws_rds_cluster")
    where = cluster.engine != null && startswith(coalesce(cluster.engine, "unknown"), "aurora")
  }

  locals {
    member   = cluster.global_cluster_identifier != null && cluster.global_cluster_identifier != ""
    other    = counterpart(cluster)
    belongs  = local.other == null ? "" : local.other.global_cluster_identifier
    detached = local.belongs != null && local.belongs != ""
    writing  = [for s in resources("status.aws_ecs_service") : s if s.side == cluster.side && s.running_count != null && s.running_count != 0]
  }

  assert "fenced" {
    condition     = local.member || !local.detached || length(local.writing) == 0
    subjects      = concat([cluster], local.writing)
    at            = cluster.global_cluster_identifier
    error_message = "${cluster.label} in ${cluster.region} is outside of ${coalesce(local.belongs, "the global database")}, and beside it still run ${join(", ", [for s in local.writing : coalesce(s.name, s.address)])}."
  }
}
