rule "ec2-vcpu-quota-short" {
  title       = "An EC2 On-Demand vCPU quota of DR does not hold the primary's size"
  severity    = "critical"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "blocks"
  steps       = ["scale"]
  rationale   = "Instances beyond the quota are not launched, and an increase may take days. Families count against quotas of their own."
  remediation = "Ask for the increase now; the command is in the finding."
  refs        = ["https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("ec2-vcpu")
  }

  assert "quota" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
