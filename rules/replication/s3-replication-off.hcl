rule "s3-replication-off" {
  title       = "Replication to the DR bucket is switched off or cannot be watched"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "degrades"
  rationale   = "A rule that is disabled replicates nothing, and what was written meanwhile is not caught up by itself. Of a rule without metrics nobody can tell how late it is, nor whether it fails."
  remediation = "Enable the rule and copy what was missed with S3 Batch Replication. Turn on the rule's replication metrics."
  refs        = ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html", "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRule.html"]
  since       = "0.1.0"

  each "replication" {
    of = resources("aws_s3_bucket_replication_configuration", { side = "primary" })
  }

  locals {
    rules = [
      for r in replication.rule : {
        key = r.id == null || r.id == "" ? element(split(":", r.destination[0].bucket), 5) : r.id
        to  = element(split(":", r.destination[0].bucket), 5), status = r.status
        metrics = anytrue([for m in try(r.destination[0].metrics, []) : m.status == "Enabled"])
      } if lookup_one("aws_s3_bucket", { bucket = element(split(":", r.destination[0].bucket), 5), side = "dr" }) != null
    ]
  }

  assert "enabled" {
    none          = [for r in local.rules : r if r.status != "Enabled"]
    at            = replication.rule
    error_message = "The rule ${it.key} of ${replication.bucket} is ${lower(it.status)}: nothing is replicated to ${it.to}."
  }

  assert "measured" {
    none          = [for r in local.rules : r if r.status == "Enabled" && !r.metrics]
    severity      = "medium"
    impact        = "delays"
    at            = replication.rule
    error_message = "The rule ${it.key} of ${replication.bucket} has no metrics: nobody can tell how late ${it.to} is."
  }
}
