rule "database-key-unusable" {
  title       = "The key of a DR database cannot be used"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "Without its key a database cannot be opened: it stops, and a promotion fails. A key that waits for its deletion takes the data with it."
  remediation = "Enable the key, or cancel its deletion; give the database's roles the right to use it."
  refs        = ["https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html", "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html"]
  since       = "0.1.0"

  each "database" {
    of = concat(
      resources("aws_rds_cluster", { side = "dr" }),
      resources("aws_db_instance", { side = "dr" }),
    )
    where = database.kms_key_id != null && database.kms_key_id != ""
  }

  locals {
    # Keys of other regions and accounts are not among those that were listed.
    own   = arn(database.kms_key_id).region == database.region && arn(database.kms_key_id).account == database.account
    key   = lookup_one("status.aws_kms_key", { arn = database.kms_key_id, side = "dr" })
    state = local.key == null ? local.own ? "gone" : unknown("the key ${database.kms_key_id} belongs to another account or region") : local.key.key_state == null ? unknown("the state of ${database.kms_key_id} was not told") : local.key.key_state
  }

  assert "enabled" {
    condition     = contains(["Enabled", "Updating"], local.state)
    at            = database.kms_key_id
    error_message = "The key of ${database.label} is ${local.state}: ${database.kms_key_id}."
  }
}
