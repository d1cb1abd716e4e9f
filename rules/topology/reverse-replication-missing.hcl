rule "reverse-replication-missing" {
  title       = "Objects written after a failover would not come back"
  severity    = "low"
  jobs        = ["gate"]
  steps       = ["verify"]
  impact      = "none"
  rationale   = "Replication runs to the DR bucket alone. What is written there after the failover is missing in the primary region, and has to be copied before the failback."
  remediation = "Replicate the DR bucket back, with replica modification sync, or note the copy in the failback runbook."
  refs        = ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/mrap-create-two-way-replication-rules.html"]
  since       = "0.1.0"

  each "replication" {
    of = resources("aws_s3_bucket_replication_configuration", { side = "primary" })
  }

  locals {
    arns    = flatten([for r in coalesce(replication.rule, []) : [for d in r.destination : d.bucket]])
    targets = [for a in local.arns : element(split(":", a), length(split(":", a)) - 1)]
    # Buckets of the DR region; others are none of a failover's.
    dr = distinct([for t in local.targets : t if lookup_one("aws_s3_bucket", { bucket = t, side = "dr" }) != null])
  }

  assert "both-ways" {
    none          = [for t in local.dr : { key = t, bucket = t } if lookup_one("aws_s3_bucket_replication_configuration", { bucket = t, side = "dr" }) == null]
    at            = replication.rule
    error_message = "${replication.bucket} is replicated to ${it.bucket}, which is not replicated back."
  }
}
