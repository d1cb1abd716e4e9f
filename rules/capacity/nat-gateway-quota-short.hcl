rule "nat-gateway-quota-short" {
  title       = "The NAT gateway quota of DR does not hold the primary's gateways"
  severity    = "medium"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "degrades"
  steps       = ["scale"]
  rationale   = "Gateways beyond the quota of a zone cannot be made: private subnets there have no way out, or share one."
  remediation = "Ask for the increase now; the command is in the finding."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("nat")
  }

  assert "quota" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
