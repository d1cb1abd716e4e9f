rule "aurora-not-global" {
  title       = "An Aurora cluster is not replicated to the DR region"
  severity    = "critical"
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "Without a global database the DR region holds no current data; a restore from snapshots loses what was written since and takes hours."
  remediation = "Make the cluster the primary of an aws_rds_global_cluster and add a secondary in the DR region."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html"]
  frameworks  = { aws-well-architected = ["REL09-BP01"] }
  since       = "0.1.0"

  each "cluster" {
    of    = resources("aws_rds_cluster", { side = "primary" })
    where = cluster.engine != null && startswith(cluster.engine, "aurora")
  }

  assert "member" {
    condition     = (cluster.global_cluster_identifier != null && cluster.global_cluster_identifier != "") || lookup_one("aws_rds_global_cluster", { source_db_cluster_identifier = cluster.arn }) != null
    error_message = "${cluster.label} belongs to no global database."
  }
}
