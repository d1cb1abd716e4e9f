rule "elasticache-global-datastore-lag" {
  title       = "The DR member of an ElastiCache global datastore is behind"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "degrades"
  rationale   = "A global datastore replicates asynchronously; what its DR member has not received is gone after a failover, and a member far behind serves old sessions and prices."
  remediation = "Find what is written in bursts, or give the members more network: the lag is normally below one second."
  refs        = ["https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-Getting-Started.html"]
  frameworks  = { aws-well-architected = ["REL13-BP02"] }
  since       = "0.1.0"

  input "warning_seconds" {
    type        = number
    default     = 5
    description = "Lag above this delays a failover."
  }
  input "critical_seconds" {
    type        = number
    default     = 30
    description = "Lag above this forbids a drill."
  }
  input "emergency_seconds" {
    type        = number
    default     = 300
    description = "Lag above this is as good as no replication."
  }

  group "datastore" {
    of    = resources("status.aws_elasticache_global_replication_group")
    where = datastore.members != null && anytrue([for m in coalesce(datastore.members, []) : m.region == estate.dr.region])
    by    = datastore.global_replication_group_id
  }

  locals {
    members = [for m in datastore.members[0].members : m.replication_group_id if m.region == estate.dr.region && lower(m.role) == "secondary"]
    group   = length(local.members) > 0 ? local.members[0] : null
    all     = local.group == null ? [] : lookup_all("metric.aws_elasticache_replication_group", { replication_group_id = local.group, side = "dr" })
    lags    = [for m in local.all : m if m.metric_name == "GlobalDatastoreReplicationLag"]
    metric  = length(local.lags) > 0 ? local.lags[0] : null
    at      = local.metric == null ? null : local.metric.latest_at
    worst   = local.metric == null ? null : local.metric.worst
    none    = "CloudWatch has no GlobalDatastoreReplicationLag of ${coalesce(local.group, "the member")}"
    fresh   = local.at == null ? unknown(local.none) : timecmp(local.at, timeadd(snapshot.time, "-5m")) >= 0 ? true : unknown("the newest GlobalDatastoreReplicationLag is of ${local.at}, older than 5 minutes")
    lag     = local.group == null ? unknown("the member of ${datastore.key} in ${estate.dr.region} is no secondary and has no lag") : local.fresh && local.worst != null ? local.worst : unknown(local.none)
  }

  assert "warning" {
    condition     = !(local.lag > input.warning_seconds && local.lag <= input.critical_seconds)
    severity      = "medium"
    impact        = "delays"
    error_message = "${local.group} was ${local.lag} s behind at worst; normal is up to ${input.warning_seconds} s."
  }

  assert "critical" {
    condition     = !(local.lag > input.critical_seconds && local.lag <= input.emergency_seconds)
    error_message = "${local.group} was ${local.lag} s behind at worst; the limit for a drill is ${input.critical_seconds} s."
  }

  assert "emergency" {
    condition     = local.lag <= input.emergency_seconds
    severity      = "critical"
    impact        = "blocks"
    error_message = "${local.group} was ${local.lag} s behind at worst; beyond ${input.emergency_seconds} s the copy is of no use."
  }
}
