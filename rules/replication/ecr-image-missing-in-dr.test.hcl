case "another tag only" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:1.6" }]) }
    }
    resource "status.aws_ecr_image" "i" {
      side       = "dr"
      attributes = { repository_name = "shop/api", image_digest = "sha256:aa", image_tags = ["1.5"] }
    }
  }
  expect {
    outcome = "fail"
    finding "there" {
      subjects = ["aws_ecs_task_definition.api"]
      at       = "container_definitions.image"
      message  = "*shop/api:1.6*us-west-2."
    }
  }
}

case "another digest only" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:1.5@sha256:bb" }]) }
    }
    resource "status.aws_ecr_image" "i" {
      side       = "dr"
      attributes = { repository_name = "shop/api", image_digest = "sha256:aa", image_tags = ["1.5"] }
    }
  }
  expect {
    outcome = "fail"
    finding "there" {
      message = "*@sha256:bb*"
    }
  }
}

case "an empty registry" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api" }]) }
    }
  }
  expect {
    outcome = "fail"
    finding "there" {}
  }
}

case "by tag" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:1.5" }]) }
    }
    resource "status.aws_ecr_image" "i" {
      side       = "dr"
      attributes = { repository_name = "shop/api", image_digest = "sha256:aa", image_tags = ["1.5"] }
    }
  }
  expect { outcome = "pass" }
}

case "by digest" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api@sha256:aa" }]) }
    }
    resource "status.aws_ecr_image" "i" {
      side       = "dr"
      attributes = { repository_name = "shop/api", image_digest = "sha256:aa", image_tags = [] }
    }
  }
  expect { outcome = "pass" }
}

case "a registry of somebody else" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "envoyproxy/envoy:v1.30" }]) }
    }
  }
  expect { outcome = "pass" }
}

case "a registry of another account" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "999999999999.dkr.ecr.us-east-1.amazonaws.com/shop/api:1" }]) }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*registry of account 999999999999 in us-east-1 was not read*"
  }
}

case "images could not be listed" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:1.5" }]) }
    }
    incomplete "status.aws_ecr_image" {
      side   = "dr"
      reason = "denied: ecr:DescribeImages"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ecr:DescribeImages*"
  }
}

case "tags that are not known" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:1.5" }]) }
    }
    resource "status.aws_ecr_image" "i" {
      side       = "dr"
      attributes = { repository_name = "shop/api", image_digest = "sha256:aa", image_tags = unknown("not read") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*not read*"
  }
}

case "a registry of a third region" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api:1" }]) }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*in eu-west-1 was not read*"
  }
}

case "by its dual-stack name" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "primary"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "111122223333.dkr-ecr.us-east-1.on.aws/shop/api:1.5" }]) }
    }
  }
  expect {
    outcome = "fail"
    finding "there" {}
  }
}
