rule "created-outside-terraform" {
  title       = "Something runs that no state records"
  severity    = "low"
  jobs        = ["audit"]
  impact      = "none"
  rationale   = "What was made by hand is in one region only, and nobody will make it again in the other. After a failover it is missing."
  remediation = "Import it into Terraform, remove it, or declare with expect and ignore = true that it belongs to somebody else."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_config_drift.html"]
  frameworks  = { aws-well-architected = ["REL13-BP04"] }
  since       = "0.1.0"

  each "resource" {
    of = running()
  }

  assert "recorded" {
    condition     = state_of(resource) != null
    at            = { resource = resource, path = "" }
    error_message = "${resource.kind} ${resource.label} is in no state."
  }
}
