rule "certificate-expiring" {
  title       = "A certificate of the DR region expires soon"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["listener"]
  impact      = "delays"
  rationale   = "ACM renews certificates that are in use and can be validated, well before their end. One that is near its end is not being renewed, and nobody looks at the passive region."
  remediation = "Mend the validation records, or import the next certificate. ACM begins to renew 60 days before the end."
  refs        = ["https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html"]
  since       = "0.1.0"

  input "min_days" {
    type        = number
    default     = 30
    description = "The days that a certificate must still be valid."
  }

  each "certificate" {
    of    = resources("status.aws_acm_certificate", { side = "dr" })
    where = certificate.status == "ISSUED"
  }

  locals {
    used = certificate.in_use == true || length(lookup_all("aws_lb_listener", { certificate_arn = certificate.arn, side = "dr" })) > 0
    end  = certificate.not_after == null ? unknown("the end of ${certificate.arn} was not told") : certificate.not_after
  }

  assert "valid-on-the-day" {
    condition     = !local.used || timecmp(local.end, timeadd(snapshot.time, "24h")) > 0
    severity      = "critical"
    impact        = "blocks"
    at            = certificate.not_after
    error_message = "The certificate of ${certificate.domain_name} ends on ${certificate.not_after}."
  }

  assert "valid-for-long" {
    condition     = (local.used && timecmp(local.end, timeadd(snapshot.time, "24h")) <= 0) || timecmp(local.end, timeadd(snapshot.time, "${input.min_days * 24}h")) > 0
    at            = certificate.not_after
    error_message = "The certificate of ${certificate.domain_name} ends on ${certificate.not_after}, in less than ${input.min_days} days${certificate.renewal_eligibility == "INELIGIBLE" ? ", and ACM cannot renew it" : ""}."
  }
}
