rule "dr-data-store-removed" {
  title       = "A plan takes a data store of the DR region away"
  severity    = "critical"
  impact      = "blocks"
  rationale   = "What is replaced comes back empty. The copy in the DR region is what the failover would run on."
  remediation = "Find the change that forces the replacement and avoid it; add prevent_destroy. To rename a resource, add a moved block."
  refs        = ["https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy"]
  jobs        = ["check"]
  views       = ["configured", "planned"]
  since       = "0.1.0"

  each "store" {
    of = concat(
      resources("removed.aws_db_instance", { side = "dr" }),
      resources("removed.aws_dynamodb_table", { side = "dr" }),
      resources("removed.aws_ecr_repository", { side = "dr" }),
      resources("removed.aws_efs_file_system", { side = "dr" }),
      resources("removed.aws_elasticache_replication_group", { side = "dr" }),
      resources("removed.aws_kms_key", { side = "dr" }),
      resources("removed.aws_rds_cluster", { side = "dr" }),
      resources("removed.aws_s3_bucket", { side = "dr" }),
      resources("removed.aws_secretsmanager_secret", { side = "dr" }),
    )
  }

  assert "kept" {
    condition     = lookup_one(trimprefix(store.kind, "removed."), { address = store.address, side = "dr" }) != null ? false : lookup_one(trimprefix(store.kind, "removed."), { id = store.id, side = "dr" }) != null
    error_message = "The plan takes ${trimprefix(store.kind, "removed.")} ${store.label} away, or replaces it."
  }
}
