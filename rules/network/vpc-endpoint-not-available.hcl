rule "vpc-endpoint-not-available" {
  title       = "A VPC endpoint of the DR region is not available"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "degrades"
  rationale   = "What reaches an AWS service through the endpoint does not reach it: image pulls, secrets, logs. Where the subnets have no other way out, tasks do not start."
  remediation = "Accept the connection, or create the endpoint anew."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"]
  since       = "0.1.0"

  each "endpoint" {
    of    = resources("status.aws_vpc_endpoint", { side = "dr" })
    where = !contains(["deleted", "deleting"], endpoint.state == null ? "" : endpoint.state)
  }

  assert "available" {
    condition     = (endpoint.state == null ? unknown("the state of ${endpoint.address} was not told") : lower(endpoint.state)) == "available"
    at            = endpoint.state
    error_message = "${coalesce(endpoint.service_name, endpoint.address)} is ${endpoint.state}."
  }
}
