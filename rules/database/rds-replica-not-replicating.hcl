rule "rds-replica-not-replicating" {
  title       = "Replication to a read replica in the DR region has ended"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "blocks"
  rationale   = "A replica whose replication stopped keeps what it had. Promoted, it serves old data, however well it answers."
  remediation = "Read the replica's status message. Mend the cause, or create the replica anew."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html"]
  since       = "0.1.0"

  each "database" {
    of    = resources("status.aws_db_instance", { side = "dr" })
    where = database.replica == true
  }

  locals {
    state = database.replication_state == null ? unknown("the replication of ${database.address} was not told") : database.replication_state
    why   = database.replication_message == null || database.replication_message == "" ? "" : ": ${database.replication_message}"
  }

  assert "replicating" {
    condition     = contains(["replicating", "replication degraded", "replication stop point set"], local.state)
    at            = database.replication_state
    error_message = "The replication to ${coalesce(database.identifier, database.address)} is ${local.state}${local.why}."
  }

  assert "whole" {
    condition     = !contains(["replication degraded", "replication stop point set"], local.state)
    severity      = "high"
    impact        = "degrades"
    at            = database.replication_state
    error_message = "The replication to ${coalesce(database.identifier, database.address)} may not bring everything: ${local.state}${local.why}."
  }
}
