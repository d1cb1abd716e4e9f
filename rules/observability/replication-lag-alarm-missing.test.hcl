case "none" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g" }
    }
  }
  expect {
    outcome = "fail"
    finding "alarm" {
      subjects = ["status.aws_rds_cluster.db"]
      message  = "No alarm of us-west-2 watches the replication lag of db."
    }
  }
}

case "in the primary region" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g" }
    }
    resource "aws_cloudwatch_metric_alarm" "lag" {
      side       = "primary"
      attributes = { alarm_name = "lag", metric_name = "AuroraGlobalDBRPOLag", dimensions = { DBClusterIdentifier = "db" }, metric_query = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "alarm" {}
  }
}

case "of another cluster" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g" }
    }
    resource "aws_cloudwatch_metric_alarm" "lag" {
      side       = "dr"
      attributes = { alarm_name = "lag", metric_name = "AuroraGlobalDBRPOLag", dimensions = { DBClusterIdentifier = "other" }, metric_query = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "alarm" {}
  }
}

case "one" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g" }
    }
    resource "aws_cloudwatch_metric_alarm" "lag" {
      side       = "dr"
      attributes = { alarm_name = "lag", metric_name = "AuroraGlobalDBReplicationLag", dimensions = { DBClusterIdentifier = "db" }, metric_query = [] }
    }
  }
  expect { outcome = "pass" }
}

case "by an expression" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g" }
    }
    resource "aws_cloudwatch_metric_alarm" "lag" {
      side       = "dr"
      attributes = { alarm_name = "lag", metric_query = [{ id = "m", metric = [{ metric_name = "AuroraGlobalDBRPOLag", dimensions = { DBClusterIdentifier = "db" } }] }] }
    }
  }
  expect { outcome = "pass" }
}

case "alarms could not be listed" {
  world {
    resource "status.aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", global_cluster_identifier = "g" }
    }
    incomplete "aws_cloudwatch_metric_alarm" {
      side   = "dr"
      reason = "denied: cloudwatch:DescribeAlarms"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeAlarms*"
  }
}
