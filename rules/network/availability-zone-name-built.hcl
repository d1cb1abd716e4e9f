rule "availability-zone-name-built" {
  title       = "An availability zone's name is put together"
  severity    = "medium"
  impact      = "delays"
  rationale   = "Regions have different zones, and an account may not use all of them: us-east-1 has an e, us-west-1 may lack a b. A name made of region and letter works in one region and fails in the other, on the day of the failover."
  remediation = "Take the names from data.aws_availability_zones."
  refs        = ["https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/availability_zones"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "text" {
    of    = resources("config.text")
    where = endswith(text.path, "availability_zone") || endswith(text.path, "availability_zones")
  }

  assert "looked-up" {
    condition     = !text.built
    at            = text.text
    error_message = "${text.of} makes the zone's name from parts: ${text.text}."
  }
}
