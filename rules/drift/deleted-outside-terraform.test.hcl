case "a queue that somebody deleted" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    resource "aws_sqs_queue" "other" {
      side       = "primary"
      attributes = { id = "o", name = "other" }
    }
  }
  expect {
    outcome = "fail"
    finding "there" {
      subjects = ["aws_sqs_queue.jobs"]
      message  = "aws_sqs_queue jobs is in the state, but is not there any more."
    }
  }
}

case "it is there" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
  }
  expect { outcome = "pass" }
}

case "the listing was denied" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
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
