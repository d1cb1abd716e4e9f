case "the primary alone" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "available", members = [{ arn = "arn:aws:rds:us-east-1:111122223333:cluster:db", writer = true, readers = [], synchronization_status = "connected" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "member" {
      subjects = ["status.aws_rds_global_cluster.g"]
      at       = "members"
      message  = "g has no member in us-west-2."
    }
  }
}

case "a member elsewhere" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "available", members = [{ arn = "arn:aws:rds:us-east-1:111122223333:cluster:db", writer = true, readers = [], synchronization_status = "connected" }, { arn = "arn:aws:rds:eu-west-1:111122223333:cluster:db", writer = false, readers = [], synchronization_status = "connected" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "member" {}
  }
}

case "to be synchronised anew" {
  world {
    resource "status.aws_rds_global_cluster" "g" {
      side       = "dr"
      attributes = { global_cluster_identifier = "g", status = "available", members = [{ arn = "arn:aws:rds:us-east-1:111122223333:cluster:db", writer = true, readers = [], synchronization_status = "connected" }, { arn = "arn:aws:rds:us-west-2:111122223333:cluster:db", writer = false, readers = [], synchronization_status = "pending-resync" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "connected" {
      message = "arn:aws:rds:us-west-2:111122223333:cluster:db is not in step with g: pending-resync."
    }
  }
}

case "connected" {
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

case "global databases could not be listed" {
  world {
    incomplete "status.aws_rds_global_cluster" {
      side   = "dr"
      reason = "denied: rds:DescribeGlobalClusters"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeGlobalClusters*"
  }
}
