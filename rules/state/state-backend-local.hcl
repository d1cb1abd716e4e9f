rule "state-backend-local" {
  title       = "The DR stack keeps its state on one machine"
  severity    = "high"
  impact      = "blocks"
  rationale   = "Whoever runs the failover needs the state. A file on somebody's disk is not there at night, has no lock and no history."
  remediation = "Configure a remote backend in the DR region."
  refs        = ["https://developer.hashicorp.com/terraform/language/backend"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "backend" {
    of = resources("config.backend", { side = "dr" })
  }

  assert "remote" {
    condition     = backend.type != "local"
    at            = backend.type
    error_message = "The stack has no remote backend: its state is a file beside it."
  }
}
