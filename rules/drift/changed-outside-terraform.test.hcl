case "a setting changed by hand" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs", visibility_timeout_seconds = 60 }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs", visibility_timeout_seconds = 30 }
    }
  }
  expect {
    outcome = "fail"
    finding "as-recorded" {
      subjects = ["aws_sqs_queue.jobs"]
      at       = "visibility_timeout_seconds"
      message  = "jobs runs with another visibility_timeout_seconds than Terraform recorded."
    }
  }
}

case "as it was applied" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs", visibility_timeout_seconds = 60 }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs", visibility_timeout_seconds = 60 }
    }
  }
  expect { outcome = "pass" }
}

case "a count that autoscaling moved within its limits" {
  world {
    recorded "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", name = "api", cluster = "shop", desired_count = 2 }
    }
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", name = "api", cluster = "shop", desired_count = 7 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "primary"
      attributes = { id = "service/shop/api", resource_id = "service/shop/api", scalable_dimension = "ecs:service:DesiredCount", min_capacity = 2, max_capacity = 10 }
    }
  }
  expect { outcome = "pass" }
}

case "a count beyond the limits of autoscaling" {
  world {
    recorded "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", name = "api", cluster = "shop", desired_count = 2 }
    }
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { id = "arn:aws:ecs:us-east-1:111122223333:service/shop/api", name = "api", cluster = "shop", desired_count = 0 }
    }
    resource "aws_appautoscaling_target" "api" {
      side       = "primary"
      attributes = { id = "service/shop/api", resource_id = "service/shop/api", scalable_dimension = "ecs:service:DesiredCount", min_capacity = 2, max_capacity = 10 }
    }
  }
  expect {
    outcome = "fail"
    finding "as-recorded" {
      subjects = ["aws_ecs_service.api"]
      at       = "desired_count"
    }
  }
}

case "an attribute that could not be read" {
  world {
    recorded "aws_kms_key" "data" {
      side       = "dr"
      attributes = { id = "1a", enable_key_rotation = true }
    }
    resource "aws_kms_key" "data" {
      side       = "dr"
      attributes = { id = "1a", enable_key_rotation = unknown("kms:GetKeyRotationStatus") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*kms:GetKeyRotationStatus*"
  }
}

case "no state was read" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
  }
  expect { outcome = "not-applicable" }
}
