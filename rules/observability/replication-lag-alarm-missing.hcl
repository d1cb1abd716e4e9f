rule "replication-lag-alarm-missing" {
  title       = "Nobody is told when replication falls behind"
  severity    = "low"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "none"
  rationale   = "Replication that falls behind does so unseen until the failover. The alarm belongs to the DR region: the metric is there, and the primary's alarms end with it."
  remediation = "Create an alarm on AuroraGlobalDBRPOLag, or AuroraGlobalDBReplicationLag, of the DR cluster in the DR region."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-monitoring.html"]
  since       = "0.1.0"

  each "cluster" {
    of    = resources("status.aws_rds_cluster", { side = "dr" })
    where = cluster.global_cluster_identifier != null && cluster.global_cluster_identifier != ""
  }

  locals {
    metrics = ["AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag", "AuroraGlobalDBProgressLag"]
    alarms  = flatten([for a in resources("aws_cloudwatch_metric_alarm", { side = "dr" }) : concat(
      [{ metric = a.metric_name, cluster = try(a.dimensions.DBClusterIdentifier, null) }],
      flatten([for q in coalesce(a.metric_query, []) : [for m in q.metric : { metric = m.metric_name, cluster = try(m.dimensions.DBClusterIdentifier, null) }]]),
    )])
    own = [for a in local.alarms : a if a.metric != null && contains(local.metrics, a.metric == null ? "" : a.metric) && a.cluster == cluster.cluster_identifier]
  }

  assert "alarm" {
    condition     = length(local.own) > 0
    at            = cluster.cluster_identifier
    error_message = "No alarm of ${estate.dr.region} watches the replication lag of ${cluster.cluster_identifier}."
  }
}
