rule "s3-replication-failing" {
  title       = "Objects could not be replicated to the DR bucket"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "degrades"
  rationale   = "S3 does not try a failed object again by itself. It stays missing in the DR region until somebody copies it."
  remediation = "Look at the replication role, the keys and the destination's policy; then replicate the failed objects with S3 Batch Replication."
  refs        = ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html"]
  since       = "0.1.0"

  each "metric" {
    of    = resources("metric.aws_s3_bucket")
    # Backups in other places are none of a failover's.
    where = metric.metric_name == "OperationsFailedReplication" && (metric.destination == null ? unknown("the destination of ${metric.address} was not told") : lookup_one("aws_s3_bucket", { bucket = metric.destination, side = "dr" }) != null)
  }

  locals {
    failed = metric.worst == null ? unknown("CloudWatch has no OperationsFailedReplication of ${metric.address}") : metric.worst
  }

  assert "none" {
    condition     = local.failed == 0
    at            = metric.bucket
    error_message = "Up to ${local.failed} operations a minute of ${coalesce(metric.bucket, metric.address)} could not be replicated to ${coalesce(metric.destination, "its destination")}."
  }
}
