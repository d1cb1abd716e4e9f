case "in the DR region" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "available", members = [{ arn = "arn:aws:rds:us-east-1:111122223333:cluster:db", writer = false, readers = [], synchronization_status = "connected" }, { arn = "arn:aws:rds:us-west-2:111122223333:cluster:db", writer = true, readers = [], synchronization_status = "connected" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "in-primary" {
      subjects = ["status.aws_rds_global_cluster.g"]
      message  = "The writer of g is arn:aws:rds:us-west-2:111122223333:cluster:db, not in us-east-1."
    }
  }
}

case "in the primary region" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "available", members = [{ arn = "arn:aws:rds:us-east-1:111122223333:cluster:db", writer = true, readers = [], synchronization_status = "connected" }, { arn = "arn:aws:rds:us-west-2:111122223333:cluster:db", writer = false, readers = [], synchronization_status = "connected" }] }
    }
  }
  expect { outcome = "pass" }
}

case "the members are not known" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", members = unknown("denied: rds:DescribeGlobalClusters") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeGlobalClusters*"
  }
}
