case "promoted" {
  world {
    resource "aws_db_instance" "orders" {
      side       = "primary"
      attributes = { identifier = "orders", engine = "postgres", replicate_source_db = null }
    }
    resource "aws_db_instance" "orders" {
      side       = "dr"
      attributes = { identifier = "orders", engine = "postgres", replicate_source_db = null }
    }
  }
  expect {
    outcome = "fail"
    finding "replica" {
      subjects = ["aws_db_instance.orders"]
      message  = "orders in us-west-2 is a database of its own*"
    }
  }
}

case "a replica" {
  world {
    resource "aws_db_instance" "orders" {
      side       = "primary"
      attributes = { identifier = "orders", engine = "postgres", replicate_source_db = null }
    }
    resource "aws_db_instance" "orders" {
      side       = "dr"
      attributes = { identifier = "orders", engine = "postgres", replicate_source_db = "arn:aws:rds:us-east-1:111122223333:db:orders" }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "aws_db_instance" "orders" {
      side       = "primary"
      attributes = { identifier = "orders", engine = "postgres", replicate_source_db = null }
    }
    resource "aws_db_instance" "orders" {
      side       = "dr"
      attributes = { identifier = "orders", engine = "postgres", replicate_source_db = unknown("denied: rds:DescribeDBInstances") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeDBInstances*"
  }
}
