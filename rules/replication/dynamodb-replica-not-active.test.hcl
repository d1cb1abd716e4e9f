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

case "a replica elsewhere only" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "eu-west-1", status = "CREATING", status_description = null }] }
    }
  }
  expect {
    outcome = "fail"
    finding "replicated" {
      severity = "critical"
      message  = "The table t has no replica in us-west-2."
    }
  }
}

case "no replica at all" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [] }
    }
    resource "aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", hash_key = "id" }
    }
  }
  expect {
    outcome = "fail"
    finding "replicated" {
      subjects = ["aws_dynamodb_table.t"]
    }
  }
}

case "another table of the same name" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [] }
    }
    resource "status.aws_dynamodb_table" "t" {
      side       = "dr"
      attributes = { name = "t", status = "ACTIVE", replicas = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "linked" {
      subjects = ["status.aws_dynamodb_table.t"]
      severity = "high"
      message  = "us-west-2 has a table t of its own*"
    }
  }
}

case "a table of state locks" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "terraform-locks", status = "ACTIVE", replicas = [] }
    }
    resource "aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "terraform-locks", hash_key = "LockID" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "nobody could look in the DR region" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [] }
    }
    incomplete "status.aws_dynamodb_table" {
      side   = "dr"
      reason = "denied: dynamodb:ListTables"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*dynamodb:ListTables*"
  }
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
