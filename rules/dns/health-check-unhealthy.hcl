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
    # The DR endpoint's: of a secondary record, or one that names the DR region.
    secondary = anytrue([for r in local.records : r.side == "dr" || anytrue([for p in r.failover_routing_policy : p.type == "SECONDARY"])])
    named     = local.own == null ? false : local.own.fqdn == null ? false : strcontains(local.own.fqdn, estate.dr.region)
    dr        = check.side == "dr" || local.named || local.secondary
    healthy   = check.healthy == null ? unknown("the state of ${check.address} was not told") : check.healthy
    what      = local.own == null ? check.address : local.own.fqdn == null ? check.address : local.own.fqdn
    said      = check.last_message == null || check.last_message == "" ? "" : " (${check.last_message})"
  }

  assert "healthy" {
    condition     = !local.dr || local.healthy
    at            = check.healthy
    error_message = "The health check of ${local.what} fails: ${coalesce(check.healthy_checkers, 0)} of ${coalesce(check.checkers, 0)} checkers reach it${local.said}."
  }
}
