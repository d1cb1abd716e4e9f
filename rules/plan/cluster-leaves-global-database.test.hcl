case "the identifier is cleared" {
  world {
    resource "before.aws_rds_cluster" "c" {
      side       = "dr"
      attributes = { id = "c", cluster_identifier = "c", global_cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "c" {
      side       = "dr"
      attributes = { id = "c", cluster_identifier = "c", global_cluster_identifier = null }
    }
  }
  expect {
    outcome = "fail"
    finding "member" {
      subjects = ["before.aws_rds_cluster.c"]
      message  = "The plan takes * out of orders."
    }
  }
}

case "another change" {
  world {
    resource "before.aws_rds_cluster" "c" {
      side       = "dr"
      attributes = { id = "c", cluster_identifier = "c", global_cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "c" {
      side       = "dr"
      attributes = { id = "c", cluster_identifier = "c", global_cluster_identifier = "orders" }
    }
  }
  expect { outcome = "pass" }
}

case "known after apply" {
  world {
    resource "before.aws_rds_cluster" "c" {
      side       = "dr"
      attributes = { id = "c", cluster_identifier = "c", global_cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "c" {
      side       = "dr"
      attributes = { id = "c", cluster_identifier = "c", global_cluster_identifier = unknown("known after apply") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*known after apply*"
  }
}
