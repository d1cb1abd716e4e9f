rule "postgres-standby-not-streaming" {
  title       = "The PostgreSQL server in DR does not follow the primary"
  severity    = "critical"
  jobs        = ["gate"]
  impact      = "blocks"
  steps       = ["pre-flight", "replication", "promote"]
  rationale   = "A standby that receives nothing falls behind with every write, until the log that it needs is gone and it must be built anew. One of another history can never follow."
  remediation = "Read the standby's log for the reason (pg_hba.conf of the primary, password, slot, network, missing segments), and rebuild it with pg_basebackup or pg_rewind where its history differs."
  refs        = ["https://www.postgresql.org/docs/current/warm-standby.html#STREAMING-REPLICATION"]
  frameworks  = { aws-well-architected = ["REL09-BP01"] }
  since       = "0.1.0"

  each "replication" {
    of = resources("postgres.replication")
  }

  assert "receives" {
    condition     = replication.state != "stopped"
    error_message = "${replication.label}: ${replication.detail}."
    evidence      = { state = replication.state, lag_seconds = replication.lag_seconds, lag_bytes = replication.lag_bytes }
  }

  assert "belongs" {
    condition     = replication.state != "broken"
    error_message = "${replication.label}: ${replication.detail}."
    evidence      = { state = replication.state }
  }

  assert "follows" {
    condition     = replication.state != "promoted"
    error_message = "${replication.label}: ${replication.detail}; there is no standby to fail over to."
    evidence      = { state = replication.state }
  }
}
