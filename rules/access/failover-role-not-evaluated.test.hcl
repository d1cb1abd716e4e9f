case "a second factor" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { action = "rds:FailoverGlobalCluster", resource_arn = "*", step = "promote", allowed = true, missing_context = ["aws:MultiFactorAuthPresent"] }
    }
  }
  expect {
    outcome = "fail"
    finding "evaluated" {
      subjects = ["permission.aws_iam_role.p"]
      message  = "rds:FailoverGlobalCluster on * is allowed, but depends on aws:MultiFactorAuthPresent."
    }
  }
}

case "nothing" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { action = "rds:FailoverGlobalCluster", resource_arn = "*", step = "promote", allowed = true, missing_context = [] }
    }
  }
  expect { outcome = "pass" }
}

case "denied" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { action = "rds:FailoverGlobalCluster", resource_arn = "*", step = "promote", allowed = false, missing_context = ["aws:SourceIp"] }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { action = "rds:FailoverGlobalCluster", resource_arn = "*", step = "promote", allowed = true, missing_context = unknown("denied: iam:SimulatePrincipalPolicy") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*SimulatePrincipalPolicy*"
  }
}
