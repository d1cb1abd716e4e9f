rule "kms-key-unusable" {
  title       = "A key that DR resources are encrypted with cannot be used"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["configure"]
  impact      = "blocks"
  rationale   = "What is encrypted with a key that is disabled or waits for its deletion cannot be read: secrets, parameters, objects, messages, volumes. It shows when the first task starts."
  remediation = "Enable the key or cancel its deletion; otherwise encrypt what uses it with another one."
  refs        = ["https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html"]
  since       = "0.1.0"

  each "key" {
    of    = resources("status.aws_kms_key", { side = "dr" })
    where = !contains(["Enabled", "Updating"], key.key_state == null ? unknown("the state of ${key.address} was not told") : key.key_state)
  }

  locals {
    aliases = [for a in concat(
      lookup_all("aws_kms_alias", { target_key_id = key.key_id, side = "dr" }),
      lookup_all("aws_kms_alias", { target_key_id = key.arn, side = "dr" }),
    ) : a.name]
    names = concat(
      [key.arn, key.key_id],
      local.aliases,
      key.arn == null ? [] : [for a in local.aliases : join(":", concat(slice(split(":", key.arn), 0, 5), [a]))],
    )
    named = concat(
      [for r in resources("aws_secretsmanager_secret", { side = "dr" }) : { label = r.label, key = r.kms_key_id }],
      [for r in resources("aws_ssm_parameter", { side = "dr" }) : { label = r.label, key = r.key_id }],
      [for r in resources("aws_ebs_volume", { side = "dr" }) : { label = r.label, key = r.kms_key_id }],
      [for r in resources("aws_cloudwatch_log_group", { side = "dr" }) : { label = r.label, key = r.kms_key_id }],
      [for r in resources("aws_sns_topic", { side = "dr" }) : { label = r.label, key = r.kms_master_key_id }],
      [for r in resources("aws_sqs_queue", { side = "dr" }) : { label = r.label, key = r.kms_master_key_id }],
      [for r in resources("aws_lambda_function", { side = "dr" }) : { label = r.label, key = r.kms_key_arn }],
      [for r in resources("aws_elasticache_replication_group", { side = "dr" }) : { label = r.label, key = r.kms_key_id }],
      flatten([for r in resources("aws_s3_bucket_server_side_encryption_configuration", { side = "dr" }) : [
        for rule in r.rule : [for d in rule.apply_server_side_encryption_by_default : { label = r.bucket, key = d.kms_master_key_id }]
      ]]),
      [for r in resources("aws_dynamodb_table_replica", { side = "dr" }) : { label = r.label, key = r.kms_key_arn }],
      [for r in resources("aws_lambda_event_source_mapping", { side = "dr" }) : { label = r.label, key = r.kms_key_arn }],
      [for r in resources("aws_db_instance", { side = "dr" }) : { label = r.label, key = r.master_user_secret_kms_key_id }],
      [for r in resources("aws_rds_cluster", { side = "dr" }) : { label = r.label, key = r.master_user_secret_kms_key_id }],
      flatten([for r in resources("aws_dynamodb_table", { side = "dr" }) : [
        for e in coalesce(r.server_side_encryption, []) : { label = r.label, key = try(e.kms_key_arn, null) }
      ]]),
      flatten([for r in resources("aws_instance", { side = "dr" }) : [
        for d in concat(coalesce(r.root_block_device, []), coalesce(r.ebs_block_device, [])) : { label = r.label, key = try(d.kms_key_id, null) }
      ]]),
      flatten([for r in resources("aws_launch_template", { side = "dr" }) : [
        for d in coalesce(r.block_device_mappings, []) : [for e in try(d.ebs, []) : { label = r.label, key = try(e.kms_key_id, null) }]
      ]]),
      flatten([for r in resources("aws_ecs_cluster", { side = "dr" }) : [
        for c in coalesce(r.configuration, []) : [for m in try(c.managed_storage_configuration, []) : { label = r.label, key = try(m.fargate_ephemeral_storage_kms_key_id, null) }]
      ]]),
      flatten([for r in resources("aws_ecs_service", { side = "dr" }) : [
        for v in coalesce(r.volume_configuration, []) : [for m in try(v.managed_ebs_volume, []) : { label = r.label, key = try(m.kms_key_id, null) }]
      ]]),
      flatten([for r in resources("aws_ecr_repository", { side = "dr" }) : [
        for e in r.encryption_configuration : { label = r.label, key = e.kms_key }
      ]]),
    )
    users = [for u in local.named : u.label if u.key == null || u.key == "" ? false : contains(local.names, u.key)]
  }

  assert "unused" {
    condition     = length(local.users) == 0
    at            = key.key_state
    error_message = "${key.arn} is ${key.key_state}${key.deletion_date == null ? "" : " and will be deleted on ${key.deletion_date}"}; with it are encrypted ${join(", ", distinct(local.users))}."
  }
}
