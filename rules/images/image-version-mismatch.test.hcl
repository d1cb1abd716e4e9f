case "another tag" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/api:1.5" }]) }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-west-2.amazonaws.com/api:1.4" }]) }
    }
  }
  expect {
    outcome = "fail"
    finding "same" {
      subjects = ["aws_ecs_task_definition.api"]
      at       = "container_definitions.image"
      message  = "*api:1.4 in api*api:1.5*"
    }
  }
}

case "the digest decides before the tag" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "x.io/api:1@sha256:aa" }]) }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "x.io/api:1@sha256:bb" }]) }
    }
  }
  expect {
    outcome = "fail"
    finding "same" {}
  }
}

case "the same tag in each region's registry" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/api:1.5" }]) }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-west-2.amazonaws.com/api:1.5" }]) }
    }
  }
  expect { outcome = "pass" }
}

case "latest may be anything" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "x.io/api:latest" }]) }
    }
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "x.io/api:latest" }]) }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*latest*"
  }
}
