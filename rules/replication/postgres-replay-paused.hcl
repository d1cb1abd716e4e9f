rule "postgres-replay-paused" {
  title       = "The PostgreSQL standby in DR holds replay back"
  severity    = "high"
  jobs        = ["gate"]
  impact      = "delays"
  steps       = ["replication", "promote"]
  rationale   = "A standby that receives and does not replay has a backlog to work off before it can be promoted, and shows old data until then. A delay that was meant against mistakes is the same on the day."
  remediation = "Resume replay with pg_wal_replay_resume(), or set recovery_min_apply_delay below the recovery point objective; keep a delayed copy on another standby."
  refs = [
    "https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-RECOVERY-CONTROL",
    "https://www.postgresql.org/docs/current/runtime-config-replication.html#GUC-RECOVERY-MIN-APPLY-DELAY",
  ]
  since = "0.1.0"

  each "replication" {
    of    = resources("postgres.replication")
    where = contains(["streaming", "paused", "stopped"], replication.state)
  }

  locals {
    server = lookup_one("postgres.server", { label = replication.label, side = "dr" })
    # Without an objective no delay was agreed on.
    allowed_ms = objectives.rpo_seconds == null ? 0 : objectives.rpo_seconds * 1000
  }

  assert "replays" {
    condition     = local.server == null ? replication.state != "paused" : !local.server.replay_paused
    error_message = "${replication.label}: replay is paused in DR, which is ${replication.lag_seconds} s behind."
    evidence      = { lag_seconds = replication.lag_seconds, lag_bytes = replication.lag_bytes }
  }

  assert "no-delay" {
    condition     = local.server == null ? true : local.server.recovery_min_apply_delay_ms == null ? true : local.server.recovery_min_apply_delay_ms <= local.allowed_ms
    severity      = "medium"
    error_message = "${replication.label}: DR replays commits ${local.server.recovery_min_apply_delay_ms / 1000} s late on purpose (objective ${objectives.rpo_seconds == null ? "not declared" : "${objectives.rpo_seconds} s"})."
  }
}
