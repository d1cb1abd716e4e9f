rule "config-drift" {
  title       = "The DR resource is configured differently"
  severity    = "medium"
  steps       = ["pre-flight"]
  impact      = "degrades"
  rationale   = "After a failover the DR resource serves in place of the primary one. Every difference that nobody declared is a change that reached one region only."
  remediation = "Apply the same configuration to both regions, or declare the difference with an expect block and a reason."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_config_drift.html"]
  frameworks  = { aws-well-architected = ["REL13-BP04"] }
  since       = "0.1.0"
  yields_to   = ["*"]

  pair "pair" {
    of    = resources("*")
    where = !kind_of(pair.primary).judged_as_facts
  }

  assert "same" {
    none          = differences(pair)
    severity      = it.severity
    at            = { resource = pair.dr, path = it.path }
    error_message = "${pair.dr.label} differs from its primary in ${it.path}."
  }
}
