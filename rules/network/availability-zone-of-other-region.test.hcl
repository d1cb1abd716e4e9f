case "a zone of the primary" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "us-east-1a", of = "aws_subnet.a", path = "availability_zone", built = false, names_region = "us-east-1" }
    }
  }
  expect {
    outcome = "fail"
    finding "own-region" {
      subjects = ["config.text.a"]
      message  = "aws_subnet.a is placed in us-east-1a*"
    }
  }
}

case "a zone of its own" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "us-west-2a", of = "aws_subnet.a", path = "availability_zone", built = false, names_region = "us-west-2" }
    }
  }
  expect { outcome = "pass" }
}

case "a zone that is not known" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "x", of = "aws_subnet.a", path = "availability_zone", built = false, names_region = unknown("a variable") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*a variable*"
  }
}

case "in a configuration" {
  world {
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          resource "aws_subnet" "a" {
            vpc_id            = "vpc-1"
            cidr_block        = "10.0.0.0/24"
            availability_zone = "us-east-1a"
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "own-region" {
      at = "main.tf:4:23"
    }
  }
}
