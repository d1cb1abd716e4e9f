rule "iam-name-suffix-missing" {
  title       = "A DR IAM name lacks the declared suffix"
  severity    = "medium"
  jobs        = ["audit", "check"]
  impact      = "none"
  rationale   = "The suffix keeps the names of both regions apart. Without it the next object of the same name collides, and nobody can tell from a name which region would break."
  remediation = "Append the side's name_suffix to the name."
  refs        = ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"]
  since       = "0.1.0"
  yields_to   = ["iam-name-collision"]

  each "object" {
    of = concat(
      resources("aws_iam_role", { side = "dr" }),
      resources("aws_iam_policy", { side = "dr" }),
      resources("aws_iam_instance_profile", { side = "dr" }),
      resources("aws_iam_user", { side = "dr" }),
      resources("aws_iam_group", { side = "dr" }),
    )
    where = estate.dr.name_suffix != ""
  }

  assert "suffixed" {
    condition     = strcontains(object.name, estate.dr.name_suffix)
    at            = object.name
    error_message = "${object.kind} ${object.name} does not carry the suffix ${estate.dr.name_suffix}."
  }
}
