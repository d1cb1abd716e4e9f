case "twelve seconds" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "r" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = 12, latest = 12, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
  }
  expect {
    outcome = "fail"
    finding "warning" {
      subjects = ["status.aws_rds_cluster.db"]
      severity = "medium"
      message  = "db was 12 s behind at worst (AuroraGlobalDBRPOLag)*"
    }
  }
}

case "ninety seconds" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "r" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = 90, latest = 90, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
  }
  expect {
    outcome = "fail"
    finding "critical" {
      subjects = ["status.aws_rds_cluster.db"]
      severity = "high"
      message  = "db was 90 s behind*"
    }
  }
}

case "four hundred seconds" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "r" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = 400, latest = 400, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
  }
  expect {
    outcome = "fail"
    finding "emergency" {
      subjects = ["status.aws_rds_cluster.db"]
      severity = "critical"
      message  = "db was 400 s behind*"
    }
  }
}

case "the RPO lag counts before the replication lag" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "p" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = 90, latest = 90, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
    resource "metric.aws_rds_cluster" "r" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBReplicationLag", worst = 0.4, latest = 0.4, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
  }
  expect {
    outcome = "fail"
    finding "critical" {
      subjects = ["status.aws_rds_cluster.db"]
      severity = "high"
      message  = "*AuroraGlobalDBRPOLag*"
    }
  }
}

case "below a second" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "p" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = 0.4, latest = 0.4, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
    resource "metric.aws_rds_cluster" "r" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBReplicationLag", worst = 0.4, latest = 0.4, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
  }
  expect { outcome = "pass" }
}

case "exactly at the warning limit" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "p" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = 5, latest = 5, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
  }
  expect { outcome = "pass" }
}

case "an engine version without RPO lag" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "p" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = unknown("no datapoints"), latest = unknown("no datapoints"), latest_at = unknown("no datapoints"), datapoints = 0, window_seconds = 900 }
    }
    resource "metric.aws_rds_cluster" "r" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBReplicationLag", worst = 0.4, latest = 0.4, latest_at = "2025-12-31T23:59:00Z", datapoints = 15, window_seconds = 900 }
    }
  }
  expect { outcome = "pass" }
}

case "no metric at all" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*CloudWatch has no lag of db*"
  }
}

case "no datapoints" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "p" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = unknown("no datapoints"), latest = unknown("no datapoints"), latest_at = unknown("no datapoints"), datapoints = 0, window_seconds = 900 }
    }
    resource "metric.aws_rds_cluster" "r" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBReplicationLag", worst = unknown("no datapoints"), latest = unknown("no datapoints"), latest_at = unknown("no datapoints"), datapoints = 0, window_seconds = 900 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no datapoints*"
  }
}

case "replication that stands still" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    resource "metric.aws_rds_cluster" "r" {
      side       = "dr"
      attributes = { cluster_identifier = "db", metric_name = "AuroraGlobalDBRPOLag", worst = 0.4, latest = 0.4, latest_at = "2025-12-31T23:50:00Z", datapoints = 15, window_seconds = 900 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*older than 5 minutes*"
  }
}

case "metrics denied" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g", status = "available" }
    }
    incomplete "metric.aws_rds_cluster" {
      side   = "dr"
      reason = "denied: cloudwatch:GetMetricData"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cloudwatch:GetMetricData*"
  }
}

case "a cluster of one region" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "available" }
    }
  }
  expect { outcome = "not-applicable" }
}
