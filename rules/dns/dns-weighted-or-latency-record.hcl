rule "dns-weighted-or-latency-record" {
  title       = "A record sends traffic to both regions"
  severity    = "high"
  steps       = ["dns"]
  impact      = "degrades"
  rationale   = "Weighted and latency records spread traffic over regions. In active/passive recovery some users reach the passive region, which is not writable, and a failover has no single switch."
  remediation = "Use failover routing, or one record that the failover changes."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html"]
  since       = "0.1.0"

  each "record" {
    of = resources("aws_route53_record")
  }

  assert "single-region" {
    condition     = length(coalesce(record.weighted_routing_policy, [])) == 0 && length(coalesce(record.latency_routing_policy, [])) == 0
    at            = { resource = record, path = length(coalesce(record.weighted_routing_policy, [])) > 0 ? "weighted_routing_policy" : "latency_routing_policy" }
    error_message = "${record.name} ${record.type} uses ${length(coalesce(record.weighted_routing_policy, [])) > 0 ? "weighted" : "latency"} routing (${record.set_identifier})."
  }
}
