case "Spot tasks do not fit" {
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
      attributes = { service_code = "fargate", quota_code = "L-36FBB829", value = 4 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-36FBB829", worst = 0 }
    }
  }
  expect {
    outcome = "fail"
    finding "quota" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*6 vCPU needed, 4 available, 2 missing*--quota-code L-36FBB829 --desired-value 6*"
    }
  }
}

case "Spot tasks fit" {
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
      attributes = { service_code = "fargate", quota_code = "L-36FBB829", value = 6 }
    }
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-36FBB829", worst = 0 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a service without Spot" {
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
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the quota was not readable" {
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
    resource "metric.aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "fargate", quota_code = "L-36FBB829", worst = 0 }
    }
    incomplete "aws_servicequotas_service_quota" {
      side   = "dr"
      reason = "denied: servicequotas:ListServiceQuotas"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*servicequotas:ListServiceQuotas*"
  }
}
