rule "postgres-failback-settings" {
  title       = "PostgreSQL is not prepared for the way back"
  severity    = "medium"
  jobs        = ["gate"]
  impact      = "degrades"
  steps       = ["promote", "verify"]
  rationale   = "After a failover the old primary can be wound back to the new one in minutes, but only if it wrote hints or checksums before; else it is copied whole, which takes hours for a large database. And a promoted server that does not archive has no backup to go back to."
  remediation = "Set wal_log_hints = on (or initialise with checksums) on both servers, and give the standby the archive settings that it needs as a writer."
  refs        = ["https://www.postgresql.org/docs/current/app-pgrewind.html"]
  since       = "0.1.0"

  each "server" {
    of = resources("postgres.server")
  }

  locals {
    primary = server.side == "dr" ? lookup_one("postgres.server", { label = server.label, side = "primary" }) : null
    # Where the primary does not archive either, that was a decision.
    archives = local.primary == null ? false : local.primary.archive_mode != "off"
  }

  assert "rewindable" {
    condition     = server.wal_log_hints == true || server.data_checksums == true
    at            = server.wal_log_hints
    error_message = "${server.label}: the ${server.side} server has neither wal_log_hints nor data checksums: pg_rewind cannot be used on it."
  }

  assert "archives" {
    condition     = !local.archives || server.archive_mode != "off" && server.archive_command_set == true
    at            = server.archive_mode
    error_message = "${server.label}: the primary archives its log, and DR would not once it writes (archive_mode = ${coalesce(server.archive_mode, "unset")})."
  }
}
