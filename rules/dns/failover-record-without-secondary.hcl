rule "failover-record-without-secondary" {
  title       = "A failover record has nowhere to fail over to"
  severity    = "critical"
  steps       = ["dns"]
  impact      = "blocks"
  rationale   = "Without a secondary record Route 53 goes on answering with the primary, healthy or not."
  remediation = "Declare the secondary record with the DR region's endpoint."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html"]
  since       = "0.1.0"

  group "record" {
    of    = resources("aws_route53_record")
    where = length(record.failover_routing_policy) > 0
    by    = [record.zone_id, trimsuffix(lower(record.name), "."), record.type]
  }

  assert "both" {
    condition     = anytrue([for r in record.members : anytrue([for p in r.failover_routing_policy : p.type == "SECONDARY"])])
    error_message = "${record.key[1]} ${record.key[2]} has a primary record and no secondary one."
  }
}
