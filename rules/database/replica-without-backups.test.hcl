case "no backups" {
  world {
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", backup_retention_period = 0 }
    }
  }
  expect {
    outcome = "fail"
    finding "kept" {
      subjects = ["aws_db_instance.r"]
      message  = "r keeps no automated backups."
    }
  }
}

case "a week" {
  world {
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", backup_retention_period = 7 }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", backup_retention_period = unknown("left to AWS") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*left to AWS*"
  }
}
