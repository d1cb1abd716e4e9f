case "taken away" {
  world {
    resource "removed.aws_rds_global_cluster" "g" {
      side       = "primary"
      attributes = { id = "orders", global_cluster_identifier = "orders" }
    }
  }
  expect {
    outcome = "fail"
    finding "kept" {
      subjects = ["removed.aws_rds_global_cluster.g"]
      message  = "The plan takes the global database * away."
    }
  }
}

case "moved to another stack" {
  world {
    resource "removed.aws_rds_global_cluster" "g" {
      side       = "primary"
      attributes = { id = "orders", global_cluster_identifier = "orders" }
    }
    resource "aws_rds_global_cluster" "h" {
      side       = "primary"
      attributes = { id = "orders", global_cluster_identifier = "orders" }
    }
  }
  expect { outcome = "pass" }
}

case "perhaps another one" {
  world {
    resource "removed.aws_rds_global_cluster" "g" {
      side       = "primary"
      attributes = { id = "orders", global_cluster_identifier = "orders" }
    }
    resource "aws_rds_global_cluster" "h" {
      side       = "primary"
      attributes = { id = unknown("created by the plan"), global_cluster_identifier = "new" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*does not say its id*"
  }
}
