case "ten seconds" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "ldgnf-sessions", status = "available", members = [{ replication_group_id = "sessions-use1", region = "us-east-1", role = "PRIMARY", status = "associated" }, { replication_group_id = "sessions-usw2", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
    resource "metric.aws_elasticache_replication_group" "m" {
      side       = "dr"
      attributes = { replication_group_id = "sessions-usw2", metric_name = "GlobalDatastoreReplicationLag", worst = 10, latest = 10, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "warning" {
      subjects = ["status.aws_elasticache_global_replication_group.g"]
      severity = "medium"
      message  = "sessions-usw2 was 10 s behind*"
    }
  }
}

case "a minute" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "ldgnf-sessions", status = "available", members = [{ replication_group_id = "sessions-use1", region = "us-east-1", role = "PRIMARY", status = "associated" }, { replication_group_id = "sessions-usw2", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
    resource "metric.aws_elasticache_replication_group" "m" {
      side       = "dr"
      attributes = { replication_group_id = "sessions-usw2", metric_name = "GlobalDatastoreReplicationLag", worst = 60, latest = 60, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "critical" {
      subjects = ["status.aws_elasticache_global_replication_group.g"]
      severity = "high"
      message  = "sessions-usw2 was 60 s behind*"
    }
  }
}

case "ten minutes" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "ldgnf-sessions", status = "available", members = [{ replication_group_id = "sessions-use1", region = "us-east-1", role = "PRIMARY", status = "associated" }, { replication_group_id = "sessions-usw2", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
    resource "metric.aws_elasticache_replication_group" "m" {
      side       = "dr"
      attributes = { replication_group_id = "sessions-usw2", metric_name = "GlobalDatastoreReplicationLag", worst = 600, latest = 600, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "fail"
    finding "emergency" {
      subjects = ["status.aws_elasticache_global_replication_group.g"]
      severity = "critical"
      message  = "sessions-usw2 was 600 s behind*"
    }
  }
}

case "below a second" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "ldgnf-sessions", status = "available", members = [{ replication_group_id = "sessions-use1", region = "us-east-1", role = "PRIMARY", status = "associated" }, { replication_group_id = "sessions-usw2", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
    resource "metric.aws_elasticache_replication_group" "m" {
      side       = "dr"
      attributes = { replication_group_id = "sessions-usw2", metric_name = "GlobalDatastoreReplicationLag", worst = 0.6, latest = 0.2, latest_at = "2025-12-31T23:59:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "the metric has stopped" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "ldgnf-sessions", status = "available", members = [{ replication_group_id = "sessions-use1", region = "us-east-1", role = "PRIMARY", status = "associated" }, { replication_group_id = "sessions-usw2", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
    resource "metric.aws_elasticache_replication_group" "m" {
      side       = "dr"
      attributes = { replication_group_id = "sessions-usw2", metric_name = "GlobalDatastoreReplicationLag", worst = 0.6, latest = 0.2, latest_at = "2025-12-31T23:00:00Z", datapoints = 15 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*older than 5 minutes*"
  }
}

case "no metric" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "ldgnf-sessions", status = "available", members = [{ replication_group_id = "sessions-use1", region = "us-east-1", role = "PRIMARY", status = "associated" }, { replication_group_id = "sessions-usw2", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no GlobalDatastoreReplicationLag of sessions-usw2*"
  }
}

case "no datastore" {
  world {
  }
  expect {
    outcome = "not-applicable"
  }
}

case "a DR member that is the primary one" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "ldgnf-sessions", status = "available", members = [{ replication_group_id = "sessions-usw2", region = "us-west-2", role = "PRIMARY", status = "associated" }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ldgnf-sessions in us-west-2 is no secondary*"
  }
}

case "no member in the DR region" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "ldgnf-sessions", status = "available", members = [{ replication_group_id = "sessions-use1", region = "us-east-1", role = "PRIMARY", status = "associated" }] }
    }
  }
  expect { outcome = "not-applicable" }
}
