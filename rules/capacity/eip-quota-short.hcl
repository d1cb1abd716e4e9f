rule "eip-quota-short" {
  title       = "The Elastic IP quota of DR does not hold the primary's addresses"
  severity    = "medium"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "degrades"
  steps       = ["scale"]
  rationale   = "The default is five addresses in a region. NAT gateways and load balancers with fixed addresses cannot be made beyond it."
  remediation = "Ask for the increase now; the command is in the finding."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("eip")
  }

  assert "quota" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
