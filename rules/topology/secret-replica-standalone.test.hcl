case "promoted" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", primary_region = null }
    }
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "dr"
      attributes = { name = "db", primary_region = null }
    }
  }
  expect {
    outcome = "fail"
    finding "linked" {
      subjects = ["status.aws_secretsmanager_secret.db"]
      message  = "db exists in both regions, and neither is a replica of the other."
    }
  }
}

case "a replica" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", primary_region = "us-east-1" }
    }
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "dr"
      attributes = { name = "db", primary_region = "us-east-1" }
    }
  }
  expect { outcome = "pass" }
}

case "one region only" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", primary_region = null }
    }
  }
  expect { outcome = "pass" }
}

case "replicated the other way" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", primary_region = "us-west-2" }
    }
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "dr"
      attributes = { name = "db", primary_region = "us-west-2" }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", primary_region = null }
    }
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "dr"
      attributes = { name = "db", primary_region = unknown("denied: secretsmanager:DescribeSecret") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeSecret*"
  }
}

case "secrets could not be listed" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", primary_region = null }
    }
    incomplete "status.aws_secretsmanager_secret" {
      side   = "dr"
      reason = "denied: secretsmanager:ListSecrets"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ListSecrets*"
  }
}
