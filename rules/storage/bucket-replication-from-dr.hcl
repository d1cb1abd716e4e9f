rule "bucket-replication-from-dr" {
  title       = "A bucket is replicated from DR to primary only"
  severity    = "high"
  steps       = ["replication"]
  impact      = "degrades"
  rationale   = "Objects are written in the primary region. Replication that runs the other way alone leaves the DR bucket empty, and may overwrite what is newer."
  remediation = "Replicate from the primary bucket to the DR bucket; both ways only with replica modification sync."
  refs        = ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html"]
  since       = "0.1.0"

  all "replications" {
    of = resources("aws_s3_bucket_replication_configuration")
  }

  assert "direction" {
    condition     = anytrue([for r in replications : r.side == "primary"]) || length(replications) == 0 || alltrue([for r in replications : r.side != "dr"])
    subjects      = [for r in replications : r if r.side == "dr"]
    error_message = "Buckets are replicated from the DR region, and none from the primary."
  }
}
