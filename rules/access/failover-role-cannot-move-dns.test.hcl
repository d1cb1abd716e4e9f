case "denied" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { role_arn = "arn:aws:iam::111122223333:role/failover", action = "rds:FailoverGlobalCluster", resource_arn = "*", region = "us-west-2", step = "dns", allowed = false, decision = "implicitDeny", missing_context = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "allowed" {
      subjects = ["permission.aws_iam_role.p"]
      at       = "decision"
      message  = "arn:aws:iam::111122223333:role/failover may not call rds:FailoverGlobalCluster on * in us-west-2: implicitDeny."
    }
  }
}

case "denied whatever the conditions" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { role_arn = "arn:aws:iam::111122223333:role/failover", action = "rds:FailoverGlobalCluster", resource_arn = "*", region = "us-west-2", step = "dns", allowed = false, decision = "explicitDeny", missing_context = ["aws:SourceIp"] }
    }
  }
  expect {
    outcome = "fail"
    finding "allowed" {
      message = "*: explicitDeny."
    }
  }
}

case "allowed" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { role_arn = "arn:aws:iam::111122223333:role/failover", action = "rds:FailoverGlobalCluster", resource_arn = "*", region = "us-west-2", step = "dns", allowed = true, decision = "allowed", missing_context = [] }
    }
  }
  expect { outcome = "pass" }
}

case "a condition that could not be evaluated" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { role_arn = "arn:aws:iam::111122223333:role/failover", action = "rds:FailoverGlobalCluster", resource_arn = "*", region = "us-west-2", step = "dns", allowed = false, decision = "implicitDeny", missing_context = ["aws:SourceIp"] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*depends on aws:SourceIp*"
  }
}

case "not simulated" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { role_arn = "arn:aws:iam::111122223333:role/failover", action = "rds:FailoverGlobalCluster", resource_arn = "*", region = "us-west-2", step = "dns", allowed = unknown("denied: iam:SimulatePrincipalPolicy"), decision = unknown("denied: iam:SimulatePrincipalPolicy"), missing_context = [] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*SimulatePrincipalPolicy*"
  }
}

case "the role could not be asked about" {
  world {
    incomplete "permission.aws_iam_role" {
      side   = "dr"
      reason = "denied: iam:SimulatePrincipalPolicy"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*SimulatePrincipalPolicy*"
  }
}

case "another step" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { role_arn = "arn:aws:iam::111122223333:role/failover", action = "rds:FailoverGlobalCluster", resource_arn = "*", region = "us-west-2", step = "verify", allowed = false, decision = "implicitDeny", missing_context = [] }
    }
  }
  expect { outcome = "not-applicable" }
}

case "allowed, if a condition holds" {
  world {
    resource "permission.aws_iam_role" "p" {
      side       = "global"
      attributes = { role_arn = "arn:aws:iam::111122223333:role/failover", action = "rds:FailoverGlobalCluster", resource_arn = "*", region = "us-west-2", step = "dns", allowed = true, decision = "allowed", missing_context = ["aws:MultiFactorAuthPresent"] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*depends on aws:MultiFactorAuthPresent*"
  }
}
