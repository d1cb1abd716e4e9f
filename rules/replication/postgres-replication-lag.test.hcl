case "twelve seconds" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = 12, lag_bytes = 4096, receive_lag_bytes = 0, worst_of = 3, measured_by = "commit" }
    }
  }
  expect {
    outcome = "fail"
    finding "warning" {
      subjects = ["postgres.replication.orders"]
      severity = "medium"
      message  = "*12 s behind (limit 5 s)*"
    }
  }
}

case "ninety seconds" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = 90, lag_bytes = 4096, receive_lag_bytes = 0, worst_of = 3, measured_by = "commit" }
    }
  }
  expect {
    outcome = "fail"
    finding "critical" {
      subjects = ["postgres.replication.orders"]
      severity = "high"
      message  = "*90 s behind (limit 30 s)*"
    }
  }
}

case "seven minutes, replay paused" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "paused", lag_seconds = 420, lag_bytes = 4096, receive_lag_bytes = 0, worst_of = 3, measured_by = "commit" }
    }
  }
  expect {
    outcome = "fail"
    finding "emergency" {
      subjects = ["postgres.replication.orders"]
      severity = "critical"
      message  = "*420 s behind (limit 300 s)*"
    }
  }
}

case "another limit" {
  inputs = { warning_seconds = 2 }
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = 3, lag_bytes = 4096, receive_lag_bytes = 0, worst_of = 3, measured_by = "commit" }
    }
  }
  expect {
    outcome = "fail"
    finding "warning" {
      subjects = ["postgres.replication.orders"]
      severity = "medium"
      message  = "*3 s behind (limit 2 s)*"
    }
  }
}

case "at the limit" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = 5, lag_bytes = 4096, receive_lag_bytes = 0, worst_of = 3, measured_by = "commit" }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a lag that is not known" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = unknown("DR cannot be reached"), lag_bytes = 4096, receive_lag_bytes = 0, worst_of = 3, measured_by = "commit" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DR cannot be reached*"
  }
}

case "a state that is not known" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = unknown("wrong password"), lag_seconds = unknown("wrong password"), lag_bytes = 4096, receive_lag_bytes = 0, worst_of = 3, measured_by = "commit" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*wrong password*"
  }
}

case "two writers have no lag" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "split-brain", lag_seconds = unknown("both ends write"), lag_bytes = 4096, receive_lag_bytes = 0, worst_of = 3, measured_by = "commit" }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}
