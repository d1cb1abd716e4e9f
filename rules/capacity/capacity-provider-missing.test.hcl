case "Spot is not associated" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, capacity_provider_strategy = [{ capacity_provider = "FARGATE", base = 0, weight = 1 }, { capacity_provider = "FARGATE_SPOT", base = 0, weight = 1 }] }
    }
    resource "aws_ecs_cluster_capacity_providers" "shop" {
      side       = "dr"
      attributes = { cluster_name = "shop", capacity_providers = ["FARGATE"] }
    }
  }
  expect {
    outcome = "fail"
    finding "associated" {
      subjects = ["aws_ecs_service.api"]
      message  = "*2 providers needed, 1 available, 1 missing*FARGATE_SPOT*"
    }
  }
}

case "a cluster without providers" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, capacity_provider_strategy = [{ capacity_provider = "FARGATE", base = 0, weight = 1 }] }
    }
  }
  expect {
    outcome = "fail"
    finding "associated" {
      subjects = ["aws_ecs_service.api"]
      message  = "*1 provider needed, 0 available*"
    }
  }
}

case "all are associated" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, capacity_provider_strategy = [{ capacity_provider = "FARGATE", base = 0, weight = 1 }, { capacity_provider = "FARGATE_SPOT", base = 0, weight = 1 }] }
    }
    resource "aws_ecs_cluster_capacity_providers" "shop" {
      side       = "dr"
      attributes = { cluster_name = "shop", capacity_providers = ["FARGATE", "FARGATE_SPOT"] }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a launch type needs none" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, launch_type = "FARGATE" }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the providers of the clusters could not be listed" {
  world {
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, capacity_provider_strategy = [{ capacity_provider = "FARGATE", base = 0, weight = 1 }] }
    }
    incomplete "aws_ecs_cluster_capacity_providers" {
      side   = "dr"
      reason = "denied: ecs:DescribeClusters"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ecs:DescribeClusters*"
  }
}
