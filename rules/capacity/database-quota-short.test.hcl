case "the instances of the primary do not fit" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster_instance" "two" {
      side       = "primary"
      attributes = { identifier = "two", cluster_identifier = "orders" }
    }
    resource "aws_db_instance" "report" {
      side       = "primary"
      attributes = { identifier = "report" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "primary"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "dr"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_servicequotas_service_quota" "i" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-7B6409FD", value = 2 }
    }
    resource "aws_servicequotas_service_quota" "c" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-952B80B8", value = 40 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.i"]
      message  = "*3 instances needed, 2 available, 1 missing*--quota-code L-7B6409FD --desired-value 3*DR has 1 and lacks 2 of the primary's 3."
    }
  }
}

case "the clusters of the primary do not fit" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster_instance" "two" {
      side       = "primary"
      attributes = { identifier = "two", cluster_identifier = "orders" }
    }
    resource "aws_db_instance" "report" {
      side       = "primary"
      attributes = { identifier = "report" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "primary"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "dr"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_servicequotas_service_quota" "i" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-7B6409FD", value = 40 }
    }
    resource "aws_servicequotas_service_quota" "c" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-952B80B8", value = 0 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.c"]
      message  = "*1 cluster needed, 0 available*"
    }
  }
}

case "they fit" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster_instance" "two" {
      side       = "primary"
      attributes = { identifier = "two", cluster_identifier = "orders" }
    }
    resource "aws_db_instance" "report" {
      side       = "primary"
      attributes = { identifier = "report" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "primary"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "dr"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_servicequotas_service_quota" "i" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-7B6409FD", value = 40 }
    }
    resource "aws_servicequotas_service_quota" "c" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-952B80B8", value = 40 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "no databases" {
  world {
    resource "aws_servicequotas_service_quota" "i" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-7B6409FD", value = 40 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "a quota is not told" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster_instance" "two" {
      side       = "primary"
      attributes = { identifier = "two", cluster_identifier = "orders" }
    }
    resource "aws_db_instance" "report" {
      side       = "primary"
      attributes = { identifier = "report" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "primary"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "dr"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_servicequotas_service_quota" "i" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-7B6409FD", value = 40 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no value of rds/L-952B80B8*"
  }
}

case "what DR has of its own takes room too" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster_instance" "two" {
      side       = "primary"
      attributes = { identifier = "two", cluster_identifier = "orders" }
    }
    resource "aws_db_instance" "report" {
      side       = "primary"
      attributes = { identifier = "report" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "primary"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "dr"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_servicequotas_service_quota" "i" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-7B6409FD", value = 3 }
    }
    resource "aws_servicequotas_service_quota" "c" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-952B80B8", value = 40 }
    }
    resource "aws_db_instance" "ledger" {
      side       = "dr"
      attributes = { identifier = "ledger" }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.i"]
      message  = "*4 instances needed, 3 available, 1 missing*--quota-code L-7B6409FD --desired-value 4*DR has 2 and lacks 2 of the primary's 3."
    }
  }
}

case "instances of Neptune and DocumentDB take room too" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster_instance" "two" {
      side       = "primary"
      attributes = { identifier = "two", cluster_identifier = "orders" }
    }
    resource "aws_db_instance" "report" {
      side       = "primary"
      attributes = { identifier = "report" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", cluster_identifier = "orders" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "primary"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_rds_cluster" "orders" {
      side       = "dr"
      attributes = { cluster_identifier = "orders", engine = "aurora-postgresql" }
    }
    resource "aws_servicequotas_service_quota" "i" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-7B6409FD", value = 4 }
    }
    resource "aws_servicequotas_service_quota" "c" {
      side       = "dr"
      attributes = { service_code = "rds", quota_code = "L-952B80B8", value = 40 }
    }
    resource "status.aws_neptune_cluster_instance" "graph" {
      side       = "dr"
      attributes = { identifier = "graph" }
    }
    resource "status.aws_docdb_cluster_instance" "papers" {
      side       = "dr"
      attributes = { identifier = "papers" }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.i"]
      message  = "*5 instances needed, 4 available, 1 missing*--quota-code L-7B6409FD --desired-value 5*DR has 1 and lacks 2 of the primary's 3; 2 instances of Neptune and DocumentDB count too."
    }
  }
}
