rule "global-database-removed" {
  title       = "A plan takes a global database away"
  severity    = "critical"
  impact      = "blocks"
  rationale   = "Without the global cluster nothing is replicated to the DR region any more. What is there stops at the moment of the apply."
  remediation = "Keep the global cluster. To rename it in the configuration, add a moved block."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-detaching.html"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "cluster" {
    of = resources("removed.aws_rds_global_cluster")
  }

  assert "kept" {
    condition     = lookup_one("aws_rds_global_cluster", { id = cluster.id }) != null
    error_message = "The plan takes the global database ${cluster.label} away."
  }
}
