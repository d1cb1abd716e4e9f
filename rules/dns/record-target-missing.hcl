rule "record-target-missing" {
  title       = "A record points to a load balancer of the DR region that is not there"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["dns"]
  impact      = "blocks"
  rationale   = "An alias keeps the name that it was given. When the load balancer is made anew its name changes, and the record leads nowhere."
  remediation = "Point the alias at the load balancer's present name, by reference."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html"]
  since       = "0.1.0"

  each "record" {
    of    = resources("aws_route53_record")
    where = anytrue([for a in coalesce(record.alias, []) : endswith(trimsuffix(lower(coalesce(a.name, "unknown")), "."), ".elb.amazonaws.com") && strcontains(lower(coalesce(a.name, "unknown")), ".${estate.dr.region}.")])
  }

  locals {
    target    = trimprefix(trimsuffix(lower(record.alias[0].name), "."), "dualstack.")
    balancers = [for b in resources("aws_lb", { side = "dr" }) : b if b.dns_name == null ? false : lower(b.dns_name) == local.target]
  }

  assert "there" {
    condition     = length(local.balancers) > 0
    at            = record.alias
    error_message = "${record.name} ${record.type} points to ${local.target}, which is the name of no application or network load balancer of ${estate.dr.region}."
  }
}
