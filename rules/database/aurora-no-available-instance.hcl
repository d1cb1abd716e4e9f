rule "aurora-no-available-instance" {
  title       = "No instance of the DR cluster is available"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "The promotion makes one of the cluster's instances the writer. While none is available, no instance can be."
  remediation = "Start, repair or replace an instance of the DR cluster."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-failover.html", "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html"]
  since       = "0.1.0"

  each "cluster" {
    of    = resources("status.aws_rds_cluster", { side = "dr" })
    where = cluster.instances != 0
  }

  assert "one" {
    condition     = (cluster.available_instances == null ? unknown("the instances of ${cluster.address} were not told") : cluster.available_instances) >= 1
    at            = cluster.available_instances
    error_message = "None of the ${coalesce(cluster.instances, 0)} instances of ${coalesce(cluster.cluster_identifier, cluster.address)} is available."
  }
}
