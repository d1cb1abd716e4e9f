rule "target-group-without-healthy-targets" {
  title       = "A DR target group that gets traffic has no healthy target"
  severity    = "critical"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "blocks"
  steps       = ["listener", "verify"]
  rationale   = "The load balancer answers 503, or sends requests to targets that fail."
  remediation = "Find out from the reasons in the finding why the health checks fail, and mend the service before the drill."
  refs        = ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html"]
  frameworks  = { aws-well-architected = ["REL11-BP01"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("target-health")
  }

  assert "healthy" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing }
  }
}
