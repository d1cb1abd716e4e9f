case "pendingAcceptance" {
  world {
    resource "status.aws_vpc_endpoint" "s3" {
      side       = "dr"
      attributes = { state = "pendingAcceptance", service_name = "com.amazonaws.us-west-2.s3" }
    }
  }
  expect {
    outcome = "fail"
    finding "available" {
      subjects = ["status.aws_vpc_endpoint.s3"]
      at       = "state"
      message  = "com.amazonaws.us-west-2.s3 is pendingAcceptance."
    }
  }
}

case "available" {
  world {
    resource "status.aws_vpc_endpoint" "s3" {
      side       = "dr"
      attributes = { state = "available", service_name = "com.amazonaws.us-west-2.s3" }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_vpc_endpoint" "s3" {
      side       = "primary"
      attributes = { state = "pendingAcceptance", service_name = "com.amazonaws.us-west-2.s3" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_vpc_endpoint" "s3" {
      side       = "dr"
      attributes = { state = unknown("denied: ec2:DescribeVpcEndpoints"), service_name = "com.amazonaws.us-west-2.s3" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeVpcEndpoints*"
  }
}

case "not listed" {
  world {
    incomplete "status.aws_vpc_endpoint" {
      side   = "dr"
      reason = "denied: ec2:DescribeVpcEndpoints"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeVpcEndpoints*"
  }
}
