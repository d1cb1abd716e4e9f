rule "failover-record-without-health-check" {
  title       = "A failover record has nothing that makes it fail over"
  severity    = "critical"
  steps       = ["dns"]
  impact      = "blocks"
  rationale   = "Route 53 moves the traffic when the primary record is unhealthy. Without a health check, and without evaluating its target, it is always healthy."
  remediation = "Give the primary record a health check, or set evaluate_target_health on its alias."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html"]
  since       = "0.1.0"

  each "record" {
    of    = resources("aws_route53_record")
    where = anytrue([for p in record.failover_routing_policy : p.type == "PRIMARY"])
  }

  assert "checked" {
    condition     = (record.health_check_id != null && record.health_check_id != "") || anytrue([for a in record.alias : a.evaluate_target_health == true])
    at            = record.health_check_id
    error_message = "${record.name} is a failover record without health check."
  }
}
