case "the key is gone" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "inaccessible-encryption-credentials" }
    }
  }
  expect {
    outcome = "fail"
    finding "available" {
      subjects = ["status.aws_rds_cluster.db"]
      at       = "status"
      message  = "db is inaccessible-encryption-credentials."
    }
  }
}

case "available" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "available" }
    }
  }
  expect { outcome = "pass" }
}

case "a backup runs" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "backing-up" }
    }
  }
  expect { outcome = "pass" }
}

case "the status is not known" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = unknown("denied: rds:DescribeDBClusters") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeDBClusters*"
  }
}

case "clusters could not be listed" {
  world {
    incomplete "status.aws_rds_cluster" {
      side   = "dr"
      reason = "denied: rds:DescribeDBClusters"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeDBClusters*"
  }
}
