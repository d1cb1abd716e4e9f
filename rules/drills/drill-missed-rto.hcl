rule "drill-missed-rto" {
  title       = "The last drill missed the RTO"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["verify"]
  impact      = "none"
  rationale   = "An objective that the last drill missed will be missed on the day. Nothing has shown otherwise since."
  remediation = "Shorten the longest step, or agree on another objective; then drill again."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_dr_tested.html"]
  frameworks  = { aws-well-architected = ["REL13-BP03"] }
  since       = "0.1.0"

  each "record" {
    of    = resources("drill.record")
    where = objectives.rto_seconds != null && record.rto_seconds != null && record.kind != "tabletop" && alltrue([for o in resources("drill.record") : o.direction != record.direction || o.kind == "tabletop" || o.date == null || timecmp(coalesce(o.date, "2000-01-01T00:00:00Z"), coalesce(record.date, "2000-01-01T00:00:00Z")) <= 0])
  }

  assert "kept" {
    condition     = coalesce(record.rto_seconds, 0) <= coalesce(objectives.rto_seconds, 0)
    at            = record.rto_seconds
    error_message = "The recovery of ${substr(coalesce(record.date, "a day"), 0, 10)} (${record.direction}) was ${record.rto_seconds} s; the objective is ${objectives.rto_seconds} s."
  }
}
