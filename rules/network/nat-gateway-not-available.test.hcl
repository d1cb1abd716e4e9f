case "failed" {
  world {
    resource "status.aws_nat_gateway" "nat" {
      side       = "dr"
      attributes = { state = "failed" }
    }
  }
  expect {
    outcome = "fail"
    finding "available" {
      subjects = ["status.aws_nat_gateway.nat"]
      at       = "state"
      message  = "status.aws_nat_gateway.nat is failed."
    }
  }
}

case "available" {
  world {
    resource "status.aws_nat_gateway" "nat" {
      side       = "dr"
      attributes = { state = "available" }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_nat_gateway" "nat" {
      side       = "primary"
      attributes = { state = "failed" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_nat_gateway" "nat" {
      side       = "dr"
      attributes = { state = unknown("denied: ec2:DescribeNatGateways") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeNatGateways*"
  }
}

case "not listed" {
  world {
    incomplete "status.aws_nat_gateway" {
      side   = "dr"
      reason = "denied: ec2:DescribeNatGateways"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeNatGateways*"
  }
}
