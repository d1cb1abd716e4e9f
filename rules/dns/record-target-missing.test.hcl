case "a name that nobody has" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "old-123.elb.us-west-2.amazonaws.com.", zone_id = "Z9", evaluate_target_health = true }] }
    }
    resource "aws_lb" "l" {
      side       = "dr"
      attributes = { name = "l", dns_name = "l-456.us-west-2.elb.amazonaws.com" }
    }
  }
  expect {
    outcome = "fail"
    finding "there" {
      subjects = ["aws_route53_record.r"]
      at       = "alias"
      message  = "api.example.com A points to old-123.elb.us-west-2.amazonaws.com, which*"
    }
  }
}

case "there" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "dualstack.L-456.us-west-2.elb.amazonaws.com", zone_id = "Z9", evaluate_target_health = true }] }
    }
    resource "aws_lb" "l" {
      side       = "dr"
      attributes = { name = "l", dns_name = "l-456.us-west-2.elb.amazonaws.com" }
    }
  }
  expect { outcome = "pass" }
}

case "a network load balancer" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "n-1.elb.us-west-2.amazonaws.com", zone_id = "Z9", evaluate_target_health = true }] }
    }
    resource "aws_lb" "n" {
      side       = "dr"
      attributes = { name = "n", dns_name = "n-1.elb.us-west-2.amazonaws.com" }
    }
  }
  expect { outcome = "pass" }
}

case "a name that a classic load balancer may have" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "dualstack.old-123.us-west-2.elb.amazonaws.com", zone_id = "Z9", evaluate_target_health = true }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*whether a classic one has it*"
  }
}

case "an alias of something else" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "d-1.execute-api.us-west-2.amazonaws.com", zone_id = "Z9", evaluate_target_health = true }] }
    }
  }
  expect { outcome = "not-applicable" }
}

case "the primary region's network load balancer" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "n-1.elb.us-east-1.amazonaws.com", zone_id = "Z9", evaluate_target_health = true }] }
    }
  }
  expect { outcome = "not-applicable" }
}

case "the primary region's" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "old-123.us-east-1.elb.amazonaws.com", zone_id = "Z9", evaluate_target_health = true }] }
    }
  }
  expect { outcome = "not-applicable" }
}

case "load balancers could not be listed" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "l-456.us-west-2.elb.amazonaws.com", zone_id = "Z9", evaluate_target_health = true }] }
    }
    incomplete "aws_lb" {
      side   = "dr"
      reason = "denied: elasticloadbalancing:DescribeLoadBalancers"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeLoadBalancers*"
  }
}

case "a name that is not known" {
  world {
    resource "aws_route53_record" "r" {
      side       = "global"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", alias = [{ name = "l-456.us-west-2.elb.amazonaws.com", zone_id = "Z9", evaluate_target_health = true }] }
    }
    resource "aws_lb" "l" {
      side       = "dr"
      attributes = { name = "l", dns_name = unknown("not told") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*not told*"
  }
}
