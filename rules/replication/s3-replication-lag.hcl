rule "s3-replication-lag" {
  title       = "Replication to the DR bucket is late"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "degrades"
  rationale   = "Objects that have not arrived are missing after a failover. Replication Time Control promises 15 minutes; without it nothing is promised."
  remediation = "Wait for the backlog, or turn on Replication Time Control; look at the request quotas of S3 and KMS."
  refs        = ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html"]
  since       = "0.1.0"

  input "max_seconds" {
    type        = number
    default     = 900
    description = "The longest that an object may take; Replication Time Control's own limit."
  }
  input "max_pending_bytes" {
    type        = number
    default     = 1073741824
    description = "The most that may wait for replication."
  }

  each "metric" {
    of    = resources("metric.aws_s3_bucket")
    # What goes back, or elsewhere, is none of a failover's.
    where = contains(["ReplicationLatency", "BytesPendingReplication"], metric.metric_name) && (metric.destination == null ? unknown("the destination of ${metric.address} was not told") : lookup_one("aws_s3_bucket", { bucket = metric.destination, side = "dr" }) != null)
  }

  locals {
    latency = metric.metric_name == "ReplicationLatency"
    fresh   = metric.latest_at == null ? unknown("CloudWatch has no ${metric.metric_name} of ${metric.address}") : timecmp(metric.latest_at, timeadd(snapshot.time, "-15m")) >= 0 ? true : unknown("the newest ${metric.metric_name} of ${metric.address} is of ${metric.latest_at}, older than 15 minutes")
    worst   = local.fresh && metric.worst != null ? metric.worst : unknown("CloudWatch has no ${metric.metric_name} of ${metric.address}")
  }

  assert "in-time" {
    condition     = !local.latency || local.worst <= input.max_seconds
    at            = metric.bucket
    error_message = "Objects of ${coalesce(metric.bucket, metric.address)} took up to ${local.worst} s to ${coalesce(metric.destination, "the destination")}; the limit is ${input.max_seconds} s."
  }

  assert "no-backlog" {
    condition     = local.latency || local.worst <= input.max_pending_bytes
    at            = metric.bucket
    error_message = "Up to ${local.worst} bytes of ${coalesce(metric.bucket, metric.address)} waited for replication to ${coalesce(metric.destination, "the destination")}; the limit is ${input.max_pending_bytes}."
  }
}
