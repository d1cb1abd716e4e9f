rule "availability-zone-of-other-region" {
  title       = "A DR resource names a zone of another region"
  severity    = "critical"
  impact      = "blocks"
  rationale   = "The apply fails in the DR region: there is no such zone."
  remediation = "Take the names from data.aws_availability_zones, or pass them for each region."
  refs        = ["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "text" {
    of    = resources("config.text", { side = "dr" })
    where = (endswith(text.path, "availability_zone") || endswith(text.path, "availability_zones")) && text.names_region != null
  }

  assert "own-region" {
    condition     = text.names_region == estate.dr.region
    at            = text.text
    error_message = "${text.of} is placed in ${text.text}, which is not in ${estate.dr.region}."
  }
}
