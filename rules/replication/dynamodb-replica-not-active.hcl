rule "dynamodb-replica-not-active" {
  title       = "A DynamoDB table has no active replica in the DR region"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["replication", "promote"]
  impact      = "blocks"
  rationale   = "A replica that is being created, failed, or cannot reach its key takes no writes and may not answer reads. The application finds no table, or an old one. Two tables of one name that are no replicas of each other share nothing. Tables of Terraform's state locks are left out."
  remediation = "Look at the replica's status and description: a key that cannot be used, a region that is off, a creation that failed. Mend that, or create the replica anew. Waive tables that hold nothing to take along."
  refs        = ["https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html"]
  since       = "0.1.0"

  each "table" {
    of    = resources("status.aws_dynamodb_table", { side = "primary" })
    # The key of a table of state locks is always this; what it holds is of no use after a failover.
    where = lookup_one("aws_dynamodb_table", { name = table.name, hash_key = "LockID", side = "primary" }) == null
  }

  locals {
    own      = lookup_one("aws_dynamodb_table", { name = table.name, side = "primary" })
    replicas = table.replicas == null ? unknown("the replicas of ${table.name} were not told") : table.replicas
    linked   = anytrue([for r in local.replicas : r.region == estate.dr.region])
    other    = local.linked ? null : lookup_one("status.aws_dynamodb_table", { name = table.name, side = "dr" })
  }

  assert "replicated" {
    condition     = local.linked || local.other != null
    subjects      = local.own == null ? [table] : [local.own]
    at            = { resource = local.own == null ? table : local.own, path = "" }
    error_message = "The table ${table.name} has no replica in ${estate.dr.region}."
  }

  assert "linked" {
    condition     = local.linked || local.other == null
    severity      = "high"
    impact        = "degrades"
    error_message = "${estate.dr.region} has a table ${table.name} of its own: it is no replica, and nothing of the primary's reaches it."
  }

  assert "active" {
    none          = [for r in local.replicas : r if r.region == estate.dr.region && r.status != "ACTIVE" && r.status != "UPDATING"]
    at            = table.replicas
    error_message = "The replica of ${table.name} in ${it.region} is ${it.status}${it.status_description == null ? "" : ": ${it.status_description}"}."
  }
}
