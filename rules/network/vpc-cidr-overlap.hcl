rule "vpc-cidr-overlap" {
  title       = "VPC address ranges overlap"
  severity    = "critical"
  steps       = ["configure"]
  impact      = "degrades"
  rationale   = "Overlapping ranges make peering, Transit Gateway and VPN between the regions impossible; traffic to the shared addresses reaches one side only."
  remediation = "Give one of the two a range of its own from the region's pool."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"]
  frameworks  = { aws-well-architected = ["REL02-BP05"] }
  since       = "0.1.0"

  all "ranges" {
    of = vpc_ranges()
  }

  assert "disjoint" {
    none          = cidr_overlaps(ranges)
    subjects      = [it.b.vpc, it.a.vpc]
    at            = { resource = it.b.owner, path = it.b.attribute }
    error_message = "${it.b.label} ${it.b.cidr} overlaps ${it.a.label} ${it.a.cidr} (${it.addresses} addresses)."
    evidence      = { first = it.a.cidr, second = it.b.cidr, intersection = it.intersection }
  }
}
