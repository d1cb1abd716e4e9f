case "five minutes" {
  world {
    resource "aws_route53_health_check" "h" {
      side       = "primary"
      attributes = { type = "HTTPS", request_interval = 30, failure_threshold = 10 }
    }
  }
  expect {
    outcome = "fail"
    finding "fast" {
      subjects = ["aws_route53_health_check.h"]
      message  = "*30 s × 10 to see a failure*"
    }
  }
}

case "half a minute" {
  world {
    resource "aws_route53_health_check" "h" {
      side       = "primary"
      attributes = { type = "HTTPS", request_interval = 10, failure_threshold = 3 }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "aws_route53_health_check" "h" {
      side       = "primary"
      attributes = { type = "HTTPS", request_interval = unknown("a variable"), failure_threshold = 3 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*a variable*"
  }
}
