rule "elasticache-global-datastore-unhealthy" {
  title       = "An ElastiCache global datastore is not healthy in the DR region"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["promote"]
  impact      = "degrades"
  rationale   = "A global datastore fails over only to a member that is associated, while the datastore itself is available. Otherwise the DR side starts with an empty cache."
  remediation = "Look at the datastore's events; associate the DR member again, which empties it first."
  refs        = ["https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastore.html"]
  since       = "0.1.0"

  group "datastore" {
    of    = resources("status.aws_elasticache_global_replication_group")
    where = datastore.members != null
    by    = datastore.global_replication_group_id
  }

  locals {
    members = [for m in datastore.members[0].members : m if m.region == estate.dr.region]
  }

  assert "available" {
    condition     = contains(["available", "primary-only"], coalesce(datastore.members[0].status, "unknown"))
    error_message = "${datastore.key} is ${datastore.members[0].status}."
  }

  assert "member" {
    condition     = length(local.members) > 0
    error_message = "${datastore.key} has no member in ${estate.dr.region}."
  }

  assert "secondary" {
    none          = [for m in local.members : m if lower(m.role == null ? unknown("the role of ${m.replication_group_id} was not told") : m.role) != "secondary"]
    error_message = "The member ${it.replication_group_id} of ${datastore.key} in ${it.region} is ${lower(it.role)}, not secondary: nothing is replicated to it."
  }

  assert "associated" {
    none          = [for m in local.members : m if m.status != "associated"]
    error_message = "The member ${it.replication_group_id} of ${datastore.key} in ${it.region} is ${it.status}."
  }
}
