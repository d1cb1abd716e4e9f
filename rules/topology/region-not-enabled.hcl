rule "region-not-enabled" {
  title       = "The DR region is not enabled for the account"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["pre-flight"]
  impact      = "blocks"
  rationale   = "Nothing can be done in a region that the account has not opted into. Enabling one takes minutes to hours, and the account's control plane."
  remediation = "Enable the region in the account's settings."
  refs        = ["https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html"]
  since       = "0.1.0"

  group "region" {
    of    = resources("status.aws_region")
    where = region.name == estate.dr.region
    by    = region.name
  }

  locals {
    seen = [for r in region.members : r.opt_in_status == null ? unknown("the state of ${region.key} was not told") : r.opt_in_status]
  }

  assert "enabled" {
    condition     = alltrue([for s in local.seen : contains(["opt-in-not-required", "opted-in"], s)])
    error_message = "${region.key} is ${join(", ", distinct(local.seen))}."
  }
}
