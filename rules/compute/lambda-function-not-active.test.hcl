case "failed" {
  world {
    resource "status.aws_lambda_function" "fn" {
      side       = "dr"
      attributes = { function_name = "fn", state = "Failed", last_update_status = "Successful" }
    }
  }
  expect {
    outcome = "fail"
    finding "usable" {
      subjects = ["status.aws_lambda_function.fn"]
      severity = "critical"
      message  = "fn is Failed."
    }
  }
}

case "idle" {
  world {
    resource "status.aws_lambda_function" "fn" {
      side       = "dr"
      attributes = { function_name = "fn", state = "Inactive", last_update_status = "Successful" }
    }
  }
  expect {
    outcome = "fail"
    finding "active" {
      severity = "medium"
      message  = "fn is Inactive*"
    }
  }
}

case "an update that failed" {
  world {
    resource "status.aws_lambda_function" "fn" {
      side       = "dr"
      attributes = { function_name = "fn", state = "Active", last_update_status = "Failed" }
    }
  }
  expect {
    outcome = "fail"
    finding "updated" {
      severity = "high"
      message  = "The last update of fn failed*"
    }
  }
}

case "active" {
  world {
    resource "status.aws_lambda_function" "fn" {
      side       = "dr"
      attributes = { function_name = "fn", state = "Active", last_update_status = "Successful" }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "status.aws_lambda_function" "fn" {
      side       = "dr"
      attributes = { function_name = "fn", state = unknown("denied: lambda:GetFunction"), last_update_status = "Successful" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*lambda:GetFunction*"
  }
}
