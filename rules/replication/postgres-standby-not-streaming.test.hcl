case "a standby that receives nothing" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "stopped", detail = "DR receives nothing from the primary", lag_seconds = unknown("no lag"), lag_bytes = unknown("no lag") }
    }
  }
  expect {
    outcome = "fail"
    finding "receives" {
      subjects = ["postgres.replication.orders"]
      severity = "critical"
      message  = "orders: DR receives nothing from the primary."
    }
  }
}

case "clusters of different origin" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "broken", detail = "the ends are clusters of different origin", lag_seconds = unknown("no lag"), lag_bytes = unknown("no lag") }
    }
  }
  expect {
    outcome = "fail"
    finding "belongs" {
      subjects = ["postgres.replication.orders"]
      severity = "critical"
      message  = "*different origin."
    }
  }
}

case "a promoted standby" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "promoted", detail = "DR is out of recovery and writes", lag_seconds = unknown("no lag"), lag_bytes = unknown("no lag") }
    }
  }
  expect {
    outcome = "fail"
    finding "follows" {
      subjects = ["postgres.replication.orders"]
      severity = "critical"
      message  = "*no standby to fail over to."
    }
  }
}

case "streaming" {
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

case "paused replay still receives" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "paused", detail = "DR receives and replays", lag_seconds = unknown("no lag"), lag_bytes = unknown("no lag") }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "DR is down" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = unknown("dr.example cannot be reached"), detail = "DR receives and replays", lag_seconds = unknown("no lag"), lag_bytes = unknown("no lag") }
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
