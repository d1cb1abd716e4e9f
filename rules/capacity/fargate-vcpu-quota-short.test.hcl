case "the quota is too small" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 6 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 2 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*12 vCPU needed, 6 available, 6 missing; ask for it with `aws service-quotas request-service-quota-increase --region us-west-2 --service-code fargate --quota-code L-3032A538 --desired-value 12`*"
    }
  }
}

case "others use it up" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 16 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 8 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*18 vCPU needed, 16 available, 2 missing*other tasks use 6 vCPU*"
    }
  }
}

case "too small whatever others use" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 6 }
    }
    incomplete "metric.aws_servicequotas_service_quota" {
      side   = "dr"
      reason = "denied"
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*at least 12 vCPU needed, 6 available*--desired-value 12*"
    }
  }
}

case "On-Demand tasks of a mixed strategy" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", capacity_provider_strategy = [{ capacity_provider = "FARGATE", base = 2, weight = 1 }, { capacity_provider = "FARGATE_SPOT", base = 0, weight = 3 }] }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 5 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 2 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*6 vCPU needed, 5 available*"
    }
  }
}

case "the quota is enough" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 12 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 2 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = 12 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "tasks on instances count against no such quota" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "EC2" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the use of others is not measured" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 100 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody measured the use of quota L-3032A538*"
  }
}

case "the region does not tell the quota" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 2 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no value of fargate/L-3032A538*"
  }
}

case "the size of a task is not known" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = unknown("nobody may look") }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 12 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 2 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody may look*"
  }
}

case "a single provider needs no weight" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", capacity_provider_strategy = [{ capacity_provider = "FARGATE", base = 0, weight = 0 }] }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 5 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 2 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*12 vCPU needed, 5 available*"
    }
  }
}

case "several providers of which none has a weight" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", capacity_provider_strategy = [{ capacity_provider = "FARGATE", base = 0, weight = 0 }, { capacity_provider = "FARGATE_SPOT", base = 0, weight = 0 }] }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "2048" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 5 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 2 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no capacity provider of api has a weight*"
  }
}

case "the largest services are named, the rest counted" {
  world {
    resource "aws_ecs_service" "s1" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s1", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "s1", desired_count = 1, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "s1" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s1", running_count = 1 }
    }
    resource "aws_ecs_service" "s2" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s2", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "s2", desired_count = 2, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "s2" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s2", running_count = 2 }
    }
    resource "aws_ecs_service" "s3" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s3", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "s3", desired_count = 3, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "s3" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s3", running_count = 3 }
    }
    resource "aws_ecs_service" "s4" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s4", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "s4", desired_count = 4, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "s4" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s4", running_count = 4 }
    }
    resource "aws_ecs_service" "s5" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s5", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "s5", desired_count = 5, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "s5" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s5", running_count = 5 }
    }
    resource "aws_ecs_service" "s6" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s6", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "s6", desired_count = 6, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "s6" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s6", running_count = 6 }
    }
    resource "aws_ecs_service" "s7" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s7", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "s7", desired_count = 7, launch_type = "FARGATE", task_definition = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3" }
    }
    resource "status.aws_ecs_service" "s7" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/s7", running_count = 7 }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/api:3", family = "api", cpu = "1024" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", value = 6 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-3032A538", worst = 28 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*. s7: 7 tasks of 1 vCPU, s6: 6 tasks of 1 vCPU, s5: 5 tasks of 1 vCPU, s4: 4 tasks of 1 vCPU, s3: 3 tasks of 1 vCPU and 2 more; other tasks use 0 vCPU."
    }
  }
}
