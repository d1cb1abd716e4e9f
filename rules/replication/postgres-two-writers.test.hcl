case "both write" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "split-brain", detail = "both ends are out of recovery and write, the primary on timeline 1, DR on 2", lag_seconds = unknown("no lag"), lag_bytes = unknown("no lag") }
    }
  }
  expect {
    outcome = "fail"
    finding "one-writer" {
      subjects = ["postgres.replication.orders"]
      severity = "critical"
      message  = "*timeline 1, DR on 2."
    }
  }
}

case "one follows" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", detail = "DR receives and replays", lag_seconds = unknown("no lag"), lag_bytes = unknown("no lag") }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "one is down" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = unknown("primary.example cannot be reached"), detail = "DR receives and replays", lag_seconds = unknown("no lag"), lag_bytes = unknown("no lag") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cannot be reached*"
  }
}

case "nobody could ask" {
  world {
    incomplete "postgres.replication" {
      side   = "dr"
      reason = "built without PostgreSQL"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*built without PostgreSQL*"
  }
}
