case "a setting that reached one region only" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "primary"
      attributes = { name = "jobs", visibility_timeout_seconds = 60 }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { name = "jobs", visibility_timeout_seconds = 30 }
    }
  }
  expect {
    outcome = "fail"
    finding "same" {
      subjects = ["aws_sqs_queue.jobs"]
      at       = "visibility_timeout_seconds"
      message  = "jobs differs from its primary in visibility_timeout_seconds."
    }
  }
}

case "regions, accounts and references are no difference" {
  world {
    resource "aws_kms_key" "data" {
      side       = "primary"
      attributes = { id = "1a", arn = "arn:aws:kms:us-east-1:111122223333:key/1a" }
    }
    resource "aws_kms_key" "data" {
      side       = "dr"
      attributes = { id = "2b", arn = "arn:aws:kms:us-west-2:111122223333:key/2b" }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "primary"
      attributes = { name = "jobs", kms_master_key_id = "arn:aws:kms:us-east-1:111122223333:key/1a" }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { name = "jobs", kms_master_key_id = "arn:aws:kms:us-west-2:111122223333:key/2b" }
    }
  }
  expect { outcome = "pass" }
}

case "a value known only after apply may be any" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "primary"
      attributes = { name = "jobs", visibility_timeout_seconds = 60 }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { name = "jobs", visibility_timeout_seconds = unknown("from a module output") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*module output*"
  }
}

case "data sources that look for the same find counterparts" {
  world {
    terraform {
      side  = "primary"
      files = {
        "main.tf" = <<-TF
          data "aws_acm_certificate" "this" {
            domain   = "api.example.com"
            statuses = ["ISSUED"]
          }
          resource "aws_sns_topic" "orders" {
            name              = "orders"
            kms_master_key_id = data.aws_acm_certificate.this.arn
          }
        TF
      }
    }
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          data "aws_acm_certificate" "this" {
            domain   = "api.example.com"
            statuses = ["ISSUED"]
          }
          resource "aws_sns_topic" "orders" {
            name              = "orders"
            kms_master_key_id = data.aws_acm_certificate.this.arn
          }
        TF
      }
    }
  }
  expect { outcome = "pass" }
}

case "data sources that look for other things find others" {
  world {
    terraform {
      side  = "primary"
      files = {
        "main.tf" = <<-TF
          data "aws_acm_certificate" "this" {
            domain   = "api.example.com"
            statuses = ["ISSUED"]
          }
          resource "aws_sns_topic" "orders" {
            name              = "orders"
            kms_master_key_id = data.aws_acm_certificate.this.arn
          }
        TF
      }
    }
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          data "aws_acm_certificate" "this" {
            domain   = "web.example.com"
            statuses = ["ISSUED"]
          }
          resource "aws_sns_topic" "orders" {
            name              = "orders"
            kms_master_key_id = data.aws_acm_certificate.this.arn
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "same" {
      subjects = ["aws_sns_topic.orders"]
      at       = "dr/main.tf:7:23"
    }
  }
}
