rule "changed-outside-terraform" {
  title       = "What runs differs from what Terraform recorded"
  severity    = "medium"
  jobs        = ["audit", "gate"]
  steps       = ["pre-flight"]
  impact      = "delays"
  rationale   = "A change made by hand lives in one region only, is lost at the next apply, and is in nobody's review. During an incident it decides what really happens."
  remediation = "Bring the change into the configuration of both regions, or take it back; then apply."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_config_drift.html"]
  frameworks  = { aws-well-architected = ["REL13-BP04"] }
  since       = "0.1.0"

  each "resource" {
    of    = recorded()
    where = live_of(resource) != null
  }

  assert "as-recorded" {
    none          = drift(resource)
    severity      = it.severity
    at            = { resource = resource, path = it.path }
    error_message = "${resource.label} runs with another ${it.path} than Terraform recorded."
  }
}
