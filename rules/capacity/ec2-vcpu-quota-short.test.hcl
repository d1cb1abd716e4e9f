case "the quota is too small" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 32 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 8 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "Standard On-Demand vCPU in us-west-2: 40 vCPU needed, 32 available, 8 missing*--service-code ec2 --quota-code L-1216C47A --desired-value 40*"
    }
  }
}

case "another family has another quota" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "g5.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "standard" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 1000 }
    }
    resource "aws_servicequotas_service_quota" "g" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-DB2E81BA", value = 8 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-DB2E81BA", worst = 8 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.g"]
      message  = "G On-Demand vCPU*40 vCPU needed, 8 available*"
    }
  }
}

case "the largest type and the On-Demand share of a mixed group" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, mixed_instances_policy = [{ instances_distribution = [{ on_demand_base_capacity = 1, on_demand_percentage_above_base_capacity = 50 }], launch_template = [{ launch_template_specification = [{ launch_template_id = "lt-1", launch_template_name = "web", version = "$Default" }], override = [{ instance_requirements = [], instance_type = "m6i.xlarge", weighted_capacity = "" }, { instance_requirements = [], instance_type = "m6a.2xlarge", weighted_capacity = "" }] }] }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 23 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 8 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*24 vCPU needed, 23 available*"
    }
  }
}

case "a launch configuration" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_configuration = "old" }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_configuration" "old" {
      side       = "dr"
      attributes = { name = "old", instance_type = "t3.micro" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 9 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 2 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*10 vCPU needed, 9 available*"
    }
  }
}

case "the quota is enough" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 40 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 8 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "Spot instances have quotas of their own" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3, instance_market_options = [{ market_type = "spot" }] }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "a bare metal size is not told by its name" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.metal", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 40 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 8 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*vCPUs of m6i.metal*"
  }
}

case "another version of the template was read" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "2" }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 40 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 8 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*version 2*"
  }
}

case "nobody measured the use" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, launch_template = [{ id = "lt-1", name = "web", version = "$Latest" }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 400 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody measured*"
  }
}

case "which type the instance is that runs decides" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, mixed_instances_policy = [{ instances_distribution = [{ on_demand_base_capacity = 1, on_demand_percentage_above_base_capacity = 50 }], launch_template = [{ launch_template_specification = [{ launch_template_id = "lt-1", launch_template_name = "web", version = "$Default" }], override = [{ instance_requirements = [], instance_type = "m6i.xlarge", weighted_capacity = "" }, { instance_requirements = [], instance_type = "m6a.2xlarge", weighted_capacity = "" }] }] }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 26 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 8 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*which of their types the groups run*"
  }
}

case "it fits whichever type the instance is that runs" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, mixed_instances_policy = [{ instances_distribution = [{ on_demand_base_capacity = 1, on_demand_percentage_above_base_capacity = 50 }], launch_template = [{ launch_template_specification = [{ launch_template_id = "lt-1", launch_template_name = "web", version = "$Default" }], override = [{ instance_requirements = [], instance_type = "m6i.xlarge", weighted_capacity = "" }, { instance_requirements = [], instance_type = "m6a.2xlarge", weighted_capacity = "" }] }] }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 28 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 8 }
    }
  }
  expect { outcome = "pass" }
}

case "the instance that runs may count against the quota of either type" {
  world {
    resource "aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", name = "web", desired_capacity = 5 }
    }
    resource "aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", desired_capacity = 1, mixed_instances_policy = [{ instances_distribution = [{ on_demand_base_capacity = 1, on_demand_percentage_above_base_capacity = 50 }], launch_template = [{ launch_template_specification = [{ launch_template_id = "lt-1", launch_template_name = "web", version = "$Default" }], override = [{ instance_requirements = [], instance_type = "m6i.xlarge", weighted_capacity = "" }, { instance_requirements = [], instance_type = "g5.xlarge", weighted_capacity = "" }] }] }] }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "primary"
      attributes = { id = "web", in_service = 5 }
    }
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", in_service = 1 }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { id = "lt-1", name = "web", instance_type = "m6i.2xlarge", default_version = 3, latest_version = 3 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", value = 19 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-1216C47A", worst = 8 }
    }
    resource "aws_servicequotas_service_quota" "g" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-DB2E81BA", value = 1000 }
    }
    resource "metric.aws_servicequotas_service_quota" "g" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-DB2E81BA", worst = 0 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*which of their types the groups run*"
  }
}
