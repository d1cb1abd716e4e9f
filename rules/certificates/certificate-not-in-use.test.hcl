case "waiting" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", in_use = false, not_after = "2026-12-01T00:00:00Z" }
    }
  }
  expect {
    outcome = "fail"
    finding "in-use" {
      subjects = ["status.aws_acm_certificate.c"]
      at       = "in_use"
      message  = "No service of us-west-2 uses the certificate of api.example.com*"
    }
  }
}

case "in use" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", in_use = true }
    }
  }
  expect { outcome = "pass" }
}

case "in the primary region" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "primary"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", in_use = false }
    }
  }
  expect { outcome = "not-applicable" }
}

case "not known" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", in_use = unknown("denied: acm:DescribeCertificate") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeCertificate*"
  }
}
