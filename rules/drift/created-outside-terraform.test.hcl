case "a queue made by hand" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    resource "aws_sqs_queue" "by_hand" {
      side       = "dr"
      attributes = { id = "h", name = "by-hand" }
    }
  }
  expect {
    outcome = "fail"
    finding "recorded" {
      subjects = ["aws_sqs_queue.by_hand"]
      message  = "aws_sqs_queue by-hand is in no state."
    }
  }
}

case "AWS makes a default VPC in every region" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    resource "aws_vpc" "default" {
      side       = "dr"
      attributes = { id = "vpc-1", cidr_block = "172.31.0.0/16" }
    }
    resource "aws_subnet" "default" {
      side       = "dr"
      attributes = { id = "subnet-1", vpc_id = "vpc-1" }
    }
  }
  expect { outcome = "pass" }
}

case "a service registers its tasks" {
  world {
    recorded "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "s", name = "api", load_balancer = [{ target_group_arn = "tg-1" }] }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "s", name = "api", load_balancer = [{ target_group_arn = "tg-1" }] }
    }
    resource "aws_lb_target_group_attachment" "task" {
      side       = "dr"
      attributes = { id = "a", target_group_arn = "tg-1", target_id = "10.0.0.4" }
    }
  }
  expect { outcome = "pass" }
}

case "somebody registers a target of another group" {
  world {
    recorded "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "s", name = "api", load_balancer = [{ target_group_arn = "tg-1" }] }
    }
    resource "aws_ecs_service" "api" {
      side       = "dr"
      attributes = { id = "s", name = "api", load_balancer = [{ target_group_arn = "tg-1" }] }
    }
    resource "aws_lb_target_group_attachment" "by_hand" {
      side       = "dr"
      attributes = { id = "a", target_group_arn = "tg-2", target_id = "10.0.0.4" }
    }
  }
  expect {
    outcome = "fail"
    finding "recorded" {
      subjects = ["aws_lb_target_group_attachment.by_hand"]
    }
  }
}

case "a target that a service may have registered" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    resource "aws_lb_target_group_attachment" "task" {
      side       = "dr"
      attributes = { id = "a", target_group_arn = "tg-1", target_id = "10.0.0.4" }
    }
    incomplete "aws_ecs_service" {
      side   = "dr"
      reason = "ecs:DescribeServices"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ecs:DescribeServices*"
  }
}

case "rules that the group itself tells" {
  world {
    recorded "aws_security_group" "db" {
      side       = "dr"
      attributes = { id = "sg-1", name = "db", vpc_id = "vpc-1" }
    }
    resource "aws_security_group" "db" {
      side       = "dr"
      attributes = { id = "sg-1", name = "db", vpc_id = "vpc-1" }
    }
    resource "aws_vpc_security_group_ingress_rule" "by_hand" {
      side       = "dr"
      attributes = { id = "sgr-1", security_group_id = "sg-1" }
    }
  }
  expect { outcome = "pass" }
}

case "a listing was denied" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    incomplete "aws_sqs_queue" {
      side   = "dr"
      reason = "sqs:ListQueues"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*sqs:ListQueues*"
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

case "a network that may be the default one" {
  world {
    recorded "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { id = "q", name = "jobs" }
    }
    resource "aws_vpc" "default" {
      side       = "dr"
      attributes = { id = "vpc-1", cidr_block = unknown("ec2:DescribeVpcs") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ec2:DescribeVpcs*"
  }
}
