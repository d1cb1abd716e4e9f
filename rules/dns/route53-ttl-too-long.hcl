rule "route53-ttl-too-long" {
  title       = "Records that move in a failover are cached too long"
  severity    = "medium"
  steps       = ["dns"]
  impact      = "delays"
  rationale   = "Resolvers keep an answer for its TTL, so clients go on talking to the dead region for that long. The TTL counts into the RTO."
  remediation = "Lower the TTL to 60 seconds or less, or use alias records."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/best-practices-dns.html"]
  since       = "0.1.0"

  input "max_ttl_seconds" {
    type        = number
    default     = 60
    description = "The longest time that a resolver may keep an answer."
  }

  each "record" {
    of    = resources("aws_route53_record")
    where = try(length(record.alias), 0) == 0 && record.ttl != null && !contains(["NS", "SOA", "TXT", "MX", "CAA", "DS"], record.type)
  }

  assert "short" {
    condition     = record.ttl <= input.max_ttl_seconds
    at            = record.ttl
    error_message = "${record.name} ${record.type} has a TTL of ${record.ttl} s; clients may keep the dead region for ${ceil(record.ttl / 60)} min (limit ${input.max_ttl_seconds} s)."
    fix           = { path = record.ttl, value = input.max_ttl_seconds }
  }
}
