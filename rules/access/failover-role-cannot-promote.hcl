rule "failover-role-cannot-promote" {
  title       = "The failover role may not promote the database"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "Permissions are missed when the call is refused, in the middle of the failover. IAM's control plane is in us-east-1, so they may not be grantable then."
  remediation = "Allow the action on this resource in the role's policy; look at its permissions boundary and at the organisation's policies, which a simulation does not show wholly."
  refs        = ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html", "https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html"]
  since       = "0.1.0"

  each "permission" {
    of    = resources("permission.aws_iam_role")
    where = permission.step == "promote"
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
