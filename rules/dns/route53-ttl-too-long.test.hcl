case "five minutes" {
  world {
    resource "aws_route53_record" "api" {
      side       = "primary"
      attributes = { name = "api.example.com", type = "CNAME", ttl = 300, records = ["a.example.net"] }
    }
  }
  expect {
    outcome = "fail"
    finding "short" {
      subjects = ["aws_route53_record.api"]
      at       = "ttl"
      message  = "api.example.com CNAME has a TTL of 300 s*5 min*"
    }
  }
}

case "one minute, an alias, and a mail record" {
  world {
    resource "aws_route53_record" "api" {
      side       = "primary"
      attributes = { name = "api.example.com", type = "CNAME", ttl = 60 }
    }
    resource "aws_route53_record" "www" {
      side       = "primary"
      attributes = { name = "www.example.com", type = "A", alias = [{ name = "lb", zone_id = "Z1", evaluate_target_health = true }] }
    }
    resource "aws_route53_record" "mx" {
      side       = "primary"
      attributes = { name = "example.com", type = "MX", ttl = 3600 }
    }
  }
  expect { outcome = "pass" }
}

case "a limit of one's own" {
  inputs = { max_ttl_seconds = 10 }
  world {
    resource "aws_route53_record" "api" {
      side       = "primary"
      attributes = { name = "api.example.com", type = "A", ttl = 60 }
    }
  }
  expect {
    outcome = "fail"
    finding "short" {
      message = "*limit 10 s*"
    }
  }
}

case "a TTL that is not known" {
  world {
    resource "aws_route53_record" "api" {
      side       = "primary"
      attributes = { name = "api.example.com", type = "A", ttl = unknown("an input without value") }
    }
  }
  expect { outcome = "unassessed" }
}

case "the place in a configuration is the value" {
  world {
    terraform {
      side  = "primary"
      files = {
        "main.tf" = <<-TF
          variable "ttl" {
            default = 300
          }
          resource "aws_route53_record" "api" {
            zone_id = "Z1"
            name    = "api.example.com"
            type    = "CNAME"
            ttl     = var.ttl
            records = ["lb.example.com"]
            set_identifier = "primary"
            failover_routing_policy {
              type = "PRIMARY"
            }
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "short" {
      subjects = ["aws_route53_record.api"]
      at       = "main.tf:8:13"
    }
  }
}
