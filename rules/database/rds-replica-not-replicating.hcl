rule "rds-replica-not-replicating" {
  title       = "Replication to a read replica in the DR region has ended"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "blocks"
  rationale   = "A replica whose replication stopped keeps what it had. Promoted, it serves old data, however well it answers."
  remediation = "Read the replica's status message. Mend the cause, or create the replica anew."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html"]
  since       = "0.3.0"

  each "database" {
    of    = resources("status.aws_db_instance", { side = "dr" })
    where = database.replica == true
  }

  assert "replicating" {
    condition     = (database.replication_state == null ? unknown("the replication of ${database.address} was not told") : database.replication_state) == "replicating"
    at            = database.replication_state
    error_message = "The replication to ${coalesce(database.identifier, database.address)} is ${database.replication_state}${database.replication_message == null ? "" : ": ${database.replication_message}"}."
  }
}
