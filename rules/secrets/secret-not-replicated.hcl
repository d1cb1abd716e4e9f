rule "secret-not-replicated" {
  title       = "A secret does not exist in the DR region"
  severity    = "critical"
  steps       = ["configure"]
  impact      = "blocks"
  rationale   = "Tasks and functions read their secrets at start. Without a copy in the DR region they do not start, and a copy made by hand is stale after the next rotation."
  remediation = "Add a replica block for the DR region to the secret."
  refs        = ["https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html"]
  since       = "0.1.0"

  each "secret" {
    of = resources("aws_secretsmanager_secret", { side = "primary" })
  }

  assert "copy" {
    condition     = replicated(secret) || counterpart(secret) != null
    at            = secret
    error_message = "${secret.label} has neither a replica nor a counterpart in ${estate.dr.region}."
  }
}
