case "failed" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", replicas = [{ region = "us-west-2", status = "Failed", status_message = "a secret of this name exists" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "replicated" {
      subjects = ["status.aws_secretsmanager_secret.db"]
      severity = "critical"
      message  = "db could not be replicated to us-west-2: a secret of this name exists."
    }
  }
}

case "under way" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", replicas = [{ region = "us-west-2", status = "InProgress", status_message = null }] }
    }
  }
  expect {
    outcome = "fail"
    finding "settled" {
      severity = "medium"
      message  = "db is still being replicated*"
    }
  }
}

case "in sync" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", replicas = [{ region = "us-west-2", status = "InSync", status_message = null }] }
    }
  }
  expect { outcome = "pass" }
}

case "a replica elsewhere" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", replicas = [{ region = "eu-west-1", status = "Failed", status_message = null }] }
    }
  }
  expect { outcome = "pass" }
}

case "the status could not be read" {
  world {
    resource "status.aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", replicas = [{ region = "us-west-2", status = unknown("denied: secretsmanager:DescribeSecret"), status_message = null }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeSecret*"
  }
}
