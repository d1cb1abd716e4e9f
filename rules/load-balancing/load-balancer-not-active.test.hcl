case "failed" {
  world {
    resource "status.aws_lb" "lb" {
      side       = "dr"
      attributes = { state = "failed", name = "internal" }
    }
  }
  expect {
    outcome = "fail"
    finding "available" {
      subjects = ["status.aws_lb.lb"]
      at       = "state"
      message  = "internal is failed."
    }
  }
}

case "active" {
  world {
    resource "status.aws_lb" "lb" {
      side       = "dr"
      attributes = { state = "active", name = "internal" }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_lb" "lb" {
      side       = "primary"
      attributes = { state = "failed", name = "internal" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_lb" "lb" {
      side       = "dr"
      attributes = { state = unknown("denied: elasticloadbalancing:DescribeLoadBalancers"), name = "internal" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*elasticloadbalancing:DescribeLoadBalancers*"
  }
}

case "not listed" {
  world {
    incomplete "status.aws_lb" {
      side   = "dr"
      reason = "denied: elasticloadbalancing:DescribeLoadBalancers"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*elasticloadbalancing:DescribeLoadBalancers*"
  }
}

case "impaired" {
  world {
    resource "status.aws_lb" "lb" {
      side       = "dr"
      attributes = { state = "active_impaired", name = "internal" }
    }
  }
  expect {
    outcome = "fail"
    finding "unimpaired" {
      severity = "high"
      message  = "internal serves, but*"
    }
  }
}
