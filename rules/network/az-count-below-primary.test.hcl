case "two zones instead of three" {
  world {
    resource "aws_subnet" "a" {
      side       = "primary"
      attributes = { availability_zone = "us-east-1a" }
    }
    resource "aws_subnet" "b" {
      side       = "primary"
      attributes = { availability_zone = "us-east-1b" }
    }
    resource "aws_subnet" "c" {
      side       = "primary"
      attributes = { availability_zone = "us-east-1c" }
    }
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { availability_zone = "us-west-2a" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { availability_zone = "us-west-2b" }
    }
  }
  expect {
    outcome = "fail"
    finding "as-many" {
      message = "*2 zones*us-west-2a, us-west-2b*in 3*"
    }
  }
}

case "one zone is below the minimum too" {
  world {
    resource "aws_subnet" "a" {
      side       = "primary"
      attributes = { availability_zone = "us-east-1a" }
    }
    resource "aws_subnet" "b" {
      side       = "primary"
      attributes = { availability_zone = "us-east-1b" }
    }
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { availability_zone = "us-west-2a" }
    }
  }
  expect {
    outcome = "fail"
    finding "as-many" {}
    finding "minimum" {}
  }
}

case "as many" {
  world {
    resource "aws_subnet" "a" {
      side       = "primary"
      attributes = { availability_zone = "us-east-1a" }
    }
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { availability_zone = "us-west-2a" }
    }
  }
  expect { outcome = "pass" }
}

case "a zone chosen at apply" {
  world {
    resource "aws_subnet" "a" {
      side       = "primary"
      attributes = { availability_zone = "us-east-1a" }
    }
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { availability_zone = unknown("chosen at apply") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*chosen at apply*"
  }
}
