case "pending" {
  world {
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { state = "pending", cidr_block = "10.1.0.0/24" }
    }
  }
  expect {
    outcome = "fail"
    finding "available" {
      subjects = ["status.aws_subnet.a"]
      at       = "state"
      message  = "status.aws_subnet.a (10.1.0.0/24) is pending."
    }
  }
}

case "available" {
  world {
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { state = "available", cidr_block = "10.1.0.0/24" }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_subnet" "a" {
      side       = "primary"
      attributes = { state = "pending", cidr_block = "10.1.0.0/24" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { state = unknown("denied: ec2:DescribeSubnets"), cidr_block = "10.1.0.0/24" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeSubnets*"
  }
}

case "not listed" {
  world {
    incomplete "status.aws_subnet" {
      side   = "dr"
      reason = "denied: ec2:DescribeSubnets"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeSubnets*"
  }
}
