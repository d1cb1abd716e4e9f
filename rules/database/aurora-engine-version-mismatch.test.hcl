case "another minor version" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", engine_version = "15.4", engine_version_actual = "15.4" }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", engine_version = "15.3", engine_version_actual = "15.3" }
    }
  }
  expect {
    outcome = "fail"
    finding "compatible" {
      at      = "engine_version"
      message = "db runs aurora-postgresql 15.3, its primary 15.4."
    }
  }
}

case "another patch level where that is allowed" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", engine_version = "15.4.2" }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", engine_version = "15.4.1" }
    }
  }
  expect { outcome = "pass" }
}

case "another patch level of Aurora MySQL" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-mysql", engine_version = "8.0.mysql_aurora.3.05.2" }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-mysql", engine_version = "8.0.mysql_aurora.3.05.1" }
    }
  }
  expect {
    outcome = "fail"
    finding "compatible" {}
  }
}

case "a version that is not known" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", engine_version = "15.4" }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", engine_version = unknown("decided at apply") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*decided at apply*"
  }
}
