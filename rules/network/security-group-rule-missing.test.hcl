case "a port is closed in DR" {
  world {
    resource "aws_security_group" "db" {
      side = "primary"
      attributes = {
        id      = "sg-aaaaaaaa1"
        name    = "db"
        ingress = [{ protocol = "tcp", from_port = 5432, to_port = 5432, cidr_blocks = ["10.0.0.0/8"] }]
      }
    }
    resource "aws_security_group" "db" {
      side       = "dr"
      attributes = { id = "sg-bbbbbbbb2", name = "db" }
    }
  }
  expect {
    outcome = "fail"
    finding "present" {
      subjects = ["aws_security_group.db"]
      message  = "db lacks ingress tcp 5432 from 10.0.0.0/8*"
    }
  }
}

case "an opening that the primary does not have" {
  world {
    resource "aws_security_group" "db" {
      side       = "primary"
      attributes = { id = "sg-aaaaaaaa1", name = "db" }
    }
    resource "aws_security_group" "db" {
      side = "dr"
      attributes = {
        id      = "sg-bbbbbbbb2"
        name    = "db"
        ingress = [{ protocol = "tcp", from_port = 22, to_port = 22, cidr_blocks = ["0.0.0.0/0"] }]
      }
    }
  }
  expect {
    outcome = "fail"
    finding "no-more" {
      severity = "medium"
      message  = "*22 from 0.0.0.0/0*"
    }
  }
}

case "three styles of one rule" {
  world {
    resource "aws_vpc" "main" {
      side       = "primary"
      attributes = { id = "vpc-11111111", cidr_block = "10.1.0.0/16" }
    }
    resource "aws_vpc" "main" {
      side       = "dr"
      attributes = { id = "vpc-22222222", cidr_block = "10.2.0.0/16" }
    }
    resource "aws_security_group" "db" {
      side = "primary"
      attributes = {
        id      = "sg-aaaaaaaa1"
        name    = "db"
        ingress = [{ protocol = "tcp", from_port = 5432, to_port = 5432, cidr_blocks = ["10.1.0.0/16"] }]
      }
    }
    resource "aws_security_group" "db" {
      side       = "dr"
      attributes = { id = "sg-bbbbbbbb2", name = "db" }
    }
    resource "aws_vpc_security_group_ingress_rule" "db" {
      side       = "dr"
      attributes = { security_group_id = "sg-bbbbbbbb2", ip_protocol = "6", from_port = 5432, to_port = 5432, cidr_ipv4 = "10.2.0.0/16" }
    }
    resource "aws_security_group_rule" "out" {
      side       = "primary"
      attributes = { security_group_id = "sg-aaaaaaaa1", type = "egress", protocol = "-1", from_port = 0, to_port = 0, cidr_blocks = ["0.0.0.0/0"] }
    }
    resource "aws_vpc_security_group_egress_rule" "out" {
      side       = "dr"
      attributes = { security_group_id = "sg-bbbbbbbb2", ip_protocol = "-1", cidr_ipv4 = "0.0.0.0/0" }
    }
  }
  expect { outcome = "pass" }
}

case "a peer known only after apply" {
  world {
    resource "aws_security_group" "db" {
      side       = "primary"
      attributes = { id = "sg-aaaaaaaa1", name = "db" }
    }
    resource "aws_security_group" "db" {
      side       = "dr"
      attributes = { id = "sg-bbbbbbbb2", name = "db" }
    }
    resource "aws_vpc_security_group_ingress_rule" "db" {
      side       = "dr"
      attributes = { security_group_id = "sg-bbbbbbbb2", ip_protocol = "tcp", from_port = 1, to_port = 1, referenced_security_group_id = unknown("a new group") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*a new group*"
  }
}
