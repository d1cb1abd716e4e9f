rule "secret-replica-not-in-sync" {
  title       = "A secret's replica in the DR region is not in sync"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["configure"]
  impact      = "blocks"
  rationale   = "Tasks read the replica when they start in the DR region. A failed replica has the old password, or none."
  remediation = "Read the status message: a secret of that name in the DR region, a key that may not be used, a region that is off. Then retry the replication."
  refs        = ["https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html"]
  since       = "0.1.0"

  each "secret" {
    of    = resources("status.aws_secretsmanager_secret", { side = "primary" })
    where = secret.replicas != null
  }

  assert "replicated" {
    none          = [for r in secret.replicas : r if r.region == estate.dr.region && r.status == "Failed"]
    at            = secret.replicas
    error_message = "${secret.name} could not be replicated to ${it.region}: ${coalesce(it.status_message, "no reason is given")}."
  }

  assert "settled" {
    none          = [for r in secret.replicas : r if r.region == estate.dr.region && r.status != "Failed" && r.status != "InSync"]
    severity      = "medium"
    impact        = "delays"
    at            = secret.replicas
    error_message = "${secret.name} is still being replicated to ${it.region} (${it.status})."
  }
}
