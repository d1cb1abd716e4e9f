case "failures" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "primary"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "OperationsFailedReplication", worst = 7, latest = 7, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "none" {
      subjects = ["metric.aws_s3_bucket.m"]
      message  = "Up to 7 operations a minute of b could not be replicated to b-dr."
    }
  }
}

case "none" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "primary"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "OperationsFailedReplication", worst = 0, latest = 0, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "pass" }
}

case "no datapoints" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "primary"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "OperationsFailedReplication", worst = unknown("no datapoints"), latest = unknown("no datapoints"), latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no datapoints*"
  }
}

case "metrics denied" {
  world {
    incomplete "metric.aws_s3_bucket" {
      side   = "primary"
      reason = "denied: cloudwatch:GetMetricData"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GetMetricData*"
  }
}

case "to a bucket of the primary region" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "primary"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "primary"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "OperationsFailedReplication", worst = 7, latest = 7, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "to a bucket that nobody listed" {
  world {
    resource "metric.aws_s3_bucket" "m" {
      side       = "primary"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "OperationsFailedReplication", worst = 7, latest = 7, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "buckets of the DR region could not be listed" {
  world {
    resource "metric.aws_s3_bucket" "m" {
      side       = "primary"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "OperationsFailedReplication", worst = 7, latest = 7, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
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
