rule "aurora-cluster-not-available" {
  title       = "A database cluster of the DR region is not available"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "Only an available cluster can be promoted. While it is being modified, upgraded or cannot reach its key, the failover waits or is refused."
  remediation = "Read the cluster's events; wait for the change to end, or mend the key, the storage or the network that it lacks."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/accessing-monitoring.html"]
  since       = "0.1.0"

  each "cluster" {
    of = resources("status.aws_rds_cluster", { side = "dr" })
  }

  assert "available" {
    condition     = contains(["available", "backing-up"], cluster.status == null ? unknown("the status of ${cluster.address} was not told") : cluster.status)
    at            = cluster.status
    error_message = "${coalesce(cluster.cluster_identifier, cluster.address)} is ${cluster.status}."
  }
}
