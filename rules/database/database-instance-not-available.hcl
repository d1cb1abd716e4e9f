rule "database-instance-not-available" {
  title       = "A database of the DR region is not available"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "Only an available instance can be promoted. One that is stopped, failed, full or without its key cannot take over."
  remediation = "Read the instance's events and mend what its status names."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html"]
  since       = "0.1.0"

  each "database" {
    of = resources("status.aws_db_instance", { side = "dr" })
  }

  assert "available" {
    condition     = contains(["available", "backing-up", "storage-optimization"], database.status == null ? unknown("the status of ${database.address} was not told") : database.status)
    at            = database.status
    error_message = "${coalesce(database.identifier, database.address)} is ${database.status}."
  }
}
