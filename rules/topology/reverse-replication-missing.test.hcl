case "one way" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "b", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = "arn:aws:s3:::b-dr" }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
  }
  expect {
    outcome = "fail"
    finding "both-ways" {
      subjects = ["aws_s3_bucket_replication_configuration.r"]
      message  = "b is replicated to b-dr, which is not replicated back."
    }
  }
}

case "both ways" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "b", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = "arn:aws:s3:::b-dr" }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "dr"
      attributes = { bucket = "b-dr", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = "arn:aws:s3:::b" }] }] }
    }
  }
  expect { outcome = "pass" }
}

case "to a third region" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "b", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = "arn:aws:s3:::archive" }] }] }
    }
  }
  expect { outcome = "pass" }
}

case "a destination that is not known" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "b", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = unknown("denied: s3:GetReplicationConfiguration") }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GetReplicationConfiguration*"
  }
}

case "replication of the DR buckets could not be read" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "b", rule = [{ id = "all", status = "Enabled", destination = [{ bucket = "arn:aws:s3:::b-dr" }] }] }
    }
    resource "aws_s3_bucket" "b" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    incomplete "aws_s3_bucket_replication_configuration" {
      side   = "dr"
      reason = "denied: s3:GetReplicationConfiguration"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GetReplicationConfiguration*"
  }
}
