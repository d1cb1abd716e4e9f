case "disabled" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "receipts", rule = [{ id = "all", status = "Disabled", destination = [{ bucket = "arn:aws:s3:::receipts-copy", metrics = [{ status = "Enabled" }] }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "receipts-copy" }
    }
  }
  expect {
    outcome = "fail"
    finding "enabled" {
      subjects = ["aws_s3_bucket_replication_configuration.r"]
      severity = "high"
      message  = "The rule all of receipts is disabled: nothing is replicated to receipts-copy."
    }
  }
}

case "no metrics" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "receipts", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = "arn:aws:s3:::receipts-copy", metrics = [] }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "receipts-copy" }
    }
  }
  expect {
    outcome = "fail"
    finding "measured" {
      severity = "medium"
      message  = "The rule all of receipts has no metrics*"
    }
  }
}

case "metrics that are off" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "receipts", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = "arn:aws:s3:::receipts-copy", metrics = [{ status = "Disabled" }] }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "receipts-copy" }
    }
  }
  expect {
    outcome = "fail"
    finding "measured" {}
  }
}

case "enabled and measured" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "receipts", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = "arn:aws:s3:::receipts-copy", metrics = [{ status = "Enabled" }] }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "receipts-copy" }
    }
  }
  expect { outcome = "pass" }
}

case "to another bucket of the primary region" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "receipts", rule = [{ id = "all", status = "Disabled", destination = [{ bucket = "arn:aws:s3:::receipts-copy", metrics = [] }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "primary"
      attributes = { bucket = "receipts-copy" }
    }
  }
  expect { outcome = "pass" }
}

case "a status that is not known" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "receipts", rule = [{ id = "all", status = unknown("denied: s3:GetReplicationConfiguration"), destination = [{ bucket = "arn:aws:s3:::receipts-copy", metrics = [{ status = "Enabled" }] }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "receipts-copy" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GetReplicationConfiguration*"
  }
}

case "the buckets of the DR region are not known" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "receipts", rule = [{ id = "all", status = "Disabled", destination = [{ bucket = "arn:aws:s3:::receipts-copy", metrics = [{ status = "Enabled" }] }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "primary"
      attributes = { bucket = "receipts-copy" }
    }
    incomplete "aws_s3_bucket" {
      side   = "dr"
      reason = "denied: s3:ListAllMyBuckets"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ListAllMyBuckets*"
  }
}
