case "the reservations of the primary do not fit" {
  world {
    resource "aws_lambda_function" "hook" {
      side       = "primary"
      attributes = { function_name = "hook", reserved_concurrent_executions = 450 }
    }
    resource "aws_lambda_function" "hook" {
      side       = "dr"
      attributes = { function_name = "hook", reserved_concurrent_executions = 10 }
    }
    resource "status.aws_lambda_account" "account" {
      side       = "dr"
      attributes = { concurrent_executions = 500 }
    }
  }
  expect {
    outcome = "fail"
    finding "limit" {
      subjects = ["status.aws_lambda_account.account"]
      message  = "*550 executions needed, 500 available, 50 missing*--quota-code L-B99A9384 --desired-value 550*"
    }
  }
}

case "they fit" {
  world {
    resource "aws_lambda_function" "hook" {
      side       = "primary"
      attributes = { function_name = "hook", reserved_concurrent_executions = 400 }
    }
    resource "aws_lambda_function" "hook" {
      side       = "dr"
      attributes = { function_name = "hook", reserved_concurrent_executions = 10 }
    }
    resource "status.aws_lambda_account" "account" {
      side       = "dr"
      attributes = { concurrent_executions = 500 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "nothing is reserved" {
  world {
    resource "aws_lambda_function" "hook" {
      side       = "primary"
      attributes = { function_name = "hook", reserved_concurrent_executions = -1 }
    }
    resource "aws_lambda_function" "hook" {
      side       = "dr"
      attributes = { function_name = "hook", reserved_concurrent_executions = -1 }
    }
    resource "status.aws_lambda_account" "account" {
      side       = "dr"
      attributes = { concurrent_executions = 10 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "no functions" {
  world {
    resource "status.aws_lambda_account" "account" {
      side       = "dr"
      attributes = { concurrent_executions = 10 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the account was not read" {
  world {
    resource "aws_lambda_function" "hook" {
      side       = "primary"
      attributes = { function_name = "hook", reserved_concurrent_executions = 400 }
    }
    resource "aws_lambda_function" "hook" {
      side       = "dr"
      attributes = { function_name = "hook", reserved_concurrent_executions = 10 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*account settings were not read*"
  }
}

case "a reservation that is not known" {
  world {
    resource "aws_lambda_function" "hook" {
      side       = "primary"
      attributes = { function_name = "hook", reserved_concurrent_executions = unknown("nobody may look") }
    }
    resource "aws_lambda_function" "hook" {
      side       = "dr"
      attributes = { function_name = "hook", reserved_concurrent_executions = 10 }
    }
    resource "status.aws_lambda_account" "account" {
      side       = "dr"
      attributes = { concurrent_executions = 500 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody may look*"
  }
}
