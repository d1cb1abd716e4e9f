rule "database-without-dr-copy" {
  title       = "A database does not exist in the DR region"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "A failover promotes a replica. Where there is none, the database has to be restored from a backup: that takes hours and loses what was written since."
  remediation = "Create a cross-region read replica, or waive this for a database that is restored or not needed."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html"]
  frameworks  = { aws-well-architected = ["REL13-BP02"] }
  since       = "0.1.0"

  pair "database" {
    of              = resources("aws_db_instance")
    where           = database.primary.replicate_source_db == null || database.primary.replicate_source_db == ""
    missing_dr      = "fail"
    missing_message = "The database ${database.primary.label} has no copy in ${estate.dr.region}."
  }
}
