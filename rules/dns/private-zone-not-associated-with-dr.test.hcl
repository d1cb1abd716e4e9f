case "the primary VPC alone" {
  world {
    resource "aws_route53_zone" "a" {
      side       = "global"
      attributes = { zone_id = "Za", name = "internal", vpc = [{ vpc_id = "vpc-1", vpc_region = "us-east-1" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "associated" {
      subjects = ["aws_route53_zone.a"]
      at       = "vpc"
      message  = "The private zone internal is associated with no VPC of us-west-2."
    }
  }
}

case "both VPCs" {
  world {
    resource "aws_route53_zone" "a" {
      side       = "global"
      attributes = { zone_id = "Za", name = "internal", vpc = [{ vpc_id = "vpc-1", vpc_region = "us-east-1" }, { vpc_id = "vpc-2", vpc_region = "us-west-2" }] }
    }
  }
  expect { outcome = "pass" }
}

case "an association of its own" {
  world {
    resource "aws_route53_zone" "a" {
      side       = "global"
      attributes = { zone_id = "Za", name = "internal", vpc = [{ vpc_id = "vpc-1", vpc_region = "us-east-1" }] }
    }
    resource "aws_route53_zone_association" "w" {
      side       = "global"
      attributes = { zone_id = "Za", vpc_id = "vpc-2", vpc_region = "us-west-2" }
    }
  }
  expect { outcome = "pass" }
}

case "a zone of the same name" {
  world {
    resource "aws_route53_zone" "a" {
      side       = "global"
      attributes = { zone_id = "Za", name = "internal", vpc = [{ vpc_id = "vpc-1", vpc_region = "us-east-1" }] }
    }
    resource "aws_route53_zone" "b" {
      side       = "global"
      attributes = { zone_id = "Zb", name = "INTERNAL.", vpc = [{ vpc_id = "vpc-1", vpc_region = "us-west-2" }] }
    }
  }
  expect { outcome = "pass" }
}

case "a public zone" {
  world {
    resource "aws_route53_zone" "p" {
      side       = "global"
      attributes = { zone_id = "Zp", name = "example.com", vpc = [] }
    }
  }
  expect { outcome = "not-applicable" }
}

case "a region that is not known" {
  world {
    resource "aws_route53_zone" "a" {
      side       = "global"
      attributes = { zone_id = "Za", name = "internal", vpc = [{ vpc_id = "vpc-1", vpc_region = "us-east-1" }] }
    }
    resource "aws_route53_zone_association" "w" {
      side       = "global"
      attributes = { zone_id = "Za", vpc_id = "vpc-2" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*names no region*"
  }
}

case "associations could not be listed" {
  world {
    resource "aws_route53_zone" "a" {
      side       = "global"
      attributes = { zone_id = "Za", name = "internal", vpc = [{ vpc_id = "vpc-1", vpc_region = "us-east-1" }] }
    }
    incomplete "aws_route53_zone_association" {
      side   = "dr"
      reason = "denied: route53:GetHostedZone"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GetHostedZone*"
  }
}
