rule "state-lock-missing" {
  title       = "The DR stack's state has no lock"
  severity    = "medium"
  impact      = "degrades"
  rationale   = "In an incident several people and pipelines apply at once. Without a lock the later one overwrites the earlier one's state."
  remediation = "Set use_lockfile = true, or name a dynamodb_table of the DR region."
  refs        = ["https://developer.hashicorp.com/terraform/language/backend/s3#state-locking"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "backend" {
    of    = resources("config.backend", { side = "dr" })
    where = backend.type == "s3"
  }

  assert "locked" {
    condition     = backend.dynamodb_table != null || (backend.use_lockfile == null ? false : tobool(backend.use_lockfile))
    error_message = "The state in ${coalesce(backend.bucket, "the bucket that init names")} is written without a lock."
  }
}
