rule "drill-findings-open" {
  title       = "Findings of the last drill are still open"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["pre-flight"]
  impact      = "none"
  rationale   = "A drill that finds the same again has taught nothing. What stopped the last one will stop the next."
  remediation = "Resolve them, or waive them with a reason; then record the next drill."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_dr_tested.html"]
  frameworks  = { aws-well-architected = ["REL13-BP03"] }
  since       = "0.1.0"

  each "record" {
    of    = resources("drill.record")
    where = record.open_findings != null && alltrue([for o in resources("drill.record") : o.direction != record.direction || o.date == null || timecmp(coalesce(o.date, "2000-01-01T00:00:00Z"), coalesce(record.date, "2000-01-01T00:00:00Z")) <= 0])
  }

  assert "closed" {
    condition     = length(coalesce(record.open_findings, [])) == 0
    at            = record.open_findings
    error_message = "${length(record.open_findings)} findings of the ${record.direction} of ${substr(coalesce(record.date, "a day"), 0, 10)} are open: ${join(", ", record.open_findings)}."
  }
}
