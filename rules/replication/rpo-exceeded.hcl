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

  input "idle_seconds" {
    type        = number
    default     = 360
    description = "Lag that a replica of an idle PostgreSQL source may tell: five minutes, and one between two readings."
  }

  each "metric" {
    of = concat(
      resources("metric.aws_rds_cluster", { side = "dr" }),
      resources("metric.aws_db_instance", { side = "dr" }),
      resources("metric.aws_dynamodb_table", { side = "primary" }),
    )
    where = objectives.rpo_seconds != null && metric.datapoints != 0 && contains(["AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag", "ReplicaLag", "ReplicationLatency"], coalesce(metric.metric_name, "unknown")) && (metric.kind != "metric.aws_dynamodb_table" ? true : metric.receiving_region == estate.dr.region)
  }

  locals {
    data  = metric.kind == "metric.aws_rds_cluster" ? metric.cluster_identifier : metric.kind == "metric.aws_db_instance" ? metric.identifier : metric.name
    fresh = metric.latest_at == null ? unknown("CloudWatch has no ${metric.metric_name} of ${coalesce(local.data, metric.address)}") : timecmp(metric.latest_at, timeadd(snapshot.time, "-5m")) >= 0 ? true : unknown("the newest ${metric.metric_name} of ${coalesce(local.data, metric.address)} is of ${metric.latest_at}, older than 5 minutes")
    lag   = local.fresh && metric.worst != null ? metric.worst : unknown("CloudWatch has no ${metric.metric_name} of ${coalesce(local.data, metric.address)}")
    now   = local.fresh && metric.latest != null ? metric.latest : local.lag
    own   = metric.kind == "metric.aws_db_instance" ? lookup_one("aws_db_instance", { identifier = metric.identifier, side = "dr" }) : null
    # PostgreSQL tells the age of the last change: of an idle source up to five minutes.
    perhaps_idle = local.lag <= input.idle_seconds && (local.own == null ? false : local.own.engine == "postgres")
  }

  assert "replicating" {
    condition     = local.lag >= 0 && local.now >= 0
    at            = metric.worst
    error_message = "${local.data} is not replicated (${metric.metric_name} ${local.now}); more is lost with each write, and the RPO is ${objectives.rpo_seconds} s."
  }

  assert "within" {
    condition     = local.lag <= coalesce(objectives.rpo_seconds, 0) || local.perhaps_idle
    at            = metric.worst
    error_message = "${local.data} was ${local.lag} s behind at worst (${metric.metric_name}); the RPO is ${objectives.rpo_seconds} s."
  }

  assert "within-or-idle" {
    condition     = local.lag <= coalesce(objectives.rpo_seconds, 0) || !local.perhaps_idle
    severity      = "medium"
    impact        = "delays"
    at            = metric.worst
    error_message = "${local.data} told a lag of up to ${local.lag} s (${metric.metric_name}); the RPO is ${objectives.rpo_seconds} s. While its source is idle that is no loss: write to it and look again."
  }
}
