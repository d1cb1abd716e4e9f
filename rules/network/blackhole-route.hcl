rule "blackhole-route" {
  title       = "A route of the DR region leads nowhere"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "degrades"
  rationale   = "The gateway, peering or interface that the route names is gone. Packets to that destination are dropped without a word."
  remediation = "Point the route at what has replaced the target, or delete it."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html"]
  since       = "0.1.0"

  each "table" {
    of = resources("status.aws_route_table", { side = "dr" })
  }

  assert "reachable" {
    condition     = table.blackholes == null ? unknown("the routes of ${table.address} were not told") : length(table.blackholes) == 0
    at            = table.blackholes
    error_message = "${table.address} drops what goes to ${join(", ", table.blackholes)}."
  }
}
