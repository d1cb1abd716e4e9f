rule "health-check-of-primary-unhealthy" {
  title       = "The health check that watches the primary fails"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["pre-flight"]
  impact      = "none"
  rationale   = "A failover that hangs on this check has begun, or would begin at once. A drill that starts now could not tell what it caused."
  remediation = "Find out whether the primary is ill before a drill. In an emergency this is the reason for it."
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
    condition     = local.dr || local.healthy
    at            = check.healthy
    error_message = "The health check of ${local.what} fails: ${coalesce(check.healthy_checkers, 0)} of ${coalesce(check.checkers, 0)} checkers reach it${local.said}."
  }
}
