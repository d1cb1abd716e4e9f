rule "state-backend-in-primary-region" {
  title       = "The DR stack keeps its state in the primary region"
  severity    = "high"
  impact      = "blocks"
  rationale   = "Every plan and apply reads and writes the state. With its bucket in the lost region, no stack of the DR region can be changed during the incident."
  remediation = "Move the DR stack's state, and its lock, to a bucket of the DR region."
  refs        = ["https://developer.hashicorp.com/terraform/language/backend/s3"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "backend" {
    of    = resources("config.backend", { side = "dr" })
    where = backend.type == "s3"
  }

  assert "own-region" {
    condition     = (backend.region == null ? unknown("the backend's region is given to terraform init") : backend.region) != estate.primary.region
    at            = backend.region
    error_message = "The state s3://${coalesce(backend.bucket, "?")}/${coalesce(backend.key, "?")} is kept in ${estate.primary.region}."
  }
}
