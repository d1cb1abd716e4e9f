case "a path that DR does not route" {
  world {
    resource "aws_lb_listener_rule" "orders" {
      side       = "primary"
      attributes = { listener_arn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/a/1/2", priority = 10 }
    }
  }
  expect {
    outcome = "fail"
    finding "missing" {
      subjects = ["aws_lb_listener_rule.orders"]
      message  = "*has no counterpart in us-west-2."
    }
  }
}

case "routed on both sides" {
  world {
    resource "aws_lb_listener_rule" "orders" {
      side       = "primary"
      attributes = { priority = 10 }
    }
    resource "aws_lb_listener_rule" "orders" {
      side       = "dr"
      attributes = { priority = 10 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "rules could not be listed" {
  world {
    resource "aws_lb_listener_rule" "orders" {
      side       = "primary"
      attributes = { priority = 10 }
    }
    incomplete "aws_lb_listener_rule" {
      side   = "dr"
      reason = "elasticloadbalancing:DescribeRules"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeRules*"
  }
}
