rule "health-check-unhealthy" {
  title       = "The DR endpoint's health check fails"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["dns"]
  impact      = "blocks"
  rationale   = "Route 53 does not send traffic to a record whose check fails while another is healthy; and where the check is right, nothing would answer."
  remediation = "Mend the endpoint, or let the checkers in: their address ranges are in the managed prefix list of Route 53."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html"]
  since       = "0.1.0"

  each "check" {
    of = resources("status.aws_route53_health_check")
  }

  locals {
    own     = lookup_one("aws_route53_health_check", { id = check.id })
    records = check.id == null ? [] : lookup_all("aws_route53_record", { health_check_id = check.id })
    fqdn    = local.own == null ? null : local.own.fqdn == null || local.own.fqdn == "" ? null : lower(trimsuffix(local.own.fqdn, "."))
    # The endpoint's own records; those with a routing policy lead to several places.
    named = local.fqdn == null ? [] : [for r in lookup_all("aws_route53_record", { name = local.fqdn }) : r if r.set_identifier == null || r.set_identifier == ""]
    hosts = concat(
      local.fqdn == null ? [] : [local.fqdn],
      local.own == null || local.own.cloudwatch_alarm_region == null ? [] : [local.own.cloudwatch_alarm_region],
      flatten([for r in concat(local.records, local.named) : [for a in coalesce(r.alias, []) : lower(coalesce(a.name, "unknown"))]]),
      flatten([for r in concat(local.records, local.named) : [for v in coalesce(r.records, []) : lower(v)]]),
    )
    # A domain of an API that one side alone has.
    api_dr      = local.fqdn == null ? false : lookup_one("aws_apigatewayv2_domain_name", { domain_name = local.fqdn, side = "dr" }) != null
    api_primary = local.fqdn == null ? false : lookup_one("aws_apigatewayv2_domain_name", { domain_name = local.fqdn, side = "primary" }) != null
    at_dr       = anytrue([for h in local.hosts : strcontains(h, estate.dr.region)])
    at_primary  = anytrue([for h in local.hosts : strcontains(h, estate.primary.region)])
    # Which record is the second says where it leads only while the regions play the parts that
    # they were built for.
    policies  = flatten([for r in local.records : [for p in coalesce(r.failover_routing_policy, []) : p.type]])
    by_policy = !estate.turned && !local.at_dr && !local.at_primary
    dr        = check.side == "dr" || local.at_dr || (local.api_dr && !local.api_primary) || (local.by_policy && contains(local.policies, "SECONDARY"))
    primary   = check.side == "primary" || local.at_primary || (local.api_primary && !local.api_dr) || (local.by_policy && contains(local.policies, "PRIMARY"))
    healthy   = check.healthy == null ? unknown("the state of ${check.address} was not told") : check.healthy
    what      = local.fqdn == null ? check.address : local.fqdn
    said      = check.last_message == null || check.last_message == "" ? "" : " (${check.last_message})"
    nowhere   = "nothing says which region's endpoint ${local.what} is, whose health check fails"
  }

  assert "healthy" {
    condition     = local.healthy || (local.dr ? false : local.primary ? true : unknown(local.nowhere))
    at            = check.healthy
    error_message = "The health check of ${local.what} fails: ${coalesce(check.healthy_checkers, 0)} of ${coalesce(check.checkers, 0)} checkers reach it${local.said}."
  }
}
