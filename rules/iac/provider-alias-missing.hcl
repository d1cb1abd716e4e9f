rule "provider-alias-missing" {
  title       = "A provider configuration is asked for that nobody declares"
  severity    = "high"
  impact      = "blocks"
  rationale   = "Terraform refuses the stack: neither plan nor apply runs until the alias is there. In a stack that only the failover applies, nobody notices before."
  remediation = "Declare the provider with this alias, or pass it in the call's providers."
  refs        = ["https://developer.hashicorp.com/terraform/language/modules/develop/providers"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "use" {
    of = resources("config.provider_use")
  }

  assert "declared" {
    condition     = use.declared
    at            = use.name
    error_message = "${use.of} uses the provider ${use.name}, which is not declared here."
  }
}
