rule "state-bucket-in-primary-region" {
  title       = "The DR stack reads state from the primary region"
  severity    = "high"
  jobs        = ["audit", "check"]
  impact      = "blocks"
  rationale   = "Terraform reads remote state at every plan. With the bucket in the lost region no stack of the DR region can be planned or applied during the incident."
  remediation = "Keep the DR stacks' state, and whatever they read, in a bucket of the DR region."
  refs        = ["https://developer.hashicorp.com/terraform/language/state/remote-state-data"]
  since       = "0.1.0"

  each "remote" {
    of    = resources("data.terraform_remote_state", { side = "dr" })
    where = remote.backend == "s3"
  }

  assert "own-region" {
    condition     = try(remote.config.region, unknown("${remote.address} names no region")) != estate.primary.region
    at            = remote.config.region
    error_message = "${remote.address} reads s3://${try(remote.config.bucket, "?")}/${try(remote.config.key, "?")} in ${estate.primary.region}."
  }
}
