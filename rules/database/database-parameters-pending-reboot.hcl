rule "database-parameters-pending-reboot" {
  title       = "A database of the DR region runs without its parameters"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "degrades"
  rationale   = "Static parameters take effect at the next reboot. Until then the instance runs with other values than its group says, and a promotion does not always reboot it."
  remediation = "Reboot the DR instances one after the other."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_WorkingWithParamGroups.html"]
  since       = "0.1.0"

  each "database" {
    of = concat(
      resources("status.aws_rds_cluster_instance", { side = "dr" }),
      resources("status.aws_db_instance", { side = "dr" }),
    )
  }

  assert "applied" {
    condition     = contains(["in-sync", "applying"], database.parameter_apply_status == null ? unknown("the parameters of ${database.address} were not told") : database.parameter_apply_status)
    at            = database.parameter_apply_status
    error_message = "The parameters of ${coalesce(database.identifier, database.address)} are ${database.parameter_apply_status}."
  }
}
