rule "module-version-mismatch" {
  title       = "The regions call a module in different versions"
  severity    = "medium"
  impact      = "degrades"
  rationale   = "What one version creates the other may not. Such a difference grows with each release and shows only when the DR side has to work."
  remediation = "Pin the module to the same version in both regions, and move both together."
  refs        = ["https://developer.hashicorp.com/terraform/language/block/module#version"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  group "module" {
    of = resources("config.module")
    by = module.local_address
  }

  assert "same" {
    condition     = length(distinct([for m in module.members : m.version != null ? m.version : m.ref != null ? m.ref : ""])) == 1
    error_message = "${module.key} is pinned to ${join(" and ", distinct([for m in module.members : m.version != null ? m.version : m.ref != null ? m.ref : "no version"]))}."
  }
}
