rule "subnet-cidr-outside-vpc" {
  title       = "A subnet lies outside the ranges of its VPC"
  severity    = "high"
  jobs        = ["audit", "check"]
  impact      = "blocks"
  rationale   = "AWS refuses such a subnet when it is created, so the region cannot be rebuilt from this configuration."
  remediation = "Derive the subnet's range from the VPC's with cidrsubnet, or associate the missing range with the VPC."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"]
  since       = "0.1.0"

  each "subnet" {
    of    = resources("aws_subnet")
    where = subnet.cidr_block != null && subnet.cidr_block != ""
  }

  assert "inside" {
    condition     = cidr_within(subnet.cidr_block, vpc_cidrs(subnet.vpc_id))
    at            = subnet.cidr_block
    error_message = "${subnet.label} ${subnet.cidr_block} lies in none of the ranges of ${subnet.vpc_id}: ${join(", ", vpc_cidrs(subnet.vpc_id))}."
  }
}
