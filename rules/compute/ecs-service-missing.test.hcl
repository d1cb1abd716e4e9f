case "missing" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", cluster = "c" }
    }
  }
  expect {
    outcome = "fail"
    finding "missing" {
      subjects = ["aws_ecs_service.api"]
      severity = "critical"
      message  = "The service api has no counterpart in us-west-2."
    }
  }
}

case "there" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", cluster = "c" }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", cluster = "c" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "services could not be listed" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", cluster = "c" }
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
