case "no backend" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "local" }
    }
  }
  expect {
    outcome = "fail"
    finding "remote" {
      subjects = ["config.backend.b"]
      message  = "The stack has no remote backend*"
    }
  }
}

case "a bucket" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "b" }
    }
  }
  expect { outcome = "pass" }
}

case "a backend that is not known" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = unknown("a file does not parse") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*does not parse*"
  }
}

case "in a configuration" {
  world {
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          resource "aws_sqs_queue" "q" {
            name = "q"
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "remote" {
      at = "main.tf:1:1"
    }
  }
}
