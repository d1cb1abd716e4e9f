rule "health-check-too-slow" {
  title       = "A health check takes too long to see a failure"
  severity    = "medium"
  steps       = ["dns"]
  impact      = "delays"
  rationale   = "Interval times threshold passes before anything begins to move. It is the first part of every recovery time."
  remediation = "Use a request interval of 10 s, or a lower failure threshold."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html"]
  since       = "0.1.0"

  input "max_seconds" {
    type    = number
    default = 90
  }

  each "check" {
    of    = resources("aws_route53_health_check")
    where = !contains(["CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"], check.type)
  }

  assert "fast" {
    condition     = (check.request_interval == null ? 30 : check.request_interval) * (check.failure_threshold == null ? 3 : check.failure_threshold) <= input.max_seconds
    error_message = "${check.label} needs ${check.request_interval == null ? 30 : check.request_interval} s × ${check.failure_threshold == null ? 3 : check.failure_threshold} to see a failure; the limit is ${input.max_seconds} s."
  }
}
