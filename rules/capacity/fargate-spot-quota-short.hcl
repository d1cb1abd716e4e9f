rule "fargate-spot-quota-short" {
  title       = "The Fargate Spot vCPU quota of DR does not hold the primary's size"
  severity    = "high"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "degrades"
  steps       = ["scale"]
  rationale   = "Spot tasks beyond the quota are not started; only tasks on On-Demand capacity come up."
  remediation = "Ask for the increase now; the command is in the finding."
  refs        = ["https://docs.aws.amazon.com/general/latest/gr/ecs-service.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("fargate-spot-vcpu")
  }

  assert "quota" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
