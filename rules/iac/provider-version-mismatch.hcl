rule "provider-version-mismatch" {
  title       = "The regions require different versions of a provider"
  severity    = "low"
  impact      = "degrades"
  rationale   = "Defaults and validations change between versions of a provider: the same text then means two things."
  remediation = "Require the same version in both regions."
  refs        = ["https://developer.hashicorp.com/terraform/language/providers/requirements"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  group "provider" {
    of    = resources("config.required_provider")
    where = !startswith(provider.local_address, "module.")
    by    = provider.provider
  }

  assert "same" {
    condition     = length(distinct([for p in provider.members : p.version == null ? "" : p.version])) == 1
    error_message = "${provider.key} is required as ${join(" and as ", distinct([for p in provider.members : p.version == null ? "any version" : p.version]))}."
  }
}
