case "a lower maximum" {
  world {
    resource "aws_appautoscaling_target" "api" {
      side       = "primary"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", scalable_dimension = "ecs:service:DesiredCount", min_capacity = 4, max_capacity = 20 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", scalable_dimension = "ecs:service:DesiredCount", min_capacity = 1, max_capacity = 4 }
    }
  }
  expect {
    outcome = "fail"
    finding "maximum" {
      subjects = ["aws_appautoscaling_target.api"]
      at       = "max_capacity"
      message  = "*scales to 4 tasks, its primary to 20*"
    }
  }
}

case "half is enough where that is said" {
  inputs = { percent = 50 }
  world {
    resource "aws_appautoscaling_target" "api" {
      side       = "primary"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = 21 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = 11 }
    }
  }
  expect { outcome = "pass" }
}

case "a maximum that is not known" {
  world {
    resource "aws_appautoscaling_target" "api" {
      side       = "primary"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = 20 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "dr"
      attributes = { service_namespace = "ecs", resource_id = "service/shop/api", max_capacity = unknown("var.max has no value") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*var.max*"
  }
}
