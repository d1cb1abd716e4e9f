rule "certificate-not-issued" {
  title       = "A certificate of the DR region cannot be used"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["listener"]
  impact      = "blocks"
  rationale   = "A load balancer or API presents a certificate of its own region. One that was never validated, failed, expired or was revoked ends every connection."
  remediation = "Validate the certificate: keep its validation records in the zone for good. Import a new one where it was imported."
  refs        = ["https://docs.aws.amazon.com/acm/latest/userguide/gs-acm-describe.html"]
  since       = "0.1.0"

  each "certificate" {
    of = resources("status.aws_acm_certificate", { side = "dr" })
  }

  locals {
    used = certificate.in_use == true || length(lookup_all("aws_lb_listener", { certificate_arn = certificate.arn, side = "dr" })) > 0
  }

  assert "issued" {
    condition     = !local.used || (certificate.status == null ? unknown("the status of ${certificate.arn} was not told") : certificate.status) == "ISSUED"
    at            = certificate.status
    error_message = "The certificate of ${certificate.domain_name} is ${certificate.status}."
  }
}
