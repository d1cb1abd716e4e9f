rule "aurora-dr-kms-key" {
  title       = "The DR cluster's encryption key cannot be relied on"
  severity    = "critical"
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "A cluster in the DR region can only be encrypted with a key of that region. A missing, disabled or foreign key stops the cluster; an AWS-managed one cannot be shared or carry a policy of one's own."
  remediation = "Give the DR cluster an enabled customer-managed key in its own region."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html"]
  frameworks  = { aws-well-architected = ["SEC08-BP02"] }
  since       = "0.1.0"
  yields_to   = ["database-key-unusable"]

  each "cluster" {
    of    = resources("aws_rds_cluster", { side = "dr" })
    where = cluster.engine != null && startswith(cluster.engine, "aurora")
  }

  locals {
    set       = cluster.kms_key_id != null && cluster.kms_key_id != ""
    key       = local.set ? coalesce_known(
      lookup_one("aws_kms_key", { arn = cluster.kms_key_id }),
      lookup_one("aws_kms_replica_key", { arn = cluster.kms_key_id }),
      lookup_one("data.aws_kms_key", { arn = cluster.kms_key_id }),
    ) : null
    # Where the primary's key is in the sources and the DR cluster's is not, nobody manages it.
    elsewhere = try(lookup_one("aws_kms_key", { arn = counterpart(cluster).kms_key_id }), null) == null
    foreign   = local.set && arn(cluster.kms_key_id).region != null && arn(cluster.kms_key_id).region != cluster.region
  }

  assert "encrypted" {
    condition     = local.set || cluster.storage_encrypted == false && try(counterpart(cluster).storage_encrypted, false) == false
    impact        = "degrades"
    at            = cluster.kms_key_id
    error_message = "${cluster.label} names no KMS key."
  }

  assert "own-region" {
    condition     = !local.foreign
    at            = cluster.kms_key_id
    error_message = "${cluster.label} is encrypted with a key of ${arn(cluster.kms_key_id).region}: ${cluster.kms_key_id}."
  }

  assert "customer-managed" {
    condition     = !local.set || local.foreign ? true : local.key != null ? local.key.kind != "data.aws_kms_key" || local.key.key_manager == "CUSTOMER" : local.elsewhere ? unknown("the key ${cluster.kms_key_id} is in none of the sources") : false
    impact        = "degrades"
    at            = cluster.kms_key_id
    error_message = "${cluster.label} is encrypted with a key that no stack of the DR region manages: ${cluster.kms_key_id}. It may be the AWS-managed one."
  }

  assert "enabled" {
    condition     = !local.set || local.foreign || local.key == null ? true : (local.key.kind == "aws_kms_key" ? local.key.is_enabled : local.key.enabled) != false
    at            = cluster.kms_key_id
    error_message = "The key of ${cluster.label} is disabled: ${cluster.kms_key_id}."
  }
}
