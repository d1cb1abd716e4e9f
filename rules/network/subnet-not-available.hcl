rule "subnet-not-available" {
  title       = "A subnet of the DR region is not available"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "blocks"
  rationale   = "Nothing can be placed into a subnet that is not available."
  remediation = "Wait until it is, or place the services into others."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html"]
  since       = "0.1.0"

  each "subnet" {
    of = resources("status.aws_subnet", { side = "dr" })
  }

  assert "available" {
    condition     = (subnet.state == null ? unknown("the state of ${subnet.address} was not told") : lower(subnet.state)) == "available"
    at            = subnet.state
    error_message = "${subnet.address} (${coalesce(subnet.cidr_block, "no IPv4 range")}) is ${subnet.state}."
  }
}
