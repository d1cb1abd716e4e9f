case "the primary writes too little log" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, wal_level = "minimal", max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = true, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
  }
  expect {
    outcome = "fail"
    finding "wal-level" {
      subjects = ["postgres.server.orders"]
      severity = "high"
      message  = "*primary server has wal_level = minimal*"
    }
  }
}

case "DR could send to nobody" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, wal_level = "replica", max_wal_senders = 0, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = true, wal_level = "replica", max_wal_senders = 0, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
  }
  expect {
    outcome = "fail"
    finding "senders" {
      subjects = ["postgres.server.orders"]
      severity = "high"
      message  = "*the primary server*"
    }
    finding "senders" {
      subjects = ["postgres.server.orders"]
      severity = "high"
      message  = "*the dr server*"
    }
  }
}

case "a closed standby" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = true, wal_level = "replica", max_wal_senders = 10, hot_standby = false, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
  }
  expect {
    outcome = "fail"
    finding "hot-standby" {
      subjects = ["postgres.server.orders"]
      severity = "medium"
      message  = "*hot_standby = off*"
    }
  }
}

case "lower limits in DR" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 500, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 128 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = true, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
  }
  expect {
    outcome = "fail"
    finding "limits" {
      subjects = ["postgres.server.orders"]
      severity = "critical"
      message  = "*max_connections = 100, its primary 500*"
    }
    finding "limits" {
      subjects = ["postgres.server.orders"]
      severity = "critical"
      message  = "*max_locks_per_transaction = 64, its primary 128*"
    }
  }
}

case "higher limits in DR" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = true, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 200, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a promoted server follows nobody" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 500, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = false, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "settings that the role may not see" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = true, wal_level = unknown("GRANT pg_monitor"), max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GRANT pg_monitor*"
  }
}

case "the primary is down" {
  world {
    incomplete "postgres.server" {
      side   = "primary"
      reason = "primary.example cannot be reached"
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = true, wal_level = "replica", max_wal_senders = 10, hot_standby = true, max_connections = 100, max_worker_processes = 8, max_prepared_transactions = 0, max_locks_per_transaction = 64 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cannot be reached*"
  }
}
