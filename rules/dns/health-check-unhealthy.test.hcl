case "of the secondary record" {
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
  expect {
    outcome = "fail"
    finding "healthy" {
      subjects = ["status.aws_route53_health_check.c"]
      at       = "healthy"
      message  = "The health check of api.example.com fails: 0 of 16 checkers reach it (Failure: timeout)."
    }
  }
}

case "that names the DR region" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = false, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.us-west-2.example.com", type = "HTTPS" }
    }
  }
  expect {
    outcome = "fail"
    finding "healthy" {}
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
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "SECONDARY", health_check_id = "hc-1", failover_routing_policy = [{ type = "SECONDARY" }] }
    }
  }
  expect { outcome = "pass" }
}

case "of the primary" {
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
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "SECONDARY", health_check_id = "hc-1", failover_routing_policy = [{ type = "SECONDARY" }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GetHealthCheckStatus*"
  }
}

case "records could not be listed" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = false, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
    incomplete "aws_route53_record" {
      side   = "primary"
      reason = "denied: route53:ListResourceRecordSets"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ListResourceRecordSets*"
  }
}
