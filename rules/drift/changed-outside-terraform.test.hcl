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

case "a rule added to a group whose rules are recorded in the older style" {
  world {
    recorded "aws_security_group" "db" {
      side       = "dr"
      attributes = { id = "sg-1", name = "db" }
    }
    recorded "aws_security_group_rule" "app" {
      side       = "dr"
      attributes = { id = "sgrule-1", security_group_id = "sg-1", type = "ingress", protocol = "tcp", from_port = 5432, to_port = 5432, cidr_blocks = ["10.1.0.0/16"] }
    }
    resource "aws_security_group" "db" {
      side       = "dr"
      attributes = {
        id      = "sg-1"
        name    = "db"
        ingress = [
          { protocol = "tcp", from_port = 5432, to_port = 5432, cidr_blocks = ["10.1.0.0/16"] },
          { protocol = "tcp", from_port = 22, to_port = 22, cidr_blocks = ["0.0.0.0/0"] },
        ]
      }
    }
    resource "aws_vpc_security_group_ingress_rule" "app" {
      side       = "dr"
      attributes = { id = "sgr-1", security_group_id = "sg-1", ip_protocol = "tcp", from_port = 5432, to_port = 5432, cidr_ipv4 = "10.1.0.0/16" }
    }
  }
  expect {
    outcome = "fail"
    finding "as-recorded" {
      subjects = ["aws_security_group.db"]
      message  = "db runs with another ingress*tcp 22*"
    }
  }
}
