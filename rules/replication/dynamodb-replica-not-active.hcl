rule "dynamodb-replica-not-active" {
  title       = "A DynamoDB replica in the DR region is not active"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "blocks"
  rationale   = "A replica that is being created, failed, or cannot reach its key takes no writes and may not answer reads. The application finds no table, or an old one."
  remediation = "Look at the replica's status and description: a key that cannot be used, a region that is off, a creation that failed. Mend that, or create the replica anew."
  refs        = ["https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html"]
  since       = "0.1.0"

  each "table" {
    of    = resources("status.aws_dynamodb_table", { side = "primary" })
    where = table.replicas != null
  }

  assert "active" {
    none          = [for r in table.replicas : r if r.region == estate.dr.region && r.status != "ACTIVE" && r.status != "UPDATING"]
    at            = table.replicas
    error_message = "The replica of ${table.name} in ${it.region} is ${it.status}${it.status_description == null ? "" : ": ${it.status_description}"}."
  }
}
