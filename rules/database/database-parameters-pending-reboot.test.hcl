case "pending reboot" {
  world {
    resource "status.aws_rds_cluster_instance" "i" {
      side       = "dr"
      attributes = { identifier = "i", parameter_apply_status = "pending-reboot" }
    }
  }
  expect {
    outcome = "fail"
    finding "applied" {
      subjects = ["status.aws_rds_cluster_instance.i"]
      at       = "parameter_apply_status"
      message  = "The parameters of i are pending-reboot."
    }
  }
}

case "in sync" {
  world {
    resource "status.aws_rds_cluster_instance" "i" {
      side       = "dr"
      attributes = { identifier = "i", parameter_apply_status = "in-sync" }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_rds_cluster_instance" "i" {
      side       = "primary"
      attributes = { identifier = "i", parameter_apply_status = "pending-reboot" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", status = "available", parameter_apply_status = unknown("denied: rds:DescribeDBInstances") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeDBInstances*"
  }
}
