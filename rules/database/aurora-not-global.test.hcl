case "a cluster of one region" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", arn = "arn:aws:rds:us-east-1:111122223333:cluster:db" }
    }
  }
  expect {
    outcome = "fail"
    finding "member" {
      subjects = ["aws_rds_cluster.db"]
      message  = "db belongs to no global database."
    }
  }
}

case "the source of a global database" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", arn = "arn:aws:rds:us-east-1:111122223333:cluster:db" }
    }
    resource "aws_rds_global_cluster" "db" {
      side       = "primary"
      attributes = { source_db_cluster_identifier = "arn:aws:rds:us-east-1:111122223333:cluster:db" }
    }
  }
  expect { outcome = "pass" }
}

case "global databases could not be listed" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", arn = "arn:aws:rds:us-east-1:111122223333:cluster:db" }
    }
    incomplete "aws_rds_global_cluster" {
      side   = "primary"
      reason = "rds:DescribeGlobalClusters"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*rds:DescribeGlobalClusters*"
  }
}
