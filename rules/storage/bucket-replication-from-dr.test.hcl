case "the wrong way" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
  }
  expect {
    outcome = "fail"
    finding "direction" {
      subjects = ["aws_s3_bucket_replication_configuration.r"]
      message  = "Buckets are replicated from the DR region*"
    }
  }
}

case "the right way" {
  world {
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "primary"
      attributes = { bucket = "b" }
    }
  }
  expect { outcome = "pass" }
}

case "not all listed" {
  world {
    incomplete "aws_s3_bucket_replication_configuration" {
      side   = "primary"
      reason = "denied: s3:GetReplicationConfiguration"
    }
    resource "aws_s3_bucket_replication_configuration" "r" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*denied*"
  }
}
