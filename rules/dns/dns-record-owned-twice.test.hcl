case "declared in both stacks" {
  world {
    resource "aws_route53_record" "api" {
      side       = "primary"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A" }
    }
    resource "aws_route53_record" "api" {
      side       = "dr"
      attributes = { zone_id = "Z1", name = "API.example.com.", type = "A" }
    }
  }
  expect {
    outcome = "fail"
    finding "once" {
      subjects = ["aws_route53_record.api"]
      message  = "api.example.com A is declared by 2 resources*"
    }
  }
}

case "failover records are two" {
  world {
    resource "aws_route53_record" "api" {
      side       = "primary"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "primary" }
    }
    resource "aws_route53_record" "api" {
      side       = "dr"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A", set_identifier = "dr" }
    }
  }
  expect { outcome = "pass" }
}

case "a zone that is not known may be any" {
  world {
    resource "aws_route53_record" "api" {
      side       = "primary"
      attributes = { zone_id = "Z1", name = "api.example.com", type = "A" }
    }
    resource "aws_route53_record" "web" {
      side       = "dr"
      attributes = { zone_id = unknown("a new zone"), name = "web.example.com", type = "A" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*a new zone*"
  }
}
