case "only a primary" {
  world {
    resource "aws_route53_record" "a" {
      side       = "primary"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "a", failover_routing_policy = [{ type = "PRIMARY" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "both" {
      subjects = ["aws_route53_record.a"]
      message  = "api.example.com A has a primary record*"
    }
  }
}

case "both" {
  world {
    resource "aws_route53_record" "a" {
      side       = "primary"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "a", failover_routing_policy = [{ type = "PRIMARY" }] }
    }
    resource "aws_route53_record" "b" {
      side       = "dr"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "b", failover_routing_policy = [{ type = "SECONDARY" }] }
    }
  }
  expect { outcome = "pass" }
}

case "not known which" {
  world {
    resource "aws_route53_record" "a" {
      side       = "primary"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "a", failover_routing_policy = [{ type = unknown("a variable") }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*a variable*"
  }
}
