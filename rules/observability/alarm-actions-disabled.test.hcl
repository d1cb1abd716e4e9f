case "disabled" {
  world {
    resource "aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", actions_enabled = false, alarm_actions = ["arn:aws:sns:us-west-2:111122223333:alerts"] }
    }
  }
  expect {
    outcome = "fail"
    finding "enabled" {
      subjects = ["aws_cloudwatch_metric_alarm.a"]
      at       = "actions_enabled"
      message  = "The actions of orders-age are disabled."
    }
  }
}

case "no action" {
  world {
    resource "aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", actions_enabled = true, alarm_actions = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "addressed" {
      message = "orders-age has no action."
    }
  }
}

case "never set" {
  world {
    resource "aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", actions_enabled = null, alarm_actions = null }
    }
  }
  expect {
    outcome = "fail"
    finding "addressed" {}
  }
}

case "a topic" {
  world {
    resource "aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", actions_enabled = true, alarm_actions = ["arn:aws:sns:us-west-2:111122223333:alerts"] }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", actions_enabled = true, alarm_actions = unknown("not told") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*not told*"
  }
}
