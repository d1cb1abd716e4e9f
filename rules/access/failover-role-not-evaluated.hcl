rule "failover-role-not-evaluated" {
  title       = "A permission of the failover role depends on conditions that were not evaluated"
  severity    = "low"
  jobs        = ["gate"]
  steps       = ["pre-flight"]
  impact      = "none"
  rationale   = "The simulation allows the call, but a policy asks for values that only a real call has: a source address, a second factor, a tag. On the day they may be others."
  remediation = "Assume the role as in a drill and make a read call with it; keep the conditions of this role few."
  refs        = ["https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html"]
  since       = "0.1.0"

  each "permission" {
    of    = resources("permission.aws_iam_role")
    where = permission.allowed == true
  }

  assert "evaluated" {
    condition     = permission.missing_context == null || length(permission.missing_context) == 0
    at            = permission.missing_context
    error_message = "${permission.action} on ${permission.resource_arn} is allowed, but depends on ${join(", ", permission.missing_context)}."
  }
}
