case "a queue with the suffix" {
  world {
    dr_name_suffix = "-dr"
    resource "aws_sqs_queue" "q" {
      side       = "dr"
      attributes = { name = "orders-dr" }
    }
  }
  expect {
    outcome = "fail"
    finding "plain" {
      subjects = ["aws_sqs_queue.q"]
      message  = "aws_sqs_queue orders-dr is regional*"
    }
  }
}

case "the same name" {
  world {
    dr_name_suffix = "-dr"
    resource "aws_sqs_queue" "q" {
      side       = "dr"
      attributes = { name = "orders" }
    }
  }
  expect { outcome = "pass" }
}

case "a name that is not known" {
  world {
    dr_name_suffix = "-dr"
    resource "aws_sqs_queue" "q" {
      side       = "dr"
      attributes = { name = unknown("made by AWS") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*made by AWS*"
  }
}
