case "an hour late" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "ReplicationLatency", worst = 3600, latest = 3600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "in-time" {
      subjects = ["metric.aws_s3_bucket.m"]
      message  = "Objects of b took up to 3600 s to b-dr*"
    }
  }
}

case "a backlog" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "BytesPendingReplication", worst = 5000000000, latest = 5000000000, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "no-backlog" {
      message = "Up to 5000000000 bytes of b*"
    }
  }
}

case "in time" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "ReplicationLatency", worst = 12, latest = 12, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
    resource "metric.aws_s3_bucket" "n" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "BytesPendingReplication", worst = 0, latest = 0, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "pass" }
}

case "an old datapoint" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "ReplicationLatency", worst = 12, latest = 12, latest_at = "2025-12-31T22:00:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*older than 15 minutes*"
  }
}

case "no datapoints" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "dr"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "ReplicationLatency", worst = unknown("no datapoints"), latest = unknown("no datapoints"), latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no datapoints*"
  }
}

case "to a bucket of the primary region" {
  world {
    resource "aws_s3_bucket" "dr" {
      side       = "primary"
      attributes = { bucket = "b-dr" }
    }
    resource "metric.aws_s3_bucket" "m" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "ReplicationLatency", worst = 3600, latest = 3600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "to a bucket that nobody listed" {
  world {
    resource "metric.aws_s3_bucket" "m" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "ReplicationLatency", worst = 3600, latest = 3600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "buckets of the DR region could not be listed" {
  world {
    resource "metric.aws_s3_bucket" "m" {
      side       = "dr"
      attributes = { bucket = "b", destination = "b-dr", rule = "all", metric_name = "ReplicationLatency", worst = 3600, latest = 3600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
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
