case "a quota was raised for the primary alone" {
  world {
    resource "aws_servicequotas_service_quota" "q" {
      side       = "primary"
      attributes = { service_code = "vpc", quota_code = "L-F678F1CE", value = 20 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-F678F1CE", value = 5 }
    }
  }
  expect {
    outcome = "fail"
    finding "parity" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "VPCs in us-west-2: 20 VPCs needed, 5 available, 15 missing*--service-code vpc --quota-code L-F678F1CE --desired-value 20*"
    }
  }
}

case "the same quota" {
  world {
    resource "aws_servicequotas_service_quota" "q" {
      side       = "primary"
      attributes = { service_code = "vpc", quota_code = "L-F678F1CE", value = 20 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-F678F1CE", value = 20 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a quota that nobody tracks" {
  world {
    resource "aws_servicequotas_service_quota" "q" {
      side       = "primary"
      attributes = { service_code = "vpc", quota_code = "L-00000000", value = 20 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-00000000", value = 5 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "a code that the DR region does not know is not an equal one" {
  world {
    resource "aws_servicequotas_service_quota" "q" {
      side       = "primary"
      attributes = { service_code = "vpc", quota_code = "L-F678F1CE", value = 5 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no value of vpc/L-F678F1CE on the dr side*"
  }
}

case "the quotas of the primary could not be listed" {
  world {
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-F678F1CE", value = 5 }
    }
    incomplete "aws_servicequotas_service_quota" {
      side   = "primary"
      reason = "denied: servicequotas:ListServiceQuotas"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*servicequotas:ListServiceQuotas*"
  }
}
