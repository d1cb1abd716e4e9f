rule "listener-rule-missing" {
  title       = "A listener rule is missing in DR"
  severity    = "critical"
  steps       = ["listener"]
  impact      = "blocks"
  rationale   = "Requests that the rule routes in the primary region reach the default action in DR, which answers with an error or from another service."
  remediation = "Declare the rule for the DR listener, with the same priority, conditions and target group."
  refs        = ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-update-rules.html"]
  since       = "0.1.0"

  pair "rule" {
    of              = concat(resources("aws_lb_listener_rule"), resources("aws_lb_listener"))
    missing_dr      = "fail"
    missing_message = "${rule.primary.kind} ${rule.primary.address} has no counterpart in ${estate.dr.region}."
  }
}
