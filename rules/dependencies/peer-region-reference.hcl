rule "peer-region-reference" {
  title       = "A DR resource names the primary region"
  severity    = "critical"
  steps       = ["configure"]
  impact      = "blocks"
  rationale   = "What points at the primary region stops working together with it. Such references work every day until the day that they are needed."
  remediation = "Derive the value from the resource's own region: data.aws_region, a reference, or a variable for each side. Secrets are not looked into."
  refs        = ["https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/static-stability.html"]
  frameworks  = { aws-well-architected = ["REL11-BP04"] }
  since       = "0.1.0"
  yields_to   = ["image-from-primary-registry", "aurora-dr-kms-key"]

  each "resource" {
    of = resources("*", { side = "dr" })
  }

  assert "none" {
    none          = peer_references(resource)
    at            = { resource = resource, path = it.path }
    error_message = "${resource.label} names the primary side in ${it.path}: ${it.text}"
  }
}
