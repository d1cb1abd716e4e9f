rule "nat-gateway-not-available" {
  title       = "A NAT gateway of the DR region is not available"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "blocks"
  rationale   = "Tasks in private subnets reach registries, secrets and partners through it. Without it they do not start, or start and fail."
  remediation = "Read why it failed; create it anew with an address that is free."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html"]
  since       = "0.1.0"

  each "gateway" {
    of    = resources("status.aws_nat_gateway", { side = "dr" })
    where = !contains(["deleted", "deleting"], gateway.state == null ? "" : gateway.state)
  }

  assert "available" {
    condition     = (gateway.state == null ? unknown("the state of ${gateway.address} was not told") : lower(gateway.state)) == "available"
    at            = gateway.state
    error_message = "${gateway.address} is ${gateway.state}."
  }
}
