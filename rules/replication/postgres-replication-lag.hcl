rule "postgres-replication-lag" {
  title       = "The PostgreSQL standby in DR is behind its primary"
  severity    = "critical"
  jobs        = ["gate"]
  impact      = "blocks"
  steps       = ["pre-flight", "replication"]
  rationale   = "What DR has not received is lost in a failover, and what it has received and not replayed is waited for. Under a second is usual; the worst of several samples is judged."
  remediation = "Find what holds replay up (a paused or delayed replay, conflicting queries, slow disks, a narrow network) and wait until DR has caught up."
  refs        = ["https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW"]
  frameworks  = { aws-well-architected = ["REL13-BP02"] }
  since       = "0.1.0"

  input "warning_seconds" {
    type        = number
    default     = 5
    description = "More than this is a warning."
  }
  input "critical_seconds" {
    type        = number
    default     = 30
    description = "More than this and no drill should start."
  }
  input "emergency_seconds" {
    type        = number
    default     = 300
    description = "More than this and DR is not ready."
  }

  each "replication" {
    of    = resources("postgres.replication")
    where = contains(["streaming", "paused", "stopped"], replication.state) && replication.lag_seconds != null
  }

  locals {
    evidence = {
      lag_seconds       = replication.lag_seconds
      lag_bytes         = replication.lag_bytes
      receive_lag_bytes = replication.receive_lag_bytes
      state             = replication.state
      samples           = replication.worst_of
      measured_by       = replication.measured_by
    }
  }

  assert "warning" {
    condition     = replication.lag_seconds <= input.warning_seconds || replication.lag_seconds > input.critical_seconds
    severity      = "medium"
    impact        = "delays"
    error_message = "${replication.label}: DR is ${replication.lag_seconds} s behind (limit ${input.warning_seconds} s)."
    evidence      = local.evidence
  }

  assert "critical" {
    condition     = replication.lag_seconds <= input.critical_seconds || replication.lag_seconds > input.emergency_seconds
    severity      = "high"
    impact        = "degrades"
    error_message = "${replication.label}: DR is ${replication.lag_seconds} s behind (limit ${input.critical_seconds} s)."
    evidence      = local.evidence
  }

  assert "emergency" {
    condition     = replication.lag_seconds <= input.emergency_seconds
    error_message = "${replication.label}: DR is ${replication.lag_seconds} s behind (limit ${input.emergency_seconds} s)."
    evidence      = local.evidence
  }
}
