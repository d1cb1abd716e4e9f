case "never" {
  world {}
  expect {
    outcome = "fail"
    finding "recent" {
      message = "No failback that succeeded is recorded."
    }
  }
}

case "two years ago" {
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2024-01-01T00:00:00Z", direction = "failback", kind = "drill", outcome = "succeeded" }
    }
    resource "drill.record" "b" {
      side       = "global"
      attributes = { date = "2023-01-01T00:00:00Z", direction = "failback", kind = "drill", outcome = "succeeded" }
    }
  }
  expect {
    outcome = "fail"
    finding "recent" {
      subjects = ["drill.record.a"]
      severity = "medium"
      message  = "The last failback that succeeded was on 2024-01-01*"
    }
  }
}

case "one that failed" {
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-12-20T00:00:00Z", direction = "failback", kind = "drill", outcome = "failed" }
    }
  }
  expect {
    outcome = "fail"
    finding "recent" {
      message = "No failback that succeeded is recorded."
    }
  }
}

case "a table-top exercise" {
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-12-20T00:00:00Z", direction = "failback", kind = "tabletop", outcome = "succeeded" }
    }
  }
  expect {
    outcome = "fail"
    finding "recent" {}
  }
}

case "last month" {
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failback", kind = "drill", outcome = "succeeded" }
    }
  }
  expect { outcome = "pass" }
}

case "another limit" {
  inputs = { max_days = 1000 }
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2024-01-01T00:00:00Z", direction = "failback", kind = "drill", outcome = "succeeded" }
    }
  }
  expect { outcome = "pass" }
}

case "the log could not be read" {
  world {
    incomplete "drill.record" {
      side   = "primary"
      reason = "drills.jsonl cannot be read"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cannot be read*"
  }
}
