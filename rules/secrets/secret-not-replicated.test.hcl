case "neither replica nor counterpart" {
  world {
    resource "aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db" }
    }
  }
  expect {
    outcome = "fail"
    finding "copy" {
      subjects = ["aws_secretsmanager_secret.db"]
      message  = "db has neither a replica nor a counterpart in us-west-2."
    }
  }
}

case "a replica" {
  world {
    resource "aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", replica = [{ region = "eu-west-1" }, { region = "us-west-2" }] }
    }
  }
  expect { outcome = "pass" }
}

case "a secret of its own" {
  world {
    resource "aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db" }
    }
    resource "aws_secretsmanager_secret" "db" {
      side       = "dr"
      attributes = { name = "db" }
    }
  }
  expect { outcome = "pass" }
}

case "DR secrets could not be listed" {
  world {
    resource "aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db" }
    }
    incomplete "aws_secretsmanager_secret" {
      side   = "dr"
      reason = "secretsmanager:ListSecrets"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*secretsmanager:ListSecrets*"
  }
}
