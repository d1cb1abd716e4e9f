rule "database-pending-maintenance" {
  title       = "A database waits for maintenance"
  severity    = "low"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "delays"
  rationale   = "Maintenance that is due may begin in the middle of a failover, and a switchover waits for it. What differs on one side only makes the versions differ."
  remediation = "Apply the maintenance on both sides, the DR side first, before the drill."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html"]
  since       = "0.1.0"

  each "database" {
    of = concat(
      resources("status.aws_rds_cluster"),
      resources("status.aws_rds_cluster_instance"),
      resources("status.aws_db_instance"),
    )
  }

  locals {
    name          = coalesce(database.kind == "status.aws_rds_cluster" ? database.cluster_identifier : database.identifier, database.address)
    modifications = database.kind == "status.aws_rds_cluster" ? [] : database.pending_modifications
  }

  assert "no-maintenance" {
    condition     = database.pending_maintenance == null ? unknown("the maintenance of ${database.address} was not told") : length(database.pending_maintenance) == 0
    at            = database.pending_maintenance
    error_message = "${local.name} in ${database.region} waits for ${join(", ", database.pending_maintenance)}."
  }

  assert "no-modification" {
    condition     = local.modifications == null ? unknown("the modifications of ${database.address} were not told") : length(local.modifications) == 0
    at            = database.pending_modifications
    error_message = "${local.name} in ${database.region} changes at its next window: ${join(", ", local.modifications)}."
  }
}
