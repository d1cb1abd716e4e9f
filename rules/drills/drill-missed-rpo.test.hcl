case "missed" {
  world {
    rpo_seconds = 600
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", rpo_seconds = 840 }
    }
  }
  expect {
    outcome = "fail"
    finding "kept" {
      subjects = ["drill.record.a"]
      severity = "high"
      message  = "*of 2025-12-01 (failover) was 840 s; the objective is 600 s."
    }
  }
}

case "kept since" {
  world {
    rpo_seconds = 600
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-06-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", rpo_seconds = 840 }
    }
    resource "drill.record" "b" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", rpo_seconds = 540 }
    }
  }
  expect { outcome = "pass" }
}

case "each direction by itself" {
  world {
    rpo_seconds = 600
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-06-01T00:00:00Z", direction = "failback", kind = "drill", outcome = "succeeded", rpo_seconds = 840 }
    }
    resource "drill.record" "b" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", rpo_seconds = 540 }
    }
  }
  expect {
    outcome = "fail"
    finding "kept" {
      subjects = ["drill.record.a"]
      message  = "*(failback)*"
    }
  }
}

case "no objective" {
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", rpo_seconds = 840 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    rpo_seconds = 600
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", rpo_seconds = unknown("the record is damaged") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*damaged*"
  }
}
