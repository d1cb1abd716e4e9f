case "a database" {
  world {
    rpo_seconds = 5
    resource "metric.aws_rds_cluster" "m" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = 12, latest = 12, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "within" {
      subjects = ["metric.aws_rds_cluster.m"]
      message  = "db was 12 s behind at worst (AuroraGlobalDBRPOLag); the RPO is 5 s."
    }
  }
}

case "a table" {
  world {
    rpo_seconds = 5
    resource "metric.aws_dynamodb_table" "m" {
      side       = "primary"
      attributes = { name = "db", receiving_region = "us-west-2", metric_name = "ReplicationLatency", worst = 6, latest = 6, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "within" {
      message = "db was 6 s behind*"
    }
  }
}

case "within" {
  world {
    rpo_seconds = 5
    resource "metric.aws_db_instance" "m" {
      side       = "dr"
      attributes = { identifier = "db", metric_name = "ReplicaLag", worst = 5, latest = 5, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "pass" }
}

case "no objective" {
  world {
    resource "metric.aws_db_instance" "m" {
      side       = "dr"
      attributes = { identifier = "db", metric_name = "ReplicaLag", worst = 50, latest = 50, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "a metric that this engine does not have" {
  world {
    rpo_seconds = 5
    resource "metric.aws_rds_cluster" "m" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = unknown("no datapoints"), latest = unknown("no datapoints"), latest_at = unknown("no datapoints"), datapoints = 0 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "an old datapoint" {
  world {
    rpo_seconds = 5
    resource "metric.aws_db_instance" "m" {
      side       = "dr"
      attributes = { identifier = "db", metric_name = "ReplicaLag", worst = 1, latest = 1, latest_at = "2025-12-31T23:00:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*older than 5 minutes*"
  }
}

case "a lag that is not known" {
  world {
    rpo_seconds = 5
    resource "metric.aws_db_instance" "m" {
      side       = "dr"
      attributes = { identifier = "db", metric_name = "ReplicaLag", worst = unknown("denied"), latest = unknown("denied"), latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*denied*"
  }
}

case "a table in a third region" {
  world {
    rpo_seconds = 5
    resource "metric.aws_dynamodb_table" "m" {
      side       = "primary"
      attributes = { name = "db", receiving_region = "eu-west-1", metric_name = "ReplicationLatency", worst = 600, latest = 600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "nothing is replicated" {
  world {
    rpo_seconds = 5
    resource "metric.aws_db_instance" "m" {
      side       = "dr"
      attributes = { identifier = "db", metric_name = "ReplicaLag", worst = -1, latest = -1, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "replicating" {
      severity = "high"
      message  = "db is not replicated (ReplicaLag -1)*"
    }
  }
}

case "replication ended within the window" {
  world {
    rpo_seconds = 5
    resource "metric.aws_db_instance" "m" {
      side       = "dr"
      attributes = { identifier = "db", metric_name = "ReplicaLag", worst = 2, latest = -1, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "replicating" {}
  }
}

case "PostgreSQL on a quiet night" {
  world {
    rpo_seconds = 5
    resource "metric.aws_db_instance" "m" {
      side       = "dr"
      attributes = { identifier = "db", metric_name = "ReplicaLag", worst = 290, latest = 290, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
    resource "aws_db_instance" "db" {
      side       = "dr"
      attributes = { identifier = "db", engine = "postgres" }
    }
  }
  expect {
    outcome = "fail"
    finding "within-or-idle" {
      severity = "medium"
      message  = "db told a lag of up to 290 s*"
    }
  }
}

case "PostgreSQL ten minutes late" {
  world {
    rpo_seconds = 5
    resource "metric.aws_db_instance" "m" {
      side       = "dr"
      attributes = { identifier = "db", metric_name = "ReplicaLag", worst = 600, latest = 600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
    resource "aws_db_instance" "db" {
      side       = "dr"
      attributes = { identifier = "db", engine = "postgres" }
    }
  }
  expect {
    outcome = "fail"
    finding "within" {
      severity = "high"
    }
  }
}
