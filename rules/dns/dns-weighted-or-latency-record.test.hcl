case "weighted" {
  world {
    resource "aws_route53_record" "api" {
      side       = "dr"
      attributes = { name = "api.example.com", type = "A", set_identifier = "dr", weighted_routing_policy = [{ weight = 10 }] }
    }
  }
  expect {
    outcome = "fail"
    finding "single-region" {
      message = "api.example.com A uses weighted routing (dr)."
    }
  }
}

case "latency" {
  world {
    resource "aws_route53_record" "api" {
      side       = "dr"
      attributes = { name = "api.example.com", type = "A", set_identifier = "dr", latency_routing_policy = [{ region = "us-west-2" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "single-region" {
      message = "*latency*"
    }
  }
}

case "failover" {
  world {
    resource "aws_route53_record" "api" {
      side       = "primary"
      attributes = { name = "api.example.com", type = "A", set_identifier = "p", failover_routing_policy = [{ type = "PRIMARY" }] }
    }
  }
  expect { outcome = "pass" }
}

case "records could not be listed" {
  world {
    incomplete "aws_route53_record" {
      side   = "primary"
      reason = "route53:ListResourceRecordSets"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*route53:ListResourceRecordSets*"
  }
}
