case "its services run" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = null }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = "g" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", status = "ACTIVE", desired_count = 3, running_count = 3 }
    }
  }
  expect {
    outcome = "fail"
    finding "fenced" {
      subjects = ["aws_rds_cluster.db", "status.aws_ecs_service.api"]
      message  = "db in us-east-1 is outside of g, and beside it still run api."
    }
  }
}

case "fenced" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = null }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = "g" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", status = "ACTIVE", desired_count = 3, running_count = 0 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "ACTIVE", desired_count = 3, running_count = 3 }
    }
  }
  expect { outcome = "pass" }
}

case "both belong to it" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = "g" }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = "g" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", status = "ACTIVE", desired_count = 3, running_count = 3 }
    }
  }
  expect { outcome = "pass" }
}

case "neither does" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = null }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = null }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", status = "ACTIVE", desired_count = 3, running_count = 3 }
    }
  }
  expect { outcome = "pass" }
}

case "the running tasks are not known" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = null }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = "g" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", status = "ACTIVE", desired_count = 3, running_count = unknown("denied: ecs:DescribeServices") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeServices*"
  }
}

case "services could not be listed" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = null }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", global_cluster_identifier = "g" }
    }
    incomplete "status.aws_ecs_service" {
      side   = "primary"
      reason = "denied: ecs:ListServices"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ListServices*"
  }
}
