case "a deployment at the primary's size does not fit into one subnet" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 20 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, network_configuration = [{ subnets = ["subnet-a", "subnet-b"] }] }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 20 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", available_ip_address_count = 40 }
    }
    resource "status.aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", available_ip_address_count = 12 }
    }
  }
  expect {
    outcome = "fail"
    finding "free" {
      subjects = ["aws_subnet.b"]
      message  = "*20 addresses needed, 12 available, 8 missing*"
    }
  }
}

case "the load balancer needs room too" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 20 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, network_configuration = [{ subnets = ["subnet-a", "subnet-b"] }] }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 20 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_lb" "web" {
      side       = "dr"
      attributes = { name = "web", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b"] }
    }
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", available_ip_address_count = 40 }
    }
    resource "status.aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", available_ip_address_count = 24 }
    }
  }
  expect {
    outcome = "fail"
    finding "free" {
      subjects = ["aws_subnet.b"]
      message  = "*28 addresses needed, 24 available, 4 missing*"
    }
  }
}

case "instances of a group" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 9 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, vpc_zone_identifier = ["subnet-a"] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 9 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", available_ip_address_count = 7 }
    }
  }
  expect {
    outcome = "fail"
    finding "free" {
      subjects = ["aws_subnet.a"]
      message  = "*8 addresses needed, 7 available, 1 missing*"
    }
  }
}

case "room for all" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 20 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, network_configuration = [{ subnets = ["subnet-a", "subnet-b"] }] }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 20 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_lb" "web" {
      side       = "dr"
      attributes = { name = "web", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b"] }
    }
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", available_ip_address_count = 40 }
    }
    resource "status.aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", available_ip_address_count = 28 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "no old tasks stay during a deployment" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 20 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, network_configuration = [{ subnets = ["subnet-a", "subnet-b"] }], deployment_maximum_percent = 100 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 20 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", available_ip_address_count = 10 }
    }
    resource "status.aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", available_ip_address_count = 10 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "the free addresses could not be read" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 20 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, network_configuration = [{ subnets = ["subnet-a", "subnet-b"] }] }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 20 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    incomplete "status.aws_subnet" {
      side   = "dr"
      reason = "denied: ec2:DescribeSubnets"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeSubnets*"
  }
}

case "a service that could not be seen may need addresses" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 20 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, network_configuration = [{ subnets = ["subnet-a", "subnet-b"] }] }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 20 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "status.aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", available_ip_address_count = 40 }
    }
    resource "status.aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", available_ip_address_count = 40 }
    }
    incomplete "aws_ecs_service" {
      side   = "dr"
      reason = "denied: ecs:ListServices"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ecs:ListServices*"
  }
}
