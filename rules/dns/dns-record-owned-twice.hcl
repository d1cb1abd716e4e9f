rule "dns-record-owned-twice" {
  title       = "Two stacks own the same DNS record"
  severity    = "critical"
  jobs        = ["audit", "check"]
  impact      = "blocks"
  rationale   = "Each apply of either stack overwrites the other's answer, so a routine change in the passive stack can fail the traffic over or back."
  remediation = "Let one stack own the record, or give each its own set_identifier under failover routing."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover.html"]
  since       = "0.1.0"

  group "record" {
    of = resources("aws_route53_record")
    by = [record.zone_id, trimsuffix(lower(record.name), "."), record.type, record.set_identifier == null ? "" : record.set_identifier]
  }

  assert "once" {
    condition     = length(record.members) == 1
    error_message = "${record.key[1]} ${record.key[2]} is declared by ${length(record.members)} resources: ${join(", ", [for r in record.members : "${r.address} (${r.side})"])}."
  }
}
