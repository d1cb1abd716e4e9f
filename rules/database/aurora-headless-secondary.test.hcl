case "no instance" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql" }
    }
  }
  expect {
    outcome = "fail"
    finding "instance" {
      subjects = ["aws_rds_cluster.db"]
    }
  }
}

case "one instance" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql" }
    }
    resource "aws_rds_cluster_instance" "db" {
      side       = "dr"
      attributes = { identifier = "db-1", cluster_identifier = "db" }
    }
  }
  expect { outcome = "pass" }
}

case "instances could not be listed" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql" }
    }
    incomplete "aws_rds_cluster_instance" {
      side   = "dr"
      reason = "rds:DescribeDBInstances"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*rds:DescribeDBInstances*"
  }
}
