case "two" {
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", open_findings = ["vpc-cidr-overlap", "kms-key-unusable"] }
    }
  }
  expect {
    outcome = "fail"
    finding "closed" {
      subjects = ["drill.record.a"]
      at       = "open_findings"
      message  = "2 findings of the failover of 2025-12-01 are open: vpc-cidr-overlap, kms-key-unusable."
    }
  }
}

case "closed since" {
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-06-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", open_findings = ["vpc-cidr-overlap"] }
    }
    resource "drill.record" "b" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", open_findings = [] }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "drill.record" "a" {
      side       = "global"
      attributes = { date = "2025-12-01T00:00:00Z", direction = "failover", kind = "drill", outcome = "succeeded", open_findings = unknown("the record is damaged") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*damaged*"
  }
}
