case "a queue of the primary only" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "primary"
      attributes = { name = "jobs" }
    }
  }
  expect {
    outcome = "fail"
    finding "missing" {
      subjects = ["aws_sqs_queue.jobs"]
      message  = "aws_sqs_queue jobs has no counterpart in us-west-2."
    }
  }
}

case "nothing is missing" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "primary"
      attributes = { name = "jobs" }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { name = "jobs" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "AWS keeps the replica" {
  world {
    resource "aws_secretsmanager_secret" "db" {
      side       = "primary"
      attributes = { name = "db", replica = [{ region = "us-west-2" }] }
    }
  }
  expect { outcome = "not-applicable" }
}

case "the DR listing was denied" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "primary"
      attributes = { name = "jobs" }
    }
    incomplete "aws_sqs_queue" {
      side   = "dr"
      reason = "sqs:ListQueues"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*sqs:ListQueues*"
  }
}
