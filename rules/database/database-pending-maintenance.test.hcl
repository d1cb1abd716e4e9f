case "a system update" {
  world {
    resource "status.aws_rds_cluster_instance" "i" {
      side       = "dr"
      attributes = { identifier = "i", pending_maintenance = ["system-update"], pending_modifications = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "no-maintenance" {
      subjects = ["status.aws_rds_cluster_instance.i"]
      message  = "i in us-west-2 waits for system-update."
    }
  }
}

case "another class" {
  world {
    resource "status.aws_rds_cluster_instance" "i" {
      side       = "primary"
      attributes = { identifier = "i", pending_maintenance = [], pending_modifications = ["DBInstanceClass"] }
    }
  }
  expect {
    outcome = "fail"
    finding "no-modification" {
      message = "i in us-east-1 changes at its next window: DBInstanceClass."
    }
  }
}

case "nothing" {
  world {
    resource "status.aws_rds_cluster_instance" "i" {
      side       = "dr"
      attributes = { identifier = "i", pending_maintenance = [], pending_modifications = [] }
    }
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "available", pending_maintenance = [] }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "status.aws_rds_cluster_instance" "i" {
      side       = "dr"
      attributes = { identifier = "i", pending_maintenance = unknown("denied: rds:DescribePendingMaintenanceActions"), pending_modifications = [] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribePendingMaintenanceActions*"
  }
}
