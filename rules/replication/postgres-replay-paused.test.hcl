case "a paused replay" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "paused", lag_seconds = 40, lag_bytes = 4096 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", replay_paused = true, recovery_min_apply_delay_ms = 0 }
    }
  }
  expect {
    outcome = "fail"
    finding "replays" {
      subjects = ["postgres.replication.orders"]
      severity = "high"
      message  = "*replay is paused in DR, which is 40 s behind."
    }
  }
}

case "a delay without an objective" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = 40, lag_bytes = 4096 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", replay_paused = false, recovery_min_apply_delay_ms = 3600000 }
    }
  }
  expect {
    outcome = "fail"
    finding "no-delay" {
      subjects = ["postgres.replication.orders"]
      severity = "medium"
      message  = "*3600 s late on purpose (objective not declared)."
    }
  }
}

case "a delay above the objective" {
  world {
    rpo_seconds = 5
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = 40, lag_bytes = 4096 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", replay_paused = false, recovery_min_apply_delay_ms = 60000 }
    }
  }
  expect {
    outcome = "fail"
    finding "no-delay" {
      subjects = ["postgres.replication.orders"]
      severity = "medium"
      message  = "*60 s late on purpose (objective 5 s)."
    }
  }
}

case "a delay within the objective" {
  world {
    rpo_seconds = 300
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = 40, lag_bytes = 4096 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", replay_paused = false, recovery_min_apply_delay_ms = 60000 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a steady replay" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", lag_seconds = 40, lag_bytes = 4096 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", replay_paused = false, recovery_min_apply_delay_ms = 0 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a state that is not known" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = unknown("dr.example cannot be reached"), lag_seconds = unknown("dr.example cannot be reached") }
    }
    incomplete "postgres.server" {
      side   = "dr"
      reason = "dr.example cannot be reached"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cannot be reached*"
  }
}

case "two writers" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "split-brain", lag_seconds = 40, lag_bytes = 4096 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", replay_paused = true, recovery_min_apply_delay_ms = 0 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}
