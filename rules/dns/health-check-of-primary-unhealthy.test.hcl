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

case "a primary record that leads to the DR region" {
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
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", health_check_id = "hc-1", set_identifier = "a", failover_routing_policy = [{ type = "PRIMARY" }], alias = [{ name = "dualstack.b-1.us-west-2.elb.amazonaws.com", zone_id = "Z3", evaluate_target_health = true }] }
    }
  }
  expect { outcome = "pass" }
}

case "a secondary record that leads to the primary region" {
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
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", health_check_id = "hc-1", set_identifier = "b", failover_routing_policy = [{ type = "SECONDARY" }], alias = [{ name = "dualstack.a-1.us-east-1.elb.amazonaws.com", zone_id = "Z2", evaluate_target_health = true }] }
    }
  }
  expect {
    outcome = "fail"
    finding "healthy" {}
  }
}

case "a secondary record after the regions changed their parts" {
  world {
    turned = true
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
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", health_check_id = "hc-1", set_identifier = "b", failover_routing_policy = [{ type = "SECONDARY" }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*which region's endpoint api.example.com is*"
  }
}

case "a record that leads to a name in the DR region" {
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
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", health_check_id = "hc-1", records = ["b.us-west-2.example.net"], set_identifier = "b", ttl = 60 }
    }
  }
  expect { outcome = "pass" }
}

case "an alarm of the DR region" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = false, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", cloudwatch_alarm_name = "a", cloudwatch_alarm_region = "us-west-2", type = "CLOUDWATCH_METRIC" }
    }
  }
  expect { outcome = "pass" }
}

case "a domain of an API in the DR region" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = false, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
    resource "aws_apigatewayv2_domain_name" "d" {
      side       = "dr"
      attributes = { domain_name = "api.example.com" }
    }
  }
  expect { outcome = "pass" }
}

case "an endpoint whose own record leads to the DR region" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = false, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
    resource "aws_route53_record" "own" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "dualstack.b-1.us-west-2.elb.amazonaws.com", zone_id = "Z3", evaluate_target_health = true }] }
    }
  }
  expect { outcome = "pass" }
}

case "an endpoint that nothing places" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = false, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*which region's endpoint api.example.com is*"
  }
}

case "a healthy endpoint that nothing places" {
  world {
    resource "status.aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", healthy = true, checkers = 16, healthy_checkers = 0, last_message = "Failure: timeout" }
    }
    resource "aws_route53_health_check" "c" {
      side       = "global"
      attributes = { id = "hc-1", fqdn = "api.example.com", type = "HTTPS" }
    }
  }
  expect { outcome = "pass" }
}
