case "a lost slot" {
  world {
    resource "postgres.replication_slot" "dr1" {
      side       = "primary"
      attributes = { label = "orders", slot_name = "dr1", slot_type = "physical", active = false, wal_status = "lost", retained_bytes = null, invalidation_reason = "wal_removed" }
    }
  }
  expect {
    outcome = "fail"
    finding "kept" {
      subjects = ["postgres.replication_slot.dr1"]
      severity = "high"
      message  = "*slot dr1 of the primary server needs is removed."
    }
  }
}

case "a slot beyond its limit" {
  world {
    resource "postgres.replication_slot" "dr1" {
      side       = "primary"
      attributes = { label = "orders", slot_name = "dr1", slot_type = "physical", active = true, wal_status = "unreserved", retained_bytes = 16384 }
    }
  }
  expect {
    outcome = "fail"
    finding "kept" {
      subjects = ["postgres.replication_slot.dr1"]
      severity = "high"
      message  = "*about to be removed."
    }
  }
}

case "a slot that nobody reads" {
  world {
    resource "postgres.replication_slot" "dr1" {
      side       = "primary"
      attributes = { label = "orders", slot_name = "dr1", slot_type = "physical", active = false, wal_status = "reserved", retained_bytes = 1073741824 }
    }
  }
  expect {
    outcome = "fail"
    finding "read" {
      subjects = ["postgres.replication_slot.dr1"]
      severity = "medium"
      message  = "*keeps 1073741824 bytes of log."
    }
  }
}

case "a slot in use" {
  world {
    resource "postgres.replication_slot" "dr1" {
      side       = "primary"
      attributes = { label = "orders", slot_name = "dr1", slot_type = "physical", active = true, wal_status = "reserved", retained_bytes = 16384 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a slot kept ready for a failback" {
  world {
    resource "postgres.replication_slot" "dr1" {
      side       = "primary"
      attributes = { label = "orders", slot_name = "dr1", slot_type = "physical", active = false, wal_status = null, retained_bytes = null }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a subscriber's slot" {
  world {
    resource "postgres.replication_slot" "dr1" {
      side       = "primary"
      attributes = { label = "orders", slot_name = "dr1", slot_type = "logical", active = false, wal_status = "reserved", retained_bytes = 16384 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the server is down" {
  world {
    incomplete "postgres.replication_slot" {
      side   = "primary"
      reason = "primary.example cannot be reached"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cannot be reached*"
  }
}

case "what it keeps is not known" {
  world {
    resource "postgres.replication_slot" "dr1" {
      side       = "primary"
      attributes = { label = "orders", slot_name = "dr1", slot_type = "physical", active = false, wal_status = "reserved", retained_bytes = unknown("recovery in progress") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*recovery in progress*"
  }
}
