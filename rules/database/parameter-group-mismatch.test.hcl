case "another value" {
  world {
    resource "aws_rds_cluster_parameter_group" "pg" {
      side       = "primary"
      attributes = { name = "pg", family = "aurora-postgresql15", parameter = [{ name = "max_connections", value = "500", apply_method = "pending-reboot" }] }
    }
    resource "aws_rds_cluster_parameter_group" "pg" {
      side       = "dr"
      attributes = { name = "pg", family = "aurora-postgresql15", parameter = [{ name = "max_connections", value = "100", apply_method = "pending-reboot" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "same" {
      subjects = ["aws_rds_cluster_parameter_group.pg"]
      at       = "parameter.value"
    }
  }
}

case "the same in another order" {
  world {
    resource "aws_rds_cluster_parameter_group" "pg" {
      side       = "primary"
      attributes = { name = "pg", family = "aurora-postgresql15", parameter = [{ name = "a", value = "1" }, { name = "b", value = "2" }] }
    }
    resource "aws_rds_cluster_parameter_group" "pg" {
      side       = "dr"
      attributes = { name = "pg", family = "aurora-postgresql15", parameter = [{ name = "b", value = "2" }, { name = "a", value = "1" }] }
    }
  }
  expect { outcome = "pass" }
}

case "a value that is not known" {
  world {
    resource "aws_rds_cluster_parameter_group" "pg" {
      side       = "primary"
      attributes = { name = "pg", family = "aurora-postgresql15", parameter = [{ name = "a", value = "1" }] }
    }
    resource "aws_rds_cluster_parameter_group" "pg" {
      side       = "dr"
      attributes = { name = "pg", family = "aurora-postgresql15", parameter = [{ name = "a", value = unknown("from a module") }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*from a module*"
  }
}
