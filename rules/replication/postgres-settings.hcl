rule "postgres-settings" {
  title       = "PostgreSQL settings stand in the way of replication"
  severity    = "high"
  jobs        = ["gate"]
  impact      = "degrades"
  steps       = ["replication", "promote"]
  rationale   = "Both servers must be able to send log, since each may become the writer, and the standby must be open to queries. A hot standby whose limits are lower than its primary's stops replaying, and does not start again."
  remediation = "Set wal_level = replica, max_wal_senders of at least 2 and hot_standby = on on both servers, and raise the standby's limits to the primary's before the primary's are raised. Most of them take a restart."
  refs = [
    "https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN",
    "https://www.postgresql.org/docs/current/runtime-config-replication.html",
  ]
  since = "0.1.0"

  each "server" {
    of = resources("postgres.server")
  }

  locals {
    primary = server.side == "dr" ? lookup_one("postgres.server", { label = server.label, side = "primary" }) : null
    # A server that is not in recovery has nobody to keep up with.
    limits = server.side == "primary" || local.primary == null || server.in_recovery != true ? [] : [
      { name = "max_connections", primary = local.primary.max_connections, dr = server.max_connections },
      { name = "max_worker_processes", primary = local.primary.max_worker_processes, dr = server.max_worker_processes },
      { name = "max_wal_senders", primary = local.primary.max_wal_senders, dr = server.max_wal_senders },
      { name = "max_prepared_transactions", primary = local.primary.max_prepared_transactions, dr = server.max_prepared_transactions },
      { name = "max_locks_per_transaction", primary = local.primary.max_locks_per_transaction, dr = server.max_locks_per_transaction },
    ]
  }

  assert "wal-level" {
    condition     = server.wal_level == "replica" || server.wal_level == "logical"
    at            = server.wal_level
    error_message = "${server.label}: the ${server.side} server has wal_level = ${coalesce(server.wal_level, "unset")}: no standby can follow it."
  }

  assert "senders" {
    condition     = server.max_wal_senders == null ? false : server.max_wal_senders > 0
    at            = server.max_wal_senders
    error_message = "${server.label}: the ${server.side} server has max_wal_senders = 0: no standby can follow it."
  }

  assert "hot-standby" {
    condition     = server.hot_standby == true
    at            = server.hot_standby
    severity      = "medium"
    error_message = "${server.label}: the ${server.side} server has hot_standby = off: as a standby it can be neither queried nor watched."
  }

  assert "limits" {
    none          = [for limit in local.limits : limit if limit.dr == null || limit.primary == null ? false : limit.dr < limit.primary]
    at            = { resource = server, path = it.name }
    severity      = "critical"
    impact        = "blocks"
    error_message = "${server.label}: the standby has ${it.name} = ${it.dr}, its primary ${it.primary}: it stops replaying, and does not start again."
    evidence      = { primary = it.primary, dr = it.dr }
  }
}
