rule "capacity-provider-missing" {
  title       = "A DR service names a capacity provider that its cluster does not have"
  severity    = "critical"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "blocks"
  steps       = ["scale"]
  rationale   = "Only capacity providers that are associated with the cluster can be used: new tasks of the service are not placed."
  remediation = "Associate the capacity provider with the DR cluster, or change the strategy of the service."
  refs        = ["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html"]
  frameworks  = { aws-well-architected = ["REL11-BP05"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("capacity-providers")
  }

  assert "associated" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing }
  }
}
