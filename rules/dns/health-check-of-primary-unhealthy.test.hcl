case "of the primary record" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = false, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "PRIMARY", health_check_id = "hc-1", failover_routing_policy = [{ type = "PRIMARY" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "healthy" {
      subjects = ["status.aws_route53_health_check.c"]
      message  = "The health check of api.example.com fails*"
    }
  }
}

case "healthy" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = true, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "PRIMARY", health_check_id = "hc-1", failover_routing_policy = [{ type = "PRIMARY" }] }
    }
  }
  expect { outcome = "pass" }
}

case "of the DR endpoint" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = false, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "SECONDARY", health_check_id = "hc-1", failover_routing_policy = [{ type = "SECONDARY" }] }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = unknown("denied: route53:GetHealthCheckStatus"), checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "PRIMARY", health_check_id = "hc-1", failover_routing_policy = [{ type = "PRIMARY" }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GetHealthCheckStatus*"
  }
}
