rule "replica-without-backups" {
  title       = "A database of the DR region keeps no backups"
  severity    = "medium"
  steps       = ["promote"]
  impact      = "delays"
  rationale   = "After the promotion this is the production database. Backups that begin only then leave hours without a point to return to, and the promotion itself waits for the first."
  remediation = "Set backup_retention_period to at least that of the primary."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html#USER_ReadRepl.Promote"]
  since       = "0.1.0"

  each "database" {
    of = resources("aws_db_instance", { side = "dr" })
  }

  assert "kept" {
    condition     = database.backup_retention_period == null ? false : database.backup_retention_period > 0
    at            = database.backup_retention_period
    error_message = "${database.label} keeps no automated backups."
  }
}
