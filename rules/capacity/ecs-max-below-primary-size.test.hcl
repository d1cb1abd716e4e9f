case "the primary runs more tasks than the maximum" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 8 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = 4 }
    }
  }
  expect {
    outcome = "fail"
    finding "maximum" {
      subjects = ["aws_appautoscaling_target.api"]
      message  = "*8 tasks needed, 4 available, 4 missing*"
    }
  }
}

case "more tasks are wanted than run" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 0 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = 4 }
    }
  }
  expect {
    outcome = "fail"
    finding "maximum" {
      subjects = ["aws_appautoscaling_target.api"]
      message  = "*6 tasks needed, 4 available, 2 missing*"
    }
  }
}

case "what is certain is too much already" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1 }
    }
    incomplete "status.aws_ecs_service" {
      side   = "primary"
      reason = "denied"
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = 4 }
    }
  }
  expect {
    outcome = "fail"
    finding "maximum" {
      subjects = ["aws_appautoscaling_target.api"]
      message  = "*at least 6 tasks needed, 4 available*"
    }
  }
}

case "the maximum is enough" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
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

case "a service that nothing scales" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1 }
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

case "the running tasks could not be counted" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1 }
    }
    incomplete "status.aws_ecs_service" {
      side   = "primary"
      reason = "denied: ecs:DescribeServices"
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = 12 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ecs:DescribeServices*"
  }
}

case "a maximum that is not known" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/shop", name = "api", desired_count = 6 }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", running_count = 6 }
    }
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", running_count = 1 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = unknown("nobody may look") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody may look*"
  }
}
