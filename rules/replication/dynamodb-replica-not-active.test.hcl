case "the key cannot be used" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "INACCESSIBLE_ENCRYPTION_CREDENTIALS", status_description = null }] }
    }
  }
  expect {
    outcome = "fail"
    finding "active" {
      subjects = ["status.aws_dynamodb_table.t"]
      message  = "The replica of t in us-west-2 is INACCESSIBLE_ENCRYPTION_CREDENTIALS."
    }
  }
}

case "with its reason" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", replicas = [{ region = "us-west-2", status = "CREATION_FAILED", status_description = "no capacity" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "active" {
      message = "*CREATION_FAILED: no capacity."
    }
  }
}

case "active" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "ACTIVE", status_description = null }] }
    }
  }
  expect { outcome = "pass" }
}

case "being updated" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "UPDATING", status_description = null }] }
    }
  }
  expect { outcome = "pass" }
}

case "a replica elsewhere" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "eu-west-1", status = "CREATING", status_description = null }] }
    }
  }
  expect { outcome = "pass" }
}

case "the status could not be read" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = unknown("denied: dynamodb:DescribeTable"), status_description = null }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*dynamodb:DescribeTable*"
  }
}

case "tables could not be listed" {
  world {
    incomplete "status.aws_dynamodb_table" {
      side   = "primary"
      reason = "denied: dynamodb:ListTables"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*dynamodb:ListTables*"
  }
}
