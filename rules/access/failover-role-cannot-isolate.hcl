rule "failover-role-cannot-isolate" {
  title       = "The failover role may not isolate the primary region"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["isolate"]
  impact      = "degrades"
  rationale   = "A planned failover stops the writers in the primary region first. Without that right they go on, and what they write is lost."
  remediation = "Allow the action on this resource in the role's policy; look at its permissions boundary and at the organisation's policies, which a simulation does not show wholly."
  refs        = ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html", "https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html"]
  since       = "0.1.0"

  each "permission" {
    of    = resources("permission.aws_iam_role")
    where = permission.step == "isolate"
  }

  locals {
    # Conditions whose keys the simulation did not have may come out otherwise on the day.
    open = permission.decision != "explicitDeny" && permission.missing_context != null && length(coalesce(permission.missing_context, [])) > 0
  }

  assert "allowed" {
    condition     = permission.allowed == null ? unknown("${permission.action} was not simulated") : local.open ? unknown("${permission.action} depends on ${join(", ", permission.missing_context)}") : permission.allowed
    at            = permission.decision
    error_message = "${coalesce(permission.role_arn, "The role")} may not call ${permission.action} on ${permission.resource_arn} in ${coalesce(permission.region, "any region")}: ${coalesce(permission.decision, "denied")}."
    evidence      = { action = permission.action, resource = permission.resource_arn, step = permission.step }
  }
}
