case "the fullest zone of the primary does not fit" {
  world {
    resource "aws_subnet" "p" {
      side       = "primary"
      attributes = { id = "subnet-p", availability_zone = "us-east-1a", cidr_block = "10.0.0.0/26", vpc_id = "vpc-p" }
    }
    resource "aws_subnet" "q" {
      side       = "primary"
      attributes = { id = "subnet-q", availability_zone = "us-east-1b", cidr_block = "10.0.0.0/26", vpc_id = "vpc-p" }
    }
    resource "aws_nat_gateway" "x" {
      side       = "primary"
      attributes = { id = "nat-x", subnet_id = "subnet-p" }
    }
    resource "aws_nat_gateway" "y" {
      side       = "primary"
      attributes = { id = "nat-y", subnet_id = "subnet-p" }
    }
    resource "aws_nat_gateway" "z" {
      side       = "primary"
      attributes = { id = "nat-z", subnet_id = "subnet-q" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-FE5A380F", value = 1 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*2 gateways needed, 1 available, 1 missing*--service-code vpc --quota-code L-FE5A380F --desired-value 2*"
    }
  }
}

case "it fits" {
  world {
    resource "aws_subnet" "p" {
      side       = "primary"
      attributes = { id = "subnet-p", availability_zone = "us-east-1a", cidr_block = "10.0.0.0/26", vpc_id = "vpc-p" }
    }
    resource "aws_subnet" "q" {
      side       = "primary"
      attributes = { id = "subnet-q", availability_zone = "us-east-1b", cidr_block = "10.0.0.0/26", vpc_id = "vpc-p" }
    }
    resource "aws_nat_gateway" "x" {
      side       = "primary"
      attributes = { id = "nat-x", subnet_id = "subnet-p" }
    }
    resource "aws_nat_gateway" "y" {
      side       = "primary"
      attributes = { id = "nat-y", subnet_id = "subnet-p" }
    }
    resource "aws_nat_gateway" "z" {
      side       = "primary"
      attributes = { id = "nat-z", subnet_id = "subnet-q" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-FE5A380F", value = 5 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "nobody has any" {
  world {
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-FE5A380F", value = 5 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the zone of a gateway is not known" {
  world {
    resource "aws_subnet" "p" {
      side       = "primary"
      attributes = { id = "subnet-p", availability_zone = "us-east-1a", cidr_block = "10.0.0.0/26", vpc_id = "vpc-p" }
    }
    resource "aws_subnet" "q" {
      side       = "primary"
      attributes = { id = "subnet-q", availability_zone = "us-east-1b", cidr_block = "10.0.0.0/26", vpc_id = "vpc-p" }
    }
    resource "aws_nat_gateway" "x" {
      side       = "primary"
      attributes = { id = "nat-x", subnet_id = "subnet-p" }
    }
    resource "aws_nat_gateway" "y" {
      side       = "primary"
      attributes = { id = "nat-y", subnet_id = "subnet-p" }
    }
    resource "aws_nat_gateway" "z" {
      side       = "primary"
      attributes = { id = "nat-z", subnet_id = "subnet-q" }
    }
    resource "aws_nat_gateway" "w" {
      side       = "primary"
      attributes = { id = "nat-w", subnet_id = "subnet-elsewhere" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-FE5A380F", value = 5 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*aws_nat_gateway.w*"
  }
}

case "a regional gateway is in no zone" {
  world {
    resource "aws_subnet" "p" {
      side       = "primary"
      attributes = { id = "subnet-p", availability_zone = "us-east-1a", cidr_block = "10.0.0.0/26", vpc_id = "vpc-p" }
    }
    resource "aws_subnet" "q" {
      side       = "primary"
      attributes = { id = "subnet-q", availability_zone = "us-east-1b", cidr_block = "10.0.0.0/26", vpc_id = "vpc-p" }
    }
    resource "aws_nat_gateway" "x" {
      side       = "primary"
      attributes = { id = "nat-x", subnet_id = "subnet-p" }
    }
    resource "aws_nat_gateway" "y" {
      side       = "primary"
      attributes = { id = "nat-y", subnet_id = "subnet-p" }
    }
    resource "aws_nat_gateway" "z" {
      side       = "primary"
      attributes = { id = "nat-z", subnet_id = "subnet-q" }
    }
    resource "aws_nat_gateway" "w" {
      side       = "primary"
      attributes = { id = "nat-w", subnet_id = "" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "vpc", quota_code = "L-FE5A380F", value = 5 }
    }
  }
  expect { outcome = "pass" }
}
