case "one role name in both stacks" {
  world {
    resource "aws_iam_role" "task" {
      side       = "primary"
      attributes = { name = "checkout-task" }
    }
    resource "aws_iam_role" "task" {
      side       = "dr"
      attributes = { name = "checkout-task" }
    }
  }
  expect {
    outcome = "fail"
    finding "unique" {
      subjects = ["aws_iam_role.task"]
      at       = "name"
      message  = "aws_iam_role checkout-task is declared 2 times*"
    }
  }
}

case "two accounts may have the same role" {
  world {
    resource "aws_iam_role" "task" {
      side       = "primary"
      attributes = { name = "checkout-task" }
    }
    resource "aws_iam_role" "task" {
      side       = "dr"
      account    = "444455556666"
      attributes = { name = "checkout-task" }
    }
  }
  expect { outcome = "pass" }
}

case "one bucket name in two accounts" {
  world {
    resource "aws_s3_bucket" "logs" {
      side       = "primary"
      attributes = { bucket = "acme-logs" }
    }
    resource "aws_s3_bucket" "logs" {
      side       = "dr"
      account    = "444455556666"
      attributes = { bucket = "acme-logs" }
    }
  }
  expect {
    outcome = "fail"
    finding "unique" {
      at = "bucket"
    }
  }
}

case "a name made at apply" {
  world {
    resource "aws_iam_role" "task" {
      side       = "primary"
      attributes = { name = "checkout-task" }
    }
    resource "aws_iam_role" "task" {
      side       = "dr"
      attributes = { name = unknown("made from name_prefix") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*name_prefix*"
  }
}
