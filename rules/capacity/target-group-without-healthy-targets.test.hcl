case "the targets fail their checks" {
  world {
    resource "aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", name = "api", target_type = "ip" }
    }
    resource "status.aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", healthy = 0, targets = 1, reasons = ["Target.Timeout"] }
    }
    resource "aws_lb_listener" "https" {
      side       = "dr"
      attributes = { arn = "arn:l", default_action = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", forward = [] }] }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, load_balancer = [{ target_group_arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", container_name = "api", container_port = 8080 }] }
    }
  }
  expect {
    outcome = "fail"
    finding "healthy" {
      subjects = ["aws_lb_target_group.api"]
      message  = "*1 target needed, 0 available*Target.Timeout*"
    }
  }
}

case "a rule sends part of the requests there" {
  world {
    resource "aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", name = "api", target_type = "ip" }
    }
    resource "status.aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", healthy = 0, targets = 1, reasons = ["Target.Timeout"] }
    }
    resource "aws_lb_listener_rule" "rule" {
      side       = "dr"
      attributes = { arn = "arn:r", action = [{ type = "forward", target_group_arn = "", forward = [{ target_group = [{ arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", weight = 10 }] }] }] }
    }
  }
  expect {
    outcome = "fail"
    finding "healthy" {
      subjects = ["aws_lb_target_group.api"]
      message  = "*1 target needed, 0 available*"
    }
  }
}

case "a healthy target" {
  world {
    resource "aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", name = "api", target_type = "ip" }
    }
    resource "status.aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", healthy = 1, targets = 1, reasons = ["Target.Timeout"] }
    }
    resource "aws_lb_listener" "https" {
      side       = "dr"
      attributes = { arn = "arn:l", default_action = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", forward = [] }] }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, load_balancer = [{ target_group_arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", container_name = "api", container_port = 8080 }] }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a service that is scaled to nothing has no targets yet" {
  world {
    resource "aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", name = "api", target_type = "ip" }
    }
    resource "status.aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", healthy = 0, targets = 1, reasons = ["Target.Timeout"] }
    }
    resource "aws_lb_listener" "https" {
      side       = "dr"
      attributes = { arn = "arn:l", default_action = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", forward = [] }] }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 0, load_balancer = [{ target_group_arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", container_name = "api", container_port = 8080 }] }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "a group of weight 0 waits" {
  world {
    resource "aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", name = "api", target_type = "ip" }
    }
    resource "status.aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", healthy = 0, targets = 1, reasons = ["Target.Timeout"] }
    }
    resource "aws_lb_listener_rule" "rule" {
      side       = "dr"
      attributes = { arn = "arn:r", action = [{ type = "forward", target_group_arn = "", forward = [{ target_group = [{ arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", weight = 0 }] }] }] }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the health could not be read" {
  world {
    resource "aws_lb_target_group" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", name = "api", target_type = "ip" }
    }
    resource "aws_lb_listener" "https" {
      side       = "dr"
      attributes = { arn = "arn:l", default_action = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", forward = [] }] }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "arn:aws:ecs:us-west-2:111122223333:service/shop/api", cluster = "arn:aws:ecs:us-west-2:111122223333:cluster/shop", name = "api", desired_count = 1, load_balancer = [{ target_group_arn = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1", container_name = "api", container_port = 8080 }] }
    }
    incomplete "status.aws_lb_target_group" {
      side   = "dr"
      reason = "denied: elasticloadbalancing:DescribeTargetHealth"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeTargetHealth*"
  }
}
