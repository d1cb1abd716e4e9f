rule "private-zone-not-associated-with-dr" {
  title       = "A private zone is not visible in the DR region"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["configure"]
  impact      = "degrades"
  rationale   = "A private name resolves only in VPCs that its zone is associated with. In the DR region the name does not exist, and what is configured by it does not connect."
  remediation = "Associate the zone with the DR VPC, or create a zone of the same name there."
  refs        = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-associate-vpcs.html"]
  since       = "0.1.0"

  group "zone" {
    of    = resources("aws_route53_zone")
    where = zone.vpc == null ? false : length(zone.vpc) > 0
    by    = lower(trimsuffix(coalesce(zone.name, zone.address), "."))
  }

  locals {
    own   = flatten([for z in zone.members : [for v in z.vpc : v.vpc_region]])
    apart = flatten([for z in zone.members : [for a in lookup_all("aws_route53_zone_association", { zone_id = z.zone_id }) : a.vpc_region]])
    # Without a region an association is of the region that it was made from, which nobody tells.
    regions = [for r in concat(local.own, local.apart) : r == null ? unknown("a VPC of ${zone.key} names no region") : r]
  }

  assert "associated" {
    condition     = anytrue([for r in local.regions : r == estate.dr.region])
    at            = { resource = zone.members[0], path = "vpc" }
    error_message = "The private zone ${zone.key} is associated with no VPC of ${estate.dr.region}."
  }
}
