case "waiting for validation" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "PENDING_VALIDATION", in_use = true }
    }
  }
  expect {
    outcome = "fail"
    finding "issued" {
      subjects = ["status.aws_acm_certificate.c"]
      at       = "status"
      message  = "The certificate of api.example.com is PENDING_VALIDATION."
    }
  }
}

case "expired on a listener" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "EXPIRED", in_use = false }
    }
    resource "aws_lb_listener" "l" {
      side       = "dr"
      attributes = { certificate_arn = "arn:aws:acm:us-west-2:111122223333:certificate/1" }
    }
  }
  expect {
    outcome = "fail"
    finding "issued" {
      message = "*is EXPIRED."
    }
  }
}

case "issued" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "ISSUED", in_use = true }
    }
  }
  expect { outcome = "pass" }
}

case "nobody uses it" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = "FAILED", in_use = false }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "status.aws_acm_certificate" "c" {
      side       = "dr"
      attributes = { arn = "arn:aws:acm:us-west-2:111122223333:certificate/1", domain_name = "api.example.com", status = unknown("denied: acm:DescribeCertificate"), in_use = true }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeCertificate*"
  }
}
