rule "postgres-two-writers" {
  title       = "Both PostgreSQL servers accept writes"
  severity    = "critical"
  jobs        = ["gate"]
  impact      = "blocks"
  steps       = ["pre-flight", "isolate", "promote"]
  rationale   = "Two servers that began as one and both write have two histories: whichever is kept, the writes of the other are lost or must be merged by hand."
  remediation = "Fence one of them at once: stop it, or take its clients away. Compare what both wrote since the promotion, then rebuild the loser with pg_rewind or pg_basebackup."
  refs        = ["https://www.postgresql.org/docs/current/warm-standby-failover.html"]
  since       = "0.1.0"

  each "replication" {
    of = resources("postgres.replication")
  }

  assert "one-writer" {
    condition     = replication.state != "split-brain"
    error_message = "${replication.label}: ${coalesce(replication.detail, "both servers write")}."
  }
}
