case "outside" {
  world {
    resource "aws_vpc" "main" {
      side       = "dr"
      attributes = { id = "vpc-1", cidr_block = "10.2.0.0/16" }
    }
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { vpc_id = "vpc-1", cidr_block = "10.1.0.0/24" }
    }
  }
  expect {
    outcome = "fail"
    finding "inside" {
      subjects = ["aws_subnet.a"]
      at       = "cidr_block"
      message  = "*10.1.0.0/24*10.2.0.0/16*"
    }
  }
}

case "inside a secondary range" {
  world {
    resource "aws_vpc" "main" {
      side       = "dr"
      attributes = { id = "vpc-1", cidr_block = "10.2.0.0/16" }
    }
    resource "aws_vpc_ipv4_cidr_block_association" "more" {
      side       = "dr"
      attributes = { vpc_id = "vpc-1", cidr_block = "10.1.0.0/16" }
    }
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { vpc_id = "vpc-1", cidr_block = "10.1.0.0/24" }
    }
  }
  expect { outcome = "pass" }
}

case "the VPC is nowhere" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { vpc_id = "vpc-9", cidr_block = "10.1.0.0/24" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*vpc-9 is in none of the sources*"
  }
}
