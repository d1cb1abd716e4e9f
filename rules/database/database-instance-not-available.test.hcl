case "full" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "storage-full" }
    }
  }
  expect {
    outcome = "fail"
    finding "available" {
      subjects = ["status.aws_db_instance.r"]
      at       = "status"
      message  = "r is storage-full."
    }
  }
}

case "available" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available" }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "primary"
      attributes = { identifier = "r", status = "stopped" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "the status is not known" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = unknown("denied: rds:DescribeDBInstances") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeDBInstances*"
  }
}
