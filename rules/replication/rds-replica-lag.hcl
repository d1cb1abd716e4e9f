rule "rds-replica-lag" {
  title       = "A read replica in the DR region is behind"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["replication"]
  impact      = "blocks"
  rationale   = "A replica applies what the source wrote with a delay; what is missing at the promotion is lost. ReplicaLag is -1 where nothing is replicated at all. PostgreSQL tells the age of the last change, up to five minutes while the source is idle: what is less may be no lag at all, and only delays."
  remediation = "Find what holds the replica back: long transactions, a smaller class, lost replication slots. Create it anew where replication ended."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html", "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.html"]
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

  input "idle_seconds" {
    type        = number
    default     = 360
    description = "Lag that a replica of an idle PostgreSQL source may tell: five minutes, and one between two readings."
  }

  each "database" {
    of    = resources("status.aws_db_instance", { side = "dr" })
    where = database.replica == true
  }

  locals {
    own      = lookup_one("aws_db_instance", { identifier = database.identifier, side = "dr" })
    postgres = local.own == null ? false : local.own.engine == "postgres"
    # What is above the one limit and not above the other.
    degrading = local.postgres ? max(input.critical_seconds, input.idle_seconds) : input.critical_seconds
    blocking  = local.postgres ? max(input.emergency_seconds, input.idle_seconds) : input.emergency_seconds

    all    = lookup_all("metric.aws_db_instance", { identifier = database.identifier, side = "dr" })
    lags   = [for m in local.all : m if m.metric_name == "ReplicaLag"]
    metric = length(local.lags) > 0 ? local.lags[0] : null
    at     = local.metric == null ? null : local.metric.latest_at
    worst  = local.metric == null ? null : local.metric.worst
    latest = local.metric == null ? null : local.metric.latest
    fresh  = local.at == null ? unknown("CloudWatch has no ReplicaLag of ${database.identifier}") : timecmp(local.at, timeadd(snapshot.time, "-5m")) >= 0 ? true : unknown("the newest ReplicaLag is of ${local.at}, older than 5 minutes")
    lag    = local.fresh && local.worst != null ? local.worst : unknown("CloudWatch has no ReplicaLag of ${database.identifier}")
    now    = local.fresh && local.latest != null ? local.latest : unknown("CloudWatch has no ReplicaLag of ${database.identifier}")
  }

  assert "replicating" {
    condition     = local.now >= 0
    at            = database.identifier
    error_message = "${database.identifier} is not replicating: its ReplicaLag is ${local.now}."
  }

  assert "warning" {
    condition     = !(local.lag > input.warning_seconds && local.lag <= local.degrading)
    severity      = "medium"
    impact        = "delays"
    at            = database.identifier
    error_message = "${database.identifier} was ${local.lag} s behind at worst; normal is up to ${input.warning_seconds} s${local.postgres ? ", or up to ${input.idle_seconds} s while the source is idle: write to it and look again" : ""}."
  }

  assert "critical" {
    condition     = local.lag <= input.critical_seconds || !(local.lag > local.degrading && local.lag <= local.blocking)
    severity      = "high"
    impact        = "degrades"
    at            = database.identifier
    error_message = "${database.identifier} was ${local.lag} s behind at worst; the limit for a drill is ${local.degrading} s."
  }

  assert "emergency" {
    condition     = local.lag <= input.emergency_seconds || local.lag <= local.blocking
    at            = database.identifier
    error_message = "${database.identifier} was ${local.lag} s behind at worst; beyond ${local.blocking} s a failover loses too much."
  }
}
