case "not opted in" {
  world {
    resource "status.aws_region" "us-west-2" {
      side       = "dr"
      attributes = { name = "us-west-2", opt_in_status = "not-opted-in" }
    }
  }
  expect {
    outcome = "fail"
    finding "enabled" {
      subjects = ["status.aws_region.us-west-2"]
      message  = "us-west-2 is not-opted-in."
    }
  }
}

case "opted in, seen from both" {
  world {
    resource "status.aws_region" "us-west-2" {
      side       = "dr"
      attributes = { name = "us-west-2", opt_in_status = "opted-in" }
    }
    resource "status.aws_region" "us-west-2" {
      side       = "primary"
      attributes = { name = "us-west-2", opt_in_status = "opted-in" }
    }
  }
  expect { outcome = "pass" }
}

case "another region" {
  world {
    resource "status.aws_region" "eu-west-1" {
      side       = "dr"
      attributes = { name = "eu-west-1", opt_in_status = "not-opted-in" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_region" "us-west-2" {
      side       = "dr"
      attributes = { name = "us-west-2", opt_in_status = unknown("denied: ec2:DescribeRegions") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeRegions*"
  }
}
