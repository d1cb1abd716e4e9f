case "a deleted NAT gateway" {
  world {
    resource "status.aws_route_table" "private" {
      side       = "dr"
      attributes = { vpc_id = "vpc-1", blackholes = ["0.0.0.0/0"] }
    }
  }
  expect {
    outcome = "fail"
    finding "reachable" {
      subjects = ["status.aws_route_table.private"]
      at       = "blackholes"
      message  = "status.aws_route_table.private drops what goes to 0.0.0.0/0."
    }
  }
}

case "none" {
  world {
    resource "status.aws_route_table" "private" {
      side       = "dr"
      attributes = { vpc_id = "vpc-1", blackholes = [] }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_route_table" "private" {
      side       = "primary"
      attributes = { vpc_id = "vpc-1", blackholes = ["0.0.0.0/0"] }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_route_table" "private" {
      side       = "dr"
      attributes = { vpc_id = "vpc-1", blackholes = unknown("denied: ec2:DescribeRouteTables") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeRouteTables*"
  }
}
