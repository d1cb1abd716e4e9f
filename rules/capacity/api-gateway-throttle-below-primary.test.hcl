case "a quarter of the primary's rate" {
  world {
    resource "aws_apigatewayv2_api" "shop" {
      side       = "dr"
      attributes = { name = "shop", protocol_type = "HTTP" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "primary"
      attributes = { service_code = "apigateway", quota_code = "L-8A5B8E43", value = 10000 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "apigateway", quota_code = "L-8A5B8E43", value = 2500 }
    }
  }
  expect {
    outcome = "fail"
    finding "rate" {
      subjects = ["aws_servicequotas_service_quota.q"]
      message  = "*10000 a second needed, 2500 available, 7500 missing*--quota-code L-8A5B8E43 --desired-value 10000*"
    }
  }
}

case "the same rate" {
  world {
    resource "aws_apigatewayv2_api" "shop" {
      side       = "dr"
      attributes = { name = "shop", protocol_type = "HTTP" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "primary"
      attributes = { service_code = "apigateway", quota_code = "L-8A5B8E43", value = 10000 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "apigateway", quota_code = "L-8A5B8E43", value = 10000 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "no API" {
  world {
    resource "aws_servicequotas_service_quota" "q" {
      side       = "primary"
      attributes = { service_code = "apigateway", quota_code = "L-8A5B8E43", value = 10000 }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "dr"
      attributes = { service_code = "apigateway", quota_code = "L-8A5B8E43", value = 2500 }
    }
  }
  expect {
    outcome = "not-applicable"
  }
}

case "the quota is missing in DR" {
  world {
    resource "aws_apigatewayv2_api" "shop" {
      side       = "dr"
      attributes = { name = "shop", protocol_type = "HTTP" }
    }
    resource "aws_servicequotas_service_quota" "q" {
      side       = "primary"
      attributes = { service_code = "apigateway", quota_code = "L-8A5B8E43", value = 10000 }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*no value of apigateway/L-8A5B8E43 on the dr side*"
  }
}
