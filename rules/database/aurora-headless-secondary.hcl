rule "aurora-headless-secondary" {
  title       = "The DR cluster has no instance"
  severity    = "high"
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "A headless secondary keeps the data but cannot serve: an instance must be created first, which takes minutes and needs the control plane."
  remediation = "Keep at least one instance in the DR cluster, or declare the pilot light and count the time into the RTO."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-attach.console.headless.html"]
  since       = "0.1.0"

  each "cluster" {
    of    = resources("aws_rds_cluster", { side = "dr" })
    where = cluster.engine != null && startswith(cluster.engine, "aurora")
  }

  assert "instance" {
    condition     = length(lookup_all("aws_rds_cluster_instance", { cluster_identifier = cluster.cluster_identifier, side = "dr" })) >= 1
    error_message = "${cluster.label} has no instance."
  }
}
