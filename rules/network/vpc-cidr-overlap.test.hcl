case "overlap across regions" {
  world {
    resource "aws_vpc" "use1" {
      side       = "primary"
      attributes = { cidr_block = "10.20.0.0/16" }
    }
    resource "aws_vpc" "usw2" {
      side       = "dr"
      attributes = { cidr_block = "10.20.128.0/17" }
    }
  }
  expect {
    outcome = "fail"
    finding "disjoint" {
      subjects = ["aws_vpc.use1", "aws_vpc.usw2"]
      message  = "*10.20.128.0/17 overlaps*32768 addresses*"
      at       = "cidr_block"
    }
  }
}

case "overlap with a declared network" {
  world {
    networks = { on_prem = "172.16.0.0/12" }
    resource "aws_vpc" "main" {
      side       = "dr"
      attributes = { cidr_block = "172.20.0.0/16" }
    }
  }
  expect {
    outcome = "fail"
    finding "disjoint" {
      subjects = ["aws_vpc.main"]
      message  = "*overlaps on_prem 172.16.0.0/12*"
    }
  }
}

case "a secondary range overlaps" {
  world {
    resource "aws_vpc" "main" {
      side       = "primary"
      attributes = { id = "vpc-1", cidr_block = "10.1.0.0/16" }
    }
    resource "aws_vpc" "main" {
      side       = "dr"
      attributes = { id = "vpc-2", cidr_block = "10.2.0.0/16" }
    }
    resource "aws_vpc_ipv4_cidr_block_association" "more" {
      side       = "dr"
      attributes = { vpc_id = "vpc-2", cidr_block = "10.1.4.0/24" }
    }
  }
  expect {
    outcome = "fail"
    finding "disjoint" {
      subjects = ["aws_vpc.main"]
      message  = "*10.1.4.0/24*256 addresses*"
    }
  }
}

case "neighbours do not overlap" {
  world {
    resource "aws_vpc" "main" {
      side       = "primary"
      attributes = { cidr_block = "10.20.0.0/16" }
    }
    resource "aws_vpc" "main" {
      side       = "dr"
      attributes = { cidr_block = "10.21.0.0/16" }
    }
  }
  expect { outcome = "pass" }
}

case "a range allocated at apply is never a pass" {
  world {
    resource "aws_vpc" "main" {
      side       = "primary"
      attributes = { cidr_block = "10.20.0.0/16" }
    }
    resource "aws_vpc" "main" {
      side       = "dr"
      attributes = { cidr_block = unknown("allocated from IPAM at apply") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*IPAM*"
  }
}

case "listing denied in one region" {
  world {
    resource "aws_vpc" "main" {
      side       = "primary"
      attributes = { cidr_block = "10.20.0.0/16" }
    }
    incomplete "aws_vpc" {
      side   = "dr"
      reason = "ec2:DescribeVpcs"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeVpcs*"
  }
}

case "two stacks whose ranges meet" {
  world {
    terraform {
      side  = "primary"
      files = {
        "main.tf" = <<-TF
          resource "aws_vpc" "main" {
            cidr_block = cidrsubnet("10.0.0.0/8", 8, 20)
          }
        TF
      }
    }
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          resource "aws_vpc" "main" {
            cidr_block = "10.20.128.0/17"
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "disjoint" {
      subjects = ["aws_vpc.main"]
      at       = "dr/main.tf:2:16"
    }
  }
}

case "a range that only IPAM gives" {
  world {
    terraform {
      files = {
        "main.tf" = <<-TF
          provider "aws" {
            region = "us-east-1"
          }
          provider "aws" {
            alias  = "dr"
            region = "us-west-2"
          }
          resource "aws_vpc" "main" {
            cidr_block = "10.0.0.0/16"
          }
          resource "aws_vpc" "dr" {
            provider            = aws.dr
            ipv4_ipam_pool_id   = "ipam-pool-1"
            ipv4_netmask_length = 16
          }
        TF
      }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*known after apply*"
  }
}
