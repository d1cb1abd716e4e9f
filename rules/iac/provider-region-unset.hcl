rule "provider-region-unset" {
  title       = "A provider takes its region from where it runs"
  severity    = "medium"
  impact      = "degrades"
  rationale   = "Whoever applies the stack from another shell applies it to another region. In an incident that is a second one."
  remediation = "Set the provider's region, from a variable of the stack."
  refs        = ["https://registry.terraform.io/providers/hashicorp/aws/latest/docs#region-1"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "provider" {
    of    = resources("config.provider")
    where = provider.provider == "aws"
  }

  assert "set" {
    condition     = provider.provider_region != null
    error_message = "${provider.local_address} sets no region."
  }
}
