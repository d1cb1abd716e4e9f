case "not copied" {
  world {
    resource "status.aws_db_cluster_snapshot" "f" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "rds:unplanned-global-failover-db-2025-12-30", db_cluster_identifier = "db", snapshot_type = "automated", status = "available", snapshot_create_time = "2025-12-30T10:00:00Z" }
    }
    resource "status.aws_db_cluster_snapshot" "m" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:before", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "before", db_cluster_identifier = "db", snapshot_type = "manual", status = "available", snapshot_create_time = "2025-12-01T00:00:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "copied" {
      subjects = ["status.aws_db_cluster_snapshot.f"]
      message  = "rds:unplanned-global-failover-db-2025-12-30 of db has no manual copy."
    }
  }
}

case "copied" {
  world {
    resource "status.aws_db_cluster_snapshot" "f" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "rds:unplanned-global-failover-db-2025-12-30", db_cluster_identifier = "db", snapshot_type = "automated", status = "available", snapshot_create_time = "2025-12-30T10:00:00Z" }
    }
    resource "status.aws_db_cluster_snapshot" "m" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:kept", source_db_cluster_snapshot_arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", db_cluster_snapshot_identifier = "kept", db_cluster_identifier = "db", snapshot_type = "manual", status = "available", snapshot_create_time = "2025-12-30T11:00:00Z" }
    }
  }
  expect { outcome = "pass" }
}

case "no failover" {
  world {
    resource "status.aws_db_cluster_snapshot" "m" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:kept", source_db_cluster_snapshot_arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", db_cluster_snapshot_identifier = "kept", db_cluster_identifier = "db", snapshot_type = "manual", status = "available", snapshot_create_time = "2025-12-30T11:00:00Z" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "snapshots could not be listed" {
  world {
    resource "status.aws_db_cluster_snapshot" "f" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "rds:unplanned-global-failover-db-2025-12-30", db_cluster_identifier = "db", snapshot_type = "automated", status = "available", snapshot_create_time = "2025-12-30T10:00:00Z" }
    }
    incomplete "status.aws_db_cluster_snapshot" {
      side   = "primary"
      reason = "denied: rds:DescribeDBClusterSnapshots"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeDBClusterSnapshots*"
  }
}

case "a later snapshot of something else" {
  world {
    resource "status.aws_db_cluster_snapshot" "f" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "rds:unplanned-global-failover-db-2025-12-30", db_cluster_identifier = "db", snapshot_type = "automated", status = "available", snapshot_create_time = "2025-12-30T10:00:00Z" }
    }
    resource "status.aws_db_cluster_snapshot" "m" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:kept", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "kept", db_cluster_identifier = "db", snapshot_type = "manual", status = "available", snapshot_create_time = "2025-12-30T11:00:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "copied" {}
  }
}

case "a copy that is not ready" {
  world {
    resource "status.aws_db_cluster_snapshot" "f" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "rds:unplanned-global-failover-db-2025-12-30", db_cluster_identifier = "db", snapshot_type = "automated", status = "available", snapshot_create_time = "2025-12-30T10:00:00Z" }
    }
    resource "status.aws_db_cluster_snapshot" "m" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:kept", source_db_cluster_snapshot_arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", db_cluster_snapshot_identifier = "kept", db_cluster_identifier = "db", snapshot_type = "manual", status = "creating", snapshot_create_time = "2025-12-30T11:00:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "copied" {}
  }
}

case "copied to the other region" {
  world {
    resource "status.aws_db_cluster_snapshot" "f" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "rds:unplanned-global-failover-db-2025-12-30", db_cluster_identifier = "db", snapshot_type = "automated", status = "available", snapshot_create_time = "2025-12-30T10:00:00Z" }
    }
    resource "status.aws_db_cluster_snapshot" "m" {
      side       = "dr"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:kept", source_db_cluster_snapshot_arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", db_cluster_snapshot_identifier = "kept", db_cluster_identifier = "db", snapshot_type = "manual", status = "available", snapshot_create_time = "2025-12-30T11:00:00Z" }
    }
  }
  expect { outcome = "pass" }
}

case "a snapshot of unknown origin" {
  world {
    resource "status.aws_db_cluster_snapshot" "f" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:rds:unplanned-global-failover-db-2025-12-30", source_db_cluster_snapshot_arn = null, db_cluster_snapshot_identifier = "rds:unplanned-global-failover-db-2025-12-30", db_cluster_identifier = "db", snapshot_type = "automated", status = "available", snapshot_create_time = "2025-12-30T10:00:00Z" }
    }
    resource "status.aws_db_cluster_snapshot" "m" {
      side       = "primary"
      attributes = { arn = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:kept", source_db_cluster_snapshot_arn = unknown("not told"), db_cluster_snapshot_identifier = "kept", db_cluster_identifier = "db", snapshot_type = "manual", status = "available", snapshot_create_time = "2025-12-30T11:00:00Z" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*does not say its source_db_cluster_snapshot_arn*"
  }
}
