rule "quota-below-primary" {
  title       = "A service quota of DR is below the primary's"
  severity    = "medium"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "delays"
  steps       = ["scale"]
  rationale   = "Quotas are of one region. One that was raised for the primary, in some incident long ago, is still at its default in DR."
  remediation = "Ask for the increase now; the command is in the finding."
  refs        = ["https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html", "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_manage_service_limits_aware_quotas_and_constraints.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"
  yields_to   = ["fargate-vcpu-quota-short", "fargate-spot-quota-short", "ec2-vcpu-quota-short", "eip-quota-short", "nat-gateway-quota-short", "lambda-concurrency-short", "database-quota-short"]

  each "line" {
    of = capacity("quota-parity")
  }

  assert "parity" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
