rule "postgres-version-mismatch" {
  title       = "The PostgreSQL servers run different versions"
  severity    = "critical"
  jobs        = ["gate"]
  impact      = "blocks"
  steps       = ["replication", "promote"]
  rationale   = "Physical replication works within one major version only. Between minor versions it works, but after a failover the applications run on another set of fixes."
  remediation = "Bring both servers to one release. Of two minor versions update the standby first."
  refs        = ["https://www.postgresql.org/docs/current/warm-standby.html#STANDBY-PLANNING"]
  since       = "0.1.0"

  each "server" {
    of    = resources("postgres.server", { side = "dr" })
    where = server.server_version_num != null
  }

  locals {
    primary = lookup_one("postgres.server", { label = server.label, side = "primary" })
    theirs  = local.primary == null ? null : local.primary.server_version_num
    own     = server.server_version_num
  }

  assert "major" {
    condition     = local.theirs == null ? true : floor(local.own / 10000) == floor(local.theirs / 10000)
    at            = server.server_version
    error_message = "${server.label}: DR runs PostgreSQL ${server.server_version}, its primary ${local.primary.server_version}."
  }

  assert "minor" {
    condition     = local.theirs == null ? true : floor(local.own / 10000) != floor(local.theirs / 10000) || local.own == local.theirs
    at            = server.server_version
    severity      = "low"
    impact        = "degrades"
    error_message = "${server.label}: DR runs PostgreSQL ${server.server_version}, its primary ${local.primary.server_version}: another minor version."
  }
}
