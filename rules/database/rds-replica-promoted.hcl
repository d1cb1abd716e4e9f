rule "rds-replica-promoted" {
  title       = "The DR database is no replica of its primary"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["replication", "promote"]
  impact      = "blocks"
  rationale   = "A promoted replica never becomes a replica again. Both databases take writes of their own, and nothing of the primary's reaches the DR region."
  remediation = "Create a new replica in the DR region and retire the promoted one, or declare how else its data gets there and waive this."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html#USER_ReadRepl.Promote"]
  since       = "0.1.0"

  pair "database" {
    of    = resources("aws_db_instance")
    where = database.primary.replicate_source_db == null || database.primary.replicate_source_db == ""
  }

  assert "replica" {
    condition     = database.dr.replicate_source_db != null && database.dr.replicate_source_db != ""
    at            = database.dr.replicate_source_db
    error_message = "${database.dr.label} in ${estate.dr.region} is a database of its own, not a replica of ${database.primary.label}."
  }
}
