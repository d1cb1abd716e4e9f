case "missing" {
  world {
    resource "aws_db_instance" "orders" {
      side       = "primary"
      attributes = { identifier = "orders", replicate_source_db = null }
    }
  }
  expect {
    outcome = "fail"
    finding "missing" {
      subjects = ["aws_db_instance.orders"]
      severity = "critical"
      message  = "The database orders has no copy in us-west-2."
    }
  }
}

case "a replica in the DR region" {
  world {
    resource "aws_db_instance" "orders" {
      side       = "primary"
      attributes = { identifier = "orders", replicate_source_db = null }
    }
    resource "aws_db_instance" "orders" {
      side       = "dr"
      attributes = { identifier = "orders", replicate_source_db = "arn:aws:rds:us-east-1:111122223333:db:orders" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "a replica within the primary region" {
  world {
    resource "aws_db_instance" "reports" {
      side       = "primary"
      attributes = { identifier = "reports", replicate_source_db = "orders" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known whether it is a replica" {
  world {
    resource "aws_db_instance" "orders" {
      side       = "primary"
      attributes = { identifier = "orders", replicate_source_db = unknown("not told") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*not told*"
  }
}

case "databases could not be listed" {
  world {
    resource "aws_db_instance" "orders" {
      side       = "primary"
      attributes = { identifier = "orders", replicate_source_db = null }
    }
    incomplete "aws_db_instance" {
      side   = "dr"
      reason = "denied: rds:DescribeDBInstances"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeDBInstances*"
  }
}
