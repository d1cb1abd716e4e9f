rule "state-shared-between-regions" {
  title       = "Both regions keep their state in one object"
  severity    = "critical"
  impact      = "blocks"
  rationale   = "Two stacks that write one state take each other's resources for their own: the next apply in one region destroys what the other has. And with the bucket's region lost, neither can be applied."
  remediation = "Give each region a key and a bucket of its own."
  refs        = ["https://developer.hashicorp.com/terraform/language/backend/s3"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  group "backend" {
    of    = resources("config.backend")
    where = backend.type == "s3" && backend.key != null
    by    = [backend.bucket, backend.key]
  }

  assert "own" {
    condition     = length(distinct([for b in backend.members : b.side])) == 1
    error_message = "s3://${backend.key[0]}/${backend.key[1]} is the state of both regions."
  }
}
