case "in alarm" {
  world {
    resource "status.aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", state = "ALARM", state_reason = "threshold crossed" }
    }
  }
  expect {
    outcome = "fail"
    finding "quiet" {
      subjects = ["status.aws_cloudwatch_metric_alarm.a"]
      severity = "medium"
      at       = "state"
      message  = "orders-age is in alarm: threshold crossed."
    }
  }
}

case "no data" {
  world {
    resource "status.aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", state = "INSUFFICIENT_DATA", state_reason = "threshold crossed" }
    }
  }
  expect {
    outcome = "fail"
    finding "has-data" {
      severity = "low"
      message  = "orders-age has no data*"
    }
  }
}

case "fine" {
  world {
    resource "status.aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", state = "OK", state_reason = "threshold crossed" }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_cloudwatch_metric_alarm" "a" {
      side       = "primary"
      attributes = { alarm_name = "orders-age", state = "ALARM", state_reason = "threshold crossed" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "orders-age", state = unknown("denied: cloudwatch:DescribeAlarms"), state_reason = "threshold crossed" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeAlarms*"
  }
}

case "an alarm that scales" {
  world {
    resource "status.aws_cloudwatch_metric_alarm" "a" {
      side       = "dr"
      attributes = { alarm_name = "TargetTracking-service/checkout/api-AlarmLow-0a1b2c3d", state = "ALARM", state_reason = "threshold crossed" }
    }
  }
  expect { outcome = "not-applicable" }
}
