rule "dynamodb-replica-lag" {
  title       = "A DynamoDB replica in the DR region is behind"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "degrades"
  rationale   = "Global tables replicate within about a second. Items that have not arrived when the primary region fails are missing until it comes back, and may then overwrite newer ones."
  remediation = "Look for throttled writes in the DR region and for a replica that is not active; wait until the latency is back."
  refs        = ["https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_monitoring.html"]
  frameworks  = { aws-well-architected = ["REL13-BP02"] }
  since       = "0.1.0"

  input "max_seconds" {
    type        = number
    default     = 30
    description = "The longest replication latency that still counts as healthy."
  }
  input "stalled_seconds" {
    type        = number
    default     = 180
    description = "Above this latency nothing can be relied on in the DR region; AWS alarms there."
  }

  each "table" {
    of    = resources("status.aws_dynamodb_table", { side = "primary" })
    where = table.replicas != null && anytrue([for r in table.replicas : r.region == estate.dr.region])
  }

  locals {
    all    = lookup_all("metric.aws_dynamodb_table", { name = table.name, side = "primary" })
    lags   = [for m in local.all : m if m.metric_name == "ReplicationLatency" && m.receiving_region == estate.dr.region]
    metric = length(local.lags) > 0 ? local.lags[0] : null
    at     = local.metric == null ? null : local.metric.latest_at
    worst  = local.metric == null ? null : local.metric.worst
    fresh  = local.at == null ? unknown("CloudWatch has no ReplicationLatency of ${table.name} to ${estate.dr.region}") : timecmp(local.at, timeadd(snapshot.time, "-5m")) >= 0 ? true : unknown("the newest ReplicationLatency of ${table.name} is of ${local.at}, older than 5 minutes")
    lag    = local.fresh && local.worst != null ? local.worst : unknown("CloudWatch has no ReplicationLatency of ${table.name} to ${estate.dr.region}")
  }

  assert "moving" {
    condition     = local.lag > 0
    at            = table.name
    error_message = "The replication of ${table.name} to ${estate.dr.region} stands still: its latency was 0 for the whole window."
  }

  assert "close" {
    condition     = !(local.lag > input.max_seconds && local.lag <= input.stalled_seconds)
    at            = table.name
    error_message = "${table.name} was replicated to ${estate.dr.region} up to ${local.lag} s late; the limit is ${input.max_seconds} s."
  }

  assert "reliable" {
    condition     = local.lag <= input.stalled_seconds
    severity      = "critical"
    impact        = "blocks"
    at            = table.name
    error_message = "${table.name} was replicated to ${estate.dr.region} up to ${local.lag} s late; beyond ${input.stalled_seconds} s it cannot be relied on."
  }
}
