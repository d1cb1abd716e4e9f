case "being modified" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "modifying" }
    }
  }
  expect {
    outcome = "fail"
    finding "available" {
      subjects = ["status.aws_rds_global_cluster.g"]
      at       = "status"
      message  = "g is modifying."
    }
  }
}

case "a failover is under way" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "available", failover_state = "failing-over" }
    }
  }
  expect {
    outcome = "fail"
    finding "idle" {
      message = "g is failing-over already."
    }
  }
}

case "available" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "available" }
    }
    resource "status.aws_rds_global_cluster" "g" {
      side       = "primary"
      attributes = { global_cluster_identifier = "g", status = "available" }
    }
  }
  expect { outcome = "pass" }
}

case "the DR region's view counts" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "available" }
    }
    resource "status.aws_rds_global_cluster" "g" {
      side       = "primary"
      attributes = { global_cluster_identifier = "g", status = "modifying" }
    }
  }
  expect { outcome = "pass" }
}

case "the status is not known" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = unknown("denied: rds:DescribeGlobalClusters") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeGlobalClusters*"
  }
}
