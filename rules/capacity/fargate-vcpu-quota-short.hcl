rule "fargate-vcpu-quota-short" {
  title       = "The Fargate On-Demand vCPU quota of DR does not hold the primary's size"
  severity    = "critical"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "blocks"
  steps       = ["scale"]
  rationale   = "Tasks beyond the quota are not started, and an increase may take days."
  remediation = "Ask for the increase now; the command is in the finding."
  refs        = ["https://docs.aws.amazon.com/general/latest/gr/ecs-service.html", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("fargate-vcpu")
  }

  assert "quota" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
