case "an old primary that must be copied whole" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", wal_log_hints = false, data_checksums = false, archive_mode = "on", archive_command_set = true }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", wal_log_hints = true, data_checksums = false, archive_mode = "on", archive_command_set = true }
    }
  }
  expect {
    outcome = "fail"
    finding "rewindable" {
      subjects = ["postgres.server.orders"]
      severity = "medium"
      message  = "*the primary server has neither wal_log_hints nor data checksums*"
    }
  }
}

case "DR would not archive" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", wal_log_hints = true, data_checksums = false, archive_mode = "on", archive_command_set = true }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", wal_log_hints = true, data_checksums = false, archive_mode = "off", archive_command_set = false }
    }
  }
  expect {
    outcome = "fail"
    finding "archives" {
      subjects = ["postgres.server.orders"]
      severity = "medium"
      message  = "*DR would not once it writes (archive_mode = off)."
    }
  }
}

case "checksums serve as well" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", wal_log_hints = false, data_checksums = true, archive_mode = "on", archive_command_set = true }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", wal_log_hints = true, data_checksums = false, archive_mode = "on", archive_command_set = true }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "nobody archives" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", wal_log_hints = true, data_checksums = false, archive_mode = "off", archive_command_set = true }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", wal_log_hints = true, data_checksums = false, archive_mode = "off", archive_command_set = false }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "the role may not see the command" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", wal_log_hints = true, data_checksums = false, archive_mode = "on", archive_command_set = true }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", wal_log_hints = true, data_checksums = false, archive_mode = "on", archive_command_set = unknown("GRANT pg_monitor") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GRANT pg_monitor*"
  }
}

case "the server is down" {
  world {
    incomplete "postgres.server" {
      side   = "primary"
      reason = "primary.example cannot be reached"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cannot be reached*"
  }
}
