case "the region does not have the type" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }], vpc_zone_identifier = ["subnet-a", "subnet-b"] }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "offering.aws_instance" "m6i_2xlarge" {
      side       = "dr"
      attributes = { instance_type = "m6i.2xlarge", availability_zones = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "offered" {
      subjects = ["aws_autoscaling_group.web"]
      message  = "*2 zones needed, 0 available*us-west-2a, us-west-2b: m6i.2xlarge*"
      severity = "critical"
    }
  }
}

case "one zone does not have the type" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }], vpc_zone_identifier = ["subnet-a", "subnet-b"] }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "offering.aws_instance" "m6i_2xlarge" {
      side       = "dr"
      attributes = { instance_type = "m6i.2xlarge", availability_zones = ["us-west-2a", "us-west-2c"] }
    }
  }
  expect {
    outcome = "fail"
    finding "every-zone" {
      subjects = ["aws_autoscaling_group.web"]
      message  = "*2 zones needed, 1 available*us-west-2b*"
      severity = "medium"
    }
  }
}

case "all zones have it" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }], vpc_zone_identifier = ["subnet-a", "subnet-b"] }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "offering.aws_instance" "m6i_2xlarge" {
      side       = "dr"
      attributes = { instance_type = "m6i.2xlarge", availability_zones = ["us-west-2a", "us-west-2b"] }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "each zone has one of the types" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, mixed_instances_policy = [{ instances_distribution = [{ on_demand_base_capacity = 1, on_demand_percentage_above_base_capacity = 100 }], launch_template = [{ launch_template_specification = [{ launch_template_id = "lt-1", launch_template_name = "web", version = "$Default" }], override = [{ instance_requirements = [], instance_type = "m6i.large", weighted_capacity = "" }, { instance_requirements = [], instance_type = "m6a.large", weighted_capacity = "" }] }] }], vpc_zone_identifier = ["subnet-a", "subnet-b"] }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "offering.aws_instance" "m6i_large" {
      side       = "dr"
      attributes = { instance_type = "m6i.large", availability_zones = ["us-west-2a"] }
    }
    resource "offering.aws_instance" "m6a_large" {
      side       = "dr"
      attributes = { instance_type = "m6a.large", availability_zones = ["us-west-2b"] }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "nobody asked what is offered" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }], vpc_zone_identifier = ["subnet-a", "subnet-b"] }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody asked*"
  }
}

case "types that are chosen by requirements" {
  world {
    resource "aws_subnet" "a" {
      side       = "dr"
      attributes = { id = "subnet-a", availability_zone = "us-west-2a", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_subnet" "b" {
      side       = "dr"
      attributes = { id = "subnet-b", availability_zone = "us-west-2b", cidr_block = "10.1.0.0/26", vpc_id = "vpc-dr" }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }], vpc_zone_identifier = ["subnet-a", "subnet-b"] }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = null, default_version = 3, latest_version = 3, instance_requirements = [{ vcpu_count = [{ min = 2 }] }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*requirements*"
  }
}
