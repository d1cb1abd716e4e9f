rule "deleted-outside-terraform" {
  title       = "What Terraform recorded does not run any more"
  severity    = "high"
  jobs        = ["audit", "gate"]
  steps       = ["pre-flight"]
  impact      = "degrades"
  rationale   = "The state says that it is there, the region does not have it. Whatever relies on it fails, and the next plan will be a surprise."
  remediation = "Apply the configuration again, or remove the resource from it if it went on purpose."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_config_drift.html"]
  frameworks  = { aws-well-architected = ["REL13-BP04"] }
  since       = "0.1.0"

  each "resource" {
    of = recorded()
  }

  assert "there" {
    condition     = live_of(resource) != null
    severity      = kind_of(resource).missing
    at            = { resource = resource, path = "" }
    error_message = "${resource.kind} ${resource.label} is in the state, but is not there any more."
  }
}
