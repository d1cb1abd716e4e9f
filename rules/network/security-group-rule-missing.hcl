rule "security-group-rule-missing" {
  title       = "A security group lets other traffic through in DR"
  severity    = "high"
  steps       = ["configure"]
  impact      = "degrades"
  rationale   = "A rule that is missing in the DR region cuts a connection that works in the primary; it shows only when traffic arrives. A rule that is there in addition is an opening that nobody reviewed."
  remediation = "Declare the rule in both regions. Address ranges and groups are compared by what they stand for, so each region may use its own."
  refs        = ["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"]
  since       = "0.1.0"

  pair "group" {
    of = concat(resources("aws_security_group"), resources("aws_default_security_group"))
  }

  assert "present" {
    none          = [for d in rule_differences(group) : d if d.side == "primary"]
    at            = { resource = group.dr, path = it.key }
    error_message = "${group.dr.label} lacks ${it.words}, which its primary has."
  }

  assert "no-more" {
    none          = [for d in rule_differences(group) : d if d.side == "dr"]
    severity      = "medium"
    impact        = "none"
    at            = { resource = group.dr, path = it.key }
    error_message = "${group.dr.label} has ${it.words}, which its primary lacks."
  }
}
