rule "secret-replica-standalone" {
  title       = "A secret exists twice, without replication"
  severity    = "low"
  jobs        = ["gate"]
  steps       = ["configure"]
  impact      = "none"
  rationale   = "A replica that was promoted never becomes one again. From then on both secrets rotate, or do not, by themselves, and the DR side holds an old password."
  remediation = "Delete the one that is not needed any more and replicate the other, or declare that each region has its own."
  refs        = ["https://docs.aws.amazon.com/secretsmanager/latest/userguide/standalone-secret.html"]
  since       = "0.1.0"

  each "secret" {
    of = resources("status.aws_secretsmanager_secret", { side = "primary" })
  }

  locals {
    other     = secret.name == null ? null : lookup_one("status.aws_secretsmanager_secret", { name = secret.name, side = "dr" })
    belongs   = local.other == null ? null : local.other.primary_region
    alone     = local.other != null && (local.belongs == null || local.belongs == estate.dr.region)
    from      = secret.primary_region
    mine      = local.from == null || local.from == estate.primary.region
  }

  assert "linked" {
    condition     = !local.alone || !local.mine
    at            = secret.primary_region
    error_message = "${secret.name} exists in both regions, and neither is a replica of the other."
  }
}
