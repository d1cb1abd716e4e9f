case "nothing runs" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "ACTIVE", desired_count = 2, running_count = 0, pending_count = 0, rollout_state = "COMPLETED", last_event = "unable to place a task" }
    }
  }
  expect {
    outcome = "fail"
    finding "running" {
      subjects = ["status.aws_ecs_service.api"]
      severity = "critical"
      message  = "api runs none of its 2 tasks. Its newest event: unable to place a task"
    }
  }
}

case "one of two" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "ACTIVE", desired_count = 2, running_count = 1, pending_count = 0, rollout_state = "COMPLETED", last_event = null }
    }
  }
  expect {
    outcome = "fail"
    finding "complete" {
      message = "api runs 1 of 2 tasks."
    }
  }
}

case "a failed deployment" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "ACTIVE", desired_count = 2, running_count = 2, pending_count = 0, rollout_state = "FAILED", last_event = null }
    }
  }
  expect {
    outcome = "fail"
    finding "deployed" {
      severity = "high"
      message  = "The last deployment of api failed."
    }
  }
}

case "a deployment under way" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "ACTIVE", desired_count = 2, running_count = 2, pending_count = 0, rollout_state = "IN_PROGRESS", last_event = null }
    }
  }
  expect {
    outcome = "fail"
    finding "settled" {
      severity = "medium"
      message  = "A deployment of api is under way."
    }
  }
}

case "steady" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "ACTIVE", desired_count = 2, running_count = 2, pending_count = 0, rollout_state = "COMPLETED", last_event = null }
    }
  }
  expect { outcome = "pass" }
}

case "a pilot light" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "ACTIVE", desired_count = 0, running_count = 0, pending_count = 0, rollout_state = "COMPLETED", last_event = null }
    }
  }
  expect { outcome = "pass" }
}

case "being drained" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "DRAINING", desired_count = 2, running_count = 0, pending_count = 0, rollout_state = "COMPLETED", last_event = null }
    }
  }
  expect { outcome = "not-applicable" }
}

case "in the primary region" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "primary"
      attributes = { name = "api", status = "ACTIVE", desired_count = 2, running_count = 0, pending_count = 0, rollout_state = "COMPLETED", last_event = null }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_ecs_service" "api" {
      side       = "dr"
      attributes = { name = "api", status = "ACTIVE", desired_count = 2, running_count = unknown("denied: ecs:DescribeServices"), pending_count = 0, rollout_state = "COMPLETED", last_event = null }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ecs:DescribeServices*"
  }
}
