case "the primary's registry" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/api:1.5" }]) }
    }
  }
  expect {
    outcome = "fail"
    finding "own-region" {
      subjects = ["aws_ecs_task_definition.api"]
      at       = "container_definitions.image"
      message  = "*us-east-1*"
    }
  }
}

case "the own registry, and a public one" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-west-2.amazonaws.com/api:1.5" }, { name = "proxy", image = "envoyproxy/envoy:v1.30" }]) }
    }
  }
  expect { outcome = "pass" }
}

case "definitions known only after apply" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { family = "api", container_definitions = unknown("the image is an input") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*the image is an input*"
  }
}
