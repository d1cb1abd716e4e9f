case "region and letter" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "$${var.region}a", of = "aws_subnet.a", path = "availability_zone", built = true, names_region = null }
    }
  }
  expect {
    outcome = "fail"
    finding "looked-up" {
      subjects = ["config.text.a"]
      message  = "aws_subnet.a makes the zone*"
    }
  }
}

case "a name that is written out" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "us-west-2a", of = "aws_subnet.a", path = "availability_zone", built = false, names_region = "us-west-2" }
    }
  }
  expect { outcome = "pass" }
}

case "not known how it is made" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "x", of = "aws_subnet.a", path = "availability_zone", built = unknown("a file does not parse"), names_region = null }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*does not parse*"
  }
}

case "in a configuration" {
  world {
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          variable "region" {
            default = "us-west-2"
          }
          resource "aws_subnet" "a" {
            vpc_id            = "vpc-1"
            cidr_block        = "10.0.0.0/24"
            availability_zone = "$${var.region}a"
          }
          resource "aws_subnet" "b" {
            vpc_id            = "vpc-1"
            cidr_block        = "10.0.1.0/24"
            availability_zone = format("%sb", var.region)
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "looked-up" {
      at = "main.tf:7:23"
    }
    finding "looked-up" {
      at = "main.tf:12:23"
    }
  }
}
