rule "cluster-leaves-global-database" {
  title       = "A plan takes a cluster out of its global database"
  severity    = "critical"
  impact      = "blocks"
  rationale   = "A cluster that leaves becomes a writer of its own: replication ends, and both sides take writes that nobody can bring together."
  remediation = "Keep global_cluster_identifier; add it to ignore_changes where a switchover sets it."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-detaching.html"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "cluster" {
    of    = resources("before.aws_rds_cluster")
    where = cluster.global_cluster_identifier != null && cluster.global_cluster_identifier != ""
  }

  locals {
    after = lookup_one("aws_rds_cluster", { id = cluster.id })
  }

  assert "member" {
    condition     = local.after == null ? true : local.after.global_cluster_identifier == null ? false : local.after.global_cluster_identifier != ""
    error_message = "The plan takes ${cluster.label} out of ${cluster.global_cluster_identifier}."
  }
}
