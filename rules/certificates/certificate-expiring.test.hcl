case "tonight" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", in_use = true, not_after = "2026-01-01T20:00:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "valid-on-the-day" {
      subjects = ["status.aws_acm_certificate.c"]
      severity = "critical"
      message  = "The certificate of api.example.com ends on 2026-01-01T20:00:00Z."
    }
  }
}

case "in two weeks" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", not_after = "2026-01-15T00:00:00Z", renewal_eligibility = "INELIGIBLE" }
    }
  }
  expect {
    outcome = "fail"
    finding "valid-for-long" {
      severity = "medium"
      message  = "*in less than 30 days, and ACM cannot renew it."
    }
  }
}

case "in a year" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", not_after = "2026-12-01T00:00:00Z" }
    }
  }
  expect { outcome = "pass" }
}

case "another limit" {
  inputs = { min_days = 7 }
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", not_after = "2026-01-15T00:00:00Z" }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", not_after = unknown("denied: acm:DescribeCertificate") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeCertificate*"
  }
}

case "tonight, and nobody uses it" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "old.example.com", status = "ISSUED", in_use = false, not_after = "2026-01-01T20:00:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "valid-for-long" {
      severity = "medium"
    }
  }
}

case "tonight, on a listener" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", in_use = false, not_after = "2026-01-01T20:00:00Z" }
    }
    resource "aws_lb_listener" "l" {
      side       = "dr"
      attributes = { certificate_arn = "arn:aws:acm:us-west-2:111122223333:certificate/1" }
    }
  }
  expect {
    outcome = "fail"
    finding "valid-on-the-day" {}
  }
}

case "tonight, and not known whether anybody uses it" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", in_use = unknown("denied: acm:DescribeCertificate"), not_after = "2026-01-01T20:00:00Z" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeCertificate*"
  }
}
