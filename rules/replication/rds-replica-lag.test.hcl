case "ten seconds" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 10, latest = 10, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "warning" {
      subjects = ["status.aws_db_instance.r"]
      severity = "medium"
      message  = "r was 10 s behind at worst*"
    }
  }
}

case "a minute" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 60, latest = 60, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "critical" {
      subjects = ["status.aws_db_instance.r"]
      severity = "high"
      message  = "r was 60 s behind*"
    }
  }
}

case "ten minutes" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 600, latest = 600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "emergency" {
      subjects = ["status.aws_db_instance.r"]
      severity = "critical"
      message  = "*beyond 300 s*"
    }
  }
}

case "nothing is replicated" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = -1, latest = -1, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "replicating" {
      subjects = ["status.aws_db_instance.r"]
      severity = "critical"
      message  = "r is not replicating*"
    }
  }
}

case "replication ended within the window" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 2, latest = -1, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "replicating" {
      subjects = ["status.aws_db_instance.r"]
      severity = "critical"
      message  = "*ReplicaLag is -1."
    }
  }
}

case "in step" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 0, latest = 0, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "pass" }
}

case "no metric" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no ReplicaLag of r*"
  }
}

case "an old datapoint" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 0, latest = 0, latest_at = "2025-12-31T23:40:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*older than 5 minutes*"
  }
}

case "no replica" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = false }
    }
  }
  expect { outcome = "not-applicable" }
}

case "PostgreSQL on a quiet night" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", engine = "postgres" }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 310, latest = 120, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "warning" {
      severity = "medium"
      message  = "r was 310 s behind at worst*while the source is idle*"
    }
  }
}

case "PostgreSQL ten minutes late" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", engine = "postgres" }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 600, latest = 600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "emergency" {
      severity = "critical"
      message  = "*beyond 360 s*"
    }
  }
}

case "another engine two minutes late" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", engine = "mysql" }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 120, latest = 120, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "critical" {
      severity = "high"
    }
  }
}

case "late, of an engine that is not known" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", engine = unknown("not told") }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 120, latest = 120, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*not told*"
  }
}

case "in step, of an engine that is not known" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
    resource "metric.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", metric_name = "ReplicaLag", worst = 1, latest = 1, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
    incomplete "aws_db_instance" {
      side   = "dr"
      reason = "denied: rds:DescribeDBInstances"
    }
  }
  expect { outcome = "pass" }
}
