case "a minute" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "ACTIVE", status_description = null }] }
    }
    resource "metric.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", metric_name = "ReplicationLatency", receiving_region = "us-west-2", worst = 60, latest = 60, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "close" {
      subjects = ["status.aws_dynamodb_table.t"]
      severity = "high"
      message  = "t was replicated to us-west-2 up to 60 s late*"
    }
  }
}

case "ten minutes" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "ACTIVE", status_description = null }] }
    }
    resource "metric.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", metric_name = "ReplicationLatency", receiving_region = "us-west-2", worst = 600, latest = 600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "reliable" {
      subjects = ["status.aws_dynamodb_table.t"]
      severity = "critical"
      message  = "*beyond 180 s*"
    }
  }
}

case "standing still" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "ACTIVE", status_description = null }] }
    }
    resource "metric.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", metric_name = "ReplicationLatency", receiving_region = "us-west-2", worst = 0, latest = 0, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "moving" {
      subjects = ["status.aws_dynamodb_table.t"]
      severity = "high"
      message  = "*stands still*"
    }
  }
}

case "below a second" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "ACTIVE", status_description = null }] }
    }
    resource "metric.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", metric_name = "ReplicationLatency", receiving_region = "us-west-2", worst = 0.6, latest = 0.6, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "pass" }
}

case "no metric" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "ACTIVE", status_description = null }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no ReplicationLatency of t*"
  }
}

case "an old datapoint" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", status = "ACTIVE", replicas = [{ region = "us-west-2", status = "ACTIVE", status_description = null }] }
    }
    resource "metric.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", metric_name = "ReplicationLatency", receiving_region = "us-west-2", worst = 0.6, latest = 0.6, latest_at = "2025-12-31T23:40:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*older than 5 minutes*"
  }
}

case "another region only" {
  world {
    resource "status.aws_dynamodb_table" "t" {
      side       = "primary"
      attributes = { name = "t", replicas = [{ region = "eu-west-1", status = "ACTIVE", status_description = null }] }
    }
  }
  expect { outcome = "not-applicable" }
}
