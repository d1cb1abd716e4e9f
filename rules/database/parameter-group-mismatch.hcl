rule "parameter-group-mismatch" {
  title       = "Database parameters differ"
  severity    = "high"
  steps       = ["promote"]
  impact      = "degrades"
  rationale   = "Parameter groups are not replicated. After a failover the database runs with the DR region's values: other limits, other replication, other time zones."
  remediation = "Set the same parameters in both groups, or declare the difference."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_WorkingWithParamGroups.html"]
  since       = "0.1.0"

  pair "group" {
    of = concat(
      resources("aws_rds_cluster_parameter_group"),
      resources("aws_db_parameter_group"),
      resources("aws_elasticache_parameter_group"),
    )
  }

  assert "same" {
    none          = [for d in differences(group) : d if startswith(d.path, "parameter") || d.path == "family"]
    at            = { resource = group.dr, path = it.path }
    error_message = "${group.dr.label} differs from its primary in ${it.path}."
  }
}
