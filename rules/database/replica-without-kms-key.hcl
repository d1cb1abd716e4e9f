rule "replica-without-kms-key" {
  title       = "An encrypted replica in the DR region names no key"
  severity    = "high"
  jobs        = ["audit", "check"]
  impact      = "none"
  rationale   = "A key does not leave its region. An encrypted replica in another region needs a key there, or it cannot be created again."
  remediation = "Set kms_key_id to a customer-managed key of the DR region."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html"]
  since       = "0.1.0"

  each "replica" {
    of    = resources("aws_db_instance", { side = "dr" })
    where = replica.replicate_source_db != null && replica.replicate_source_db != "" && replica.storage_encrypted == true
  }

  assert "key" {
    condition     = replica.kms_key_id != null && replica.kms_key_id != ""
    at            = replica.kms_key_id
    error_message = "${replica.label} is encrypted and replicated from another region, but names no key."
  }
}
