case "an error" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true, replication_state = "error", replication_message = "duplicate key" }
    }
  }
  expect {
    outcome = "fail"
    finding "replicating" {
      subjects = ["status.aws_db_instance.r"]
      at       = "replication_state"
      message  = "The replication to r is error: duplicate key."
    }
  }
}

case "stopped" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true, replication_state = "stopped" }
    }
  }
  expect {
    outcome = "fail"
    finding "replicating" {
      message = "*is stopped."
    }
  }
}

case "degraded" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true, replication_state = "replication degraded" }
    }
  }
  expect {
    outcome = "fail"
    finding "whole" {
      severity = "high"
      message  = "*may not bring everything: replication degraded."
    }
  }
}

case "replicating" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true, replication_state = "replicating" }
    }
  }
  expect { outcome = "pass" }
}

case "not told" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = true }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*was not told*"
  }
}

case "no replica" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", replica = false }
    }
  }
  expect { outcome = "not-applicable" }
}
