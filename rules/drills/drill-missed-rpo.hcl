rule "drill-missed-rpo" {
  title       = "The last drill missed the RPO"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "none"
  rationale   = "What the last drill lost is what an emergency will lose. Nothing has shown otherwise since."
  remediation = "Find what held replication back, or agree on another objective; then drill again."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_dr_tested.html"]
  frameworks  = { aws-well-architected = ["REL13-BP03"] }
  since       = "0.1.0"

  each "record" {
    of    = resources("drill.record")
    where = objectives.rpo_seconds != null && record.rpo_seconds != null && record.kind != "tabletop" && alltrue([for o in resources("drill.record") : o.direction != record.direction || o.kind == "tabletop" || o.date == null || timecmp(coalesce(o.date, "2000-01-01T00:00:00Z"), coalesce(record.date, "2000-01-01T00:00:00Z")) <= 0])
  }

  assert "kept" {
    condition     = coalesce(record.rpo_seconds, 0) <= coalesce(objectives.rpo_seconds, 0)
    at            = record.rpo_seconds
    error_message = "The loss of data of ${substr(coalesce(record.date, "a day"), 0, 10)} (${record.direction}) was ${record.rpo_seconds} s; the objective is ${objectives.rpo_seconds} s."
  }
}
