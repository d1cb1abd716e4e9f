case "none of two" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "available", instances = 2, available_instances = 0 }
    }
  }
  expect {
    outcome = "fail"
    finding "one" {
      subjects = ["status.aws_rds_cluster.db"]
      at       = "available_instances"
      message  = "None of the 2 instances of db is available."
    }
  }
}

case "one of two" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "available", instances = 2, available_instances = 1 }
    }
  }
  expect { outcome = "pass" }
}

case "a headless cluster has a rule of its own" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "available", instances = 0, available_instances = 0 }
    }
  }
  expect { outcome = "not-applicable" }
}

case "the instances are not known" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", status = "available", instances = 2, available_instances = unknown("denied: rds:DescribeDBInstances") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeDBInstances*"
  }
}
