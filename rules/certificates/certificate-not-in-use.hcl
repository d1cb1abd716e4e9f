rule "certificate-not-in-use" {
  title       = "ACM will not renew a certificate of the DR region"
  severity    = "low"
  jobs        = ["gate"]
  steps       = ["listener"]
  impact      = "none"
  rationale   = "ACM renews a certificate only while a service uses it. A certificate that waits for the failover expires unseen."
  remediation = "Attach it to the DR listener or domain now."
  refs        = ["https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html"]
  since       = "0.1.0"

  each "certificate" {
    of    = resources("status.aws_acm_certificate", { side = "dr" })
    where = certificate.status == "ISSUED"
  }

  assert "in-use" {
    condition     = certificate.in_use == null ? unknown("it was not told who uses ${certificate.arn}") : certificate.in_use
    at            = certificate.in_use
    error_message = "No service of ${estate.dr.region} uses the certificate of ${certificate.domain_name}, which ends on ${coalesce(certificate.not_after, "a day that is not known")}."
  }
}
