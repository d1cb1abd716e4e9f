rule "postgres-archiving-failing" {
  title       = "PostgreSQL cannot archive its log"
  severity    = "medium"
  jobs        = ["gate"]
  impact      = "degrades"
  steps       = ["replication", "verify"]
  rationale   = "While archiving fails, no backup can be brought up to date, a standby that falls behind has nowhere to catch up from, and the log fills the server's disk."
  remediation = "Read the server's log for the command's own error, mend its target or its permissions, and look whether pg_stat_archiver counts successes again."
  refs        = ["https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-ARCHIVING-WAL"]
  frameworks  = { aws-well-architected = ["REL09-BP03"] }
  since       = "0.1.0"

  each "server" {
    of    = resources("postgres.server")
    where = server.archive_mode == "always" || server.archive_mode == "on" && server.in_recovery == false
  }

  assert "command" {
    condition     = server.archive_command_set == true
    at            = server.archive_command_set
    error_message = "${server.label}: the ${server.side} server has archive_mode = ${server.archive_mode} and neither archive_command nor archive_library: its log piles up."
  }

  assert "succeeds" {
    condition     = server.archiver_last_failed_time == null ? true : server.archiver_last_archived_time == null ? false : timecmp(server.archiver_last_archived_time, server.archiver_last_failed_time) >= 0
    at            = server.archiver_last_failed_time
    error_message = "${server.label}: archiving on the ${server.side} server failed at ${server.archiver_last_failed_time}, and has not succeeded since."
    evidence      = { failures = server.archiver_failed_count, last_success = server.archiver_last_archived_time }
  }
}
