rule "record-target-missing" {
  title       = "A record points to a load balancer of the DR region that is not there"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["dns"]
  impact      = "blocks"
  rationale   = "An alias keeps the name that it was given. When the load balancer is made anew its name changes, and the record leads nowhere."
  remediation = "Point the alias at the load balancer's present name, by reference."
  refs        = ["https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html", "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html"]
  since       = "0.1.0"

  each "record" {
    of    = resources("aws_route53_record")
    # The name of a network load balancer has the region last.
    where = anytrue([for a in coalesce(record.alias, []) : anytrue([
      for host in [trimsuffix(lower(coalesce(a.name, "unknown")), ".")] :
      endswith(host, ".elb.${estate.dr.region}.amazonaws.com") || endswith(host, ".${estate.dr.region}.elb.amazonaws.com")
    ])])
  }

  locals {
    target    = trimprefix(trimsuffix(lower(record.alias[0].name), "."), "dualstack.")
    balancers = [for b in resources("aws_lb", { side = "dr" }) : b if b.dns_name == null ? false : lower(b.dns_name) == local.target]
    # A classic load balancer is named as an application load balancer is, and not collected.
    elsewhere = endswith(local.target, ".elb.amazonaws.com") ? unknown("${local.target} is the name of no application load balancer of ${estate.dr.region}; whether a classic one has it is not collected") : false
  }

  assert "there" {
    condition     = length(local.balancers) > 0 || local.elsewhere
    at            = record.alias
    error_message = "${record.name} ${record.type} points to ${local.target}, which is the name of no load balancer of ${estate.dr.region}."
  }
}
