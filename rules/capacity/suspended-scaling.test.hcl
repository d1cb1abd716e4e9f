case "no launches" {
  world {
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", suspended_processes = ["Launch"] }
    }
  }
  expect {
    outcome = "fail"
    finding "launch" {
      subjects = ["status.aws_autoscaling_group.web"]
      message  = "*may not launch*"
    }
  }
}

case "launches without traffic" {
  world {
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", suspended_processes = ["AddToLoadBalancer", "AZRebalance"] }
    }
  }
  expect {
    outcome = "fail"
    finding "add-to-load-balancer" {
      subjects = ["status.aws_autoscaling_group.web"]
      message  = "*get no traffic*"
    }
  }
}

case "other processes are suspended" {
  world {
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", suspended_processes = ["AZRebalance"] }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "the processes are not known" {
  world {
    resource "status.aws_autoscaling_group" "web" {
      side       = "dr"
      attributes = { id = "web", name = "web", suspended_processes = unknown("nobody may look") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody may look*"
  }
}
