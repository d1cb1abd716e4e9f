# A weekly audit on Fargate: EventBridge Scheduler runs the task, and nothing runs in between.

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  history   = "s3://${var.history_bucket}/${var.history_prefix}"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/passmuster/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  # A file system in which only this volume can be written.
  volume {
    name = "work"
  }

  container_definitions = jsonencode([{
    name      = "passmuster"
    image     = var.image
    essential = true
    command   = ["audit", "--live", "--config", var.config_path, "--history", local.history, "--output", "table"]
    user      = "65532:65532"

    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = true }
    mountPoints            = [{ sourceVolume = "work", containerPath = "/data" }]

    environment = [
      { name = "HOME", value = "/data" },
      { name = "XDG_CACHE_HOME", value = "/data/cache" },
      { name = "XDG_STATE_HOME", value = "/data/state" },
    ]
    secrets = [{ name = "PASSMUSTER_KEY", valueFrom = var.key_secret_arn }]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = data.aws_region.current.name
        awslogs-stream-prefix = "audit"
      }
    }
  }])
}

resource "aws_scheduler_schedule" "this" {
  name                         = var.name
  description                  = "Weekly audit of the disaster-recovery region"
  schedule_expression          = var.schedule
  schedule_expression_timezone = var.time_zone

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 30
  }

  target {
    arn      = var.cluster_arn
    role_arn = aws_iam_role.scheduler.arn

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.this.arn
      launch_type         = "FARGATE"
      propagate_tags      = "TASK_DEFINITION"

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = var.security_group_ids
        assign_public_ip = var.assign_public_ip
      }
    }

    # That the task could not be started is tried again; how an audit ended is not.
    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 5
    }
  }
}
