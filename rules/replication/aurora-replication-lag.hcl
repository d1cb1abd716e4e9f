rule "aurora-replication-lag" {
  title       = "The DR cluster of an Aurora global database is behind"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "blocks"
  rationale   = "What the DR cluster has not received when the primary region fails is lost. Lag is normally below one second; the worst of the window counts, because write bursts decide it."
  remediation = "Find what the primary writes, and wait until the lag is back below the warning limit before failing over. A planned switchover waits for it by itself."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-monitoring.html"]
  frameworks  = { aws-well-architected = ["REL13-BP02"] }
  since       = "0.1.0"

  input "warning_seconds" {
    type        = number
    default     = 5
    description = "Lag above this delays a failover."
  }
  input "critical_seconds" {
    type        = number
    default     = 30
    description = "Lag above this forbids a drill."
  }
  input "emergency_seconds" {
    type        = number
    default     = 300
    description = "Lag above this is as good as no replication."
  }

  each "cluster" {
    of    = resources("status.aws_rds_cluster", { side = "dr" })
    where = cluster.global_cluster_identifier != null && cluster.global_cluster_identifier != ""
  }

  locals {
    all    = lookup_all("metric.aws_rds_cluster", { cluster_identifier = cluster.cluster_identifier, side = "dr" })
    # Older engine versions have no RPO lag: there it has no datapoints, and the replication lag counts.
    rpo    = [for m in local.all : m if m.metric_name == "AuroraGlobalDBRPOLag" && m.datapoints != 0]
    any    = [for m in local.all : m if m.metric_name == "AuroraGlobalDBReplicationLag"]
    metric = length(local.rpo) > 0 ? local.rpo[0] : length(local.any) > 0 ? local.any[0] : null
    name   = local.metric == null ? "" : local.metric.metric_name
    at     = local.metric == null ? null : local.metric.latest_at
    worst  = local.metric == null ? null : local.metric.worst
    fresh  = local.at == null ? unknown("CloudWatch has no lag of ${cluster.cluster_identifier}") : timecmp(local.at, timeadd(snapshot.time, "-5m")) >= 0 ? true : unknown("the newest ${local.name} is of ${local.at}, older than 5 minutes")
    lag    = local.fresh && local.worst != null ? local.worst : unknown("CloudWatch has no lag of ${cluster.cluster_identifier}")
  }

  assert "warning" {
    condition     = !(local.lag > input.warning_seconds && local.lag <= input.critical_seconds)
    severity      = "medium"
    impact        = "delays"
    at            = cluster.cluster_identifier
    error_message = "${cluster.cluster_identifier} was ${local.lag} s behind at worst (${local.name}); normal is up to ${input.warning_seconds} s."
    evidence      = { metric = local.name, worst_seconds = local.lag, latest_at = local.at }
  }

  assert "critical" {
    condition     = !(local.lag > input.critical_seconds && local.lag <= input.emergency_seconds)
    severity      = "high"
    impact        = "degrades"
    at            = cluster.cluster_identifier
    error_message = "${cluster.cluster_identifier} was ${local.lag} s behind at worst (${local.name}); the limit for a drill is ${input.critical_seconds} s."
    evidence      = { metric = local.name, worst_seconds = local.lag, latest_at = local.at }
  }

  assert "emergency" {
    condition     = local.lag <= input.emergency_seconds
    at            = cluster.cluster_identifier
    error_message = "${cluster.cluster_identifier} was ${local.lag} s behind at worst (${local.name}); beyond ${input.emergency_seconds} s a failover loses too much."
    evidence      = { metric = local.name, worst_seconds = local.lag, latest_at = local.at }
  }
}
