rule "rpo-exceeded" {
  title       = "More data would be lost now than the RPO allows"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "degrades"
  rationale   = "The objective is a promise to the business. Replication that is later than it breaks the promise before anything has failed."
  remediation = "Wait until the lag is back, find what causes it, or agree on another objective."
  refs        = ["https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/business-continuity-plan-bcp.html"]
  since       = "0.1.0"

  each "metric" {
    of = concat(
      resources("metric.aws_rds_cluster", { side = "dr" }),
      resources("metric.aws_db_instance", { side = "dr" }),
      resources("metric.aws_dynamodb_table", { side = "primary" }),
    )
    where = objectives.rpo_seconds != null && metric.datapoints != 0 && contains(["AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag", "ReplicaLag", "ReplicationLatency"], coalesce(metric.metric_name, "unknown"))
  }

  locals {
    data  = metric.kind == "metric.aws_rds_cluster" ? metric.cluster_identifier : metric.kind == "metric.aws_db_instance" ? metric.identifier : metric.name
    fresh = metric.latest_at == null ? unknown("CloudWatch has no ${metric.metric_name} of ${coalesce(local.data, metric.address)}") : timecmp(metric.latest_at, timeadd(snapshot.time, "-5m")) >= 0 ? true : unknown("the newest ${metric.metric_name} of ${coalesce(local.data, metric.address)} is of ${metric.latest_at}, older than 5 minutes")
    lag   = local.fresh && metric.worst != null ? metric.worst : unknown("CloudWatch has no ${metric.metric_name} of ${coalesce(local.data, metric.address)}")
  }

  assert "within" {
    condition     = local.lag <= coalesce(objectives.rpo_seconds, 0)
    at            = metric.worst
    error_message = "${local.data} was ${local.lag} s behind at worst (${metric.metric_name}); the RPO is ${objectives.rpo_seconds} s."
  }
}
