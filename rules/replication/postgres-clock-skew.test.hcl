case "a clock that runs ahead" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", clock_difference_seconds = 90 }
    }
  }
  expect {
    outcome = "fail"
    finding "close" {
      subjects = ["postgres.replication.orders"]
      severity = "medium"
      message  = "*DR's clock is 90 s ahead of the primary's (limit 2 s)."
    }
  }
}

case "a clock that lies behind" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", clock_difference_seconds = -7.5 }
    }
  }
  expect {
    outcome = "fail"
    finding "close" {
      subjects = ["postgres.replication.orders"]
      severity = "medium"
      message  = "*7.5 s behind the primary's*"
    }
  }
}

case "close enough" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", clock_difference_seconds = -0.004 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "one end is down" {
  world {
    resource "postgres.replication" "orders" {
      side       = "dr"
      attributes = { label = "orders", state = "streaming", clock_difference_seconds = unknown("dr.example cannot be reached") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cannot be reached*"
  }
}
