rule "iam-name-collision" {
  title       = "Both regions declare the same global name"
  severity    = "critical"
  jobs        = ["audit", "check"]
  impact      = "blocks"
  rationale   = "IAM names are unique in the account and bucket names in the world. Two stacks that declare the same name fight over one object: the second apply fails, or each takes over and destroys what the other made."
  remediation = "Put the region or a side suffix into the name, or declare the object once in a global stack."
  refs        = ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"]
  since       = "0.1.0"

  all "names" {
    of = global_names()
  }

  assert "unique" {
    none          = duplicates(names)
    subjects      = reverse(it.members[*].resource)
    at            = { resource = reverse(it.members)[0].resource, path = it.members[0].attribute }
    error_message = "${it.members[0].resource.kind} ${it.members[0].name} is declared ${length(it.members)} times: ${join(", ", [for m in it.members : "${m.resource.address} (${m.resource.side})"])}."
  }
}
