case "neither" {
  world {
    resource "aws_route53_record" "r" {
      side       = "primary"
      attributes = { name = "api", type = "A", health_check_id = null, failover_routing_policy = [{ type = "PRIMARY" }], alias = [{ name = "lb", zone_id = "Z", evaluate_target_health = false }] }
    }
  }
  expect {
    outcome = "fail"
    finding "checked" {
      subjects = ["aws_route53_record.r"]
      message  = "api is a failover record without health check."
    }
  }
}

case "a health check" {
  world {
    resource "aws_route53_record" "r" {
      side       = "primary"
      attributes = { name = "api", type = "A", health_check_id = "hc", failover_routing_policy = [{ type = "PRIMARY" }] }
    }
  }
  expect { outcome = "pass" }
}

case "the target is evaluated" {
  world {
    resource "aws_route53_record" "r" {
      side       = "primary"
      attributes = { name = "api", type = "A", health_check_id = null, failover_routing_policy = [{ type = "PRIMARY" }], alias = [{ name = "lb", zone_id = "Z", evaluate_target_health = true }] }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "aws_route53_record" "r" {
      side       = "primary"
      attributes = { name = "api", type = "A", health_check_id = unknown("a variable"), failover_routing_policy = [{ type = "PRIMARY" }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*a variable*"
  }
}
