case "as many as the primary has do not fit" {
  world {
    resource "aws_eip" "primary0" {
      side       = "primary"
      attributes = { id = "eipalloc-primary0" }
    }
    resource "aws_eip" "primary1" {
      side       = "primary"
      attributes = { id = "eipalloc-primary1" }
    }
    resource "aws_eip" "primary2" {
      side       = "primary"
      attributes = { id = "eipalloc-primary2" }
    }
    resource "aws_eip" "dr0" {
      side       = "dr"
      attributes = { id = "eipalloc-dr0" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-0263D0A3", value = 2 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*3 addresses needed, 2 available, 1 missing*--quota-code L-0263D0A3 --desired-value 3*"
    }
  }
}

case "they fit" {
  world {
    resource "aws_eip" "primary0" {
      side       = "primary"
      attributes = { id = "eipalloc-primary0" }
    }
    resource "aws_eip" "primary1" {
      side       = "primary"
      attributes = { id = "eipalloc-primary1" }
    }
    resource "aws_eip" "primary2" {
      side       = "primary"
      attributes = { id = "eipalloc-primary2" }
    }
    resource "aws_eip" "dr0" {
      side       = "dr"
      attributes = { id = "eipalloc-dr0" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-0263D0A3", value = 5 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "nobody has any" {
  world {
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-0263D0A3", value = 5 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the addresses of the primary could not be listed" {
  world {
    resource "aws_eip" "dr0" {
      side       = "dr"
      attributes = { id = "eipalloc-dr0" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-0263D0A3", value = 5 }
    }
    incomplete "aws_eip" {
      side   = "primary"
      reason = "denied: ec2:DescribeAddresses"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeAddresses*"
  }
}

case "addresses that DR has for something else take room too" {
  world {
    resource "aws_eip" "p0" {
      side       = "primary"
      attributes = { id = "eipalloc-p0", tags = { Name = "mail" } }
    }
    resource "aws_eip" "p1" {
      side       = "primary"
      attributes = { id = "eipalloc-p1", tags = { Name = "web" } }
    }
    resource "aws_eip" "d0" {
      side       = "dr"
      attributes = { id = "eipalloc-d0", tags = { Name = "vpn" } }
    }
    resource "aws_eip" "d1" {
      side       = "dr"
      attributes = { id = "eipalloc-d1", tags = { Name = "proxy" } }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-0263D0A3", value = 3 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      message = "*4 addresses needed, 3 available, 1 missing*DR has 2 and lacks 2 of the primary's 2."
    }
  }
}

case "an address without a name may be the counterpart of another" {
  world {
    resource "aws_eip" "primary0" {
      side       = "primary"
      attributes = { id = "eipalloc-primary0" }
    }
    resource "aws_eip" "primary1" {
      side       = "primary"
      attributes = { id = "eipalloc-primary1" }
    }
    resource "aws_eip" "primary2" {
      side       = "primary"
      attributes = { id = "eipalloc-primary2" }
    }
    resource "aws_eip" "dr0" {
      side       = "dr"
      attributes = { id = "eipalloc-dr0" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-0263D0A3", value = 3 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*which of the primary's addresses DR has already*"
  }
}
