case "no command" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, archive_mode = "on", archive_command_set = false, archiver_failed_count = 0, archiver_last_archived_time = "2026-01-01T00:00:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "command" {
      subjects = ["postgres.server.orders"]
      severity = "medium"
      message  = "*piles up."
    }
  }
}

case "failing since the last success" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, archive_mode = "on", archive_command_set = true, archiver_failed_count = 7, archiver_last_archived_time = "2026-01-01T00:00:00Z", archiver_last_failed_time = "2026-01-01T00:05:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "succeeds" {
      subjects = ["postgres.server.orders"]
      severity = "medium"
      message  = "*failed at 2026-01-01T00:05:00Z, and has not succeeded since."
    }
  }
}

case "it never succeeded" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, archive_mode = "on", archive_command_set = true, archiver_failed_count = 0, archiver_last_archived_time = null, archiver_last_failed_time = "2026-01-01T00:05:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "succeeds" {
      subjects = ["postgres.server.orders"]
      severity = "medium"
      message  = "*has not succeeded since."
    }
  }
}

case "it succeeded after a failure" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, archive_mode = "on", archive_command_set = true, archiver_failed_count = 1, archiver_last_archived_time = "2026-01-01T00:00:00Z", archiver_last_failed_time = "2025-12-31T23:00:00Z" }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a standby that archives once it writes" {
  world {
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", in_recovery = true, archive_mode = "on", archive_command_set = true, archiver_failed_count = 0, archiver_last_archived_time = "2026-01-01T00:00:00Z", archiver_last_failed_time = "2026-01-01T00:05:00Z" }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "no archive" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, archive_mode = "off", archive_command_set = false, archiver_failed_count = 0, archiver_last_archived_time = "2026-01-01T00:00:00Z" }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the role may not see the command" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", in_recovery = false, archive_mode = "on", archive_command_set = unknown("GRANT pg_monitor"), archiver_failed_count = 0, archiver_last_archived_time = "2026-01-01T00:00:00Z" }
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
