//! What is asked of a server.
//!
//! Views and functions of PostgreSQL's own monitoring, open to a role with `pg_monitor`.
//! `primary_conninfo` and `archive_command` may hold secrets: the server is asked whether they are
//! set, never for their text.
//!
//! <https://www.postgresql.org/docs/current/monitoring-stats.html>

pub(super) const IDENTITY: &str = "SELECT current_setting('server_version') AS version, \
     current_setting('server_version_num') AS version_num, current_user AS role, \
     extract(epoch FROM pg_postmaster_start_time()) AS started, \
     pg_has_role(current_user, 'pg_read_all_settings', 'USAGE') AS reads_settings, \
     pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS reads_stats";

pub(super) const CONTROL: &str = "SELECT s.system_identifier, c.timeline_id \
     FROM pg_control_system() AS s, pg_control_checkpoint() AS c";

pub(super) const ARCHIVER: &str = "SELECT failed_count, \
     to_char(last_archived_time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS archived, \
     to_char(last_failed_time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS failed \
     FROM pg_stat_archiver";

/// The application name is cut out of `primary_conninfo` by the server.
pub(super) const SETTINGS: &str = "SELECT name, unit, CASE \
     WHEN name IN ('primary_conninfo', 'archive_command', 'archive_library', 'restore_command') \
     THEN CASE WHEN setting IN ('', '(disabled)') THEN 'off' ELSE 'on' END \
     ELSE setting END AS value, \
     CASE WHEN name = 'primary_conninfo' THEN regexp_replace(substring(setting FROM \
     '(?:^|[\\s?&])application_name\\s*=\\s*(''(?:[^''\\\\]|\\\\.)*''|[^\\s''&]+)'), \
     '^''(.*)''$', '\\1') END AS application_name \
     FROM pg_settings WHERE name IN ('wal_level', 'wal_log_hints', 'data_checksums', \
     'max_wal_senders', 'max_replication_slots', 'wal_keep_size', 'wal_keep_segments', \
     'wal_segment_size', 'max_slot_wal_keep_size', 'archive_mode', 'archive_command', \
     'archive_library', 'restore_command', 'hot_standby', 'hot_standby_feedback', \
     'synchronous_commit', 'synchronous_standby_names', 'max_connections', \
     'max_worker_processes', 'max_prepared_transactions', 'max_locks_per_transaction', \
     'primary_conninfo', 'primary_slot_name', 'recovery_min_apply_delay', 'cluster_name')";

/// Functions of the other role would be errors, so each is asked only where it applies.
pub(super) const POSITIONS: &str = "SELECT pg_is_in_recovery() AS in_recovery, \
     extract(epoch FROM clock_timestamp()) AS clock, \
     CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_lsn() END AS current_lsn, \
     CASE WHEN pg_is_in_recovery() THEN NULL \
     ELSE pg_walfile_name(pg_current_wal_lsn()) END AS wal_file, \
     pg_last_wal_receive_lsn() AS receive_lsn, pg_last_wal_replay_lsn() AS replay_lsn, \
     extract(epoch FROM pg_last_xact_replay_timestamp()) AS replayed, \
     CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() END AS paused, \
     r.pid AS receiver, r.status, r.received_tli, r.slot_name \
     FROM (SELECT 1) AS one LEFT JOIN pg_stat_wal_receiver AS r ON true";

/// Who receives write-ahead log from the server; backups and subscribers are left out.
pub(super) const SENDERS: &str = "SELECT r.pid, r.application_name, host(r.client_addr) AS client_addr, \
     r.state, r.sync_state, r.sent_lsn, r.replay_lsn, \
     extract(epoch FROM r.replay_lag) AS replay_lag, extract(epoch FROM r.reply_time) AS replied, \
     s.slot_name \
     FROM pg_stat_replication AS r LEFT JOIN pg_replication_slots AS s ON s.active_pid = r.pid \
     WHERE s.slot_type IS DISTINCT FROM 'logical' AND r.state IS DISTINCT FROM 'backup' \
     ORDER BY r.application_name, r.pid LIMIT 100";

/// The slots that outlive a session, with what the version tells of them.
pub(super) fn slots(version: i64) -> String {
    let since = |first: i64, column: &str| {
        if version >= first { column.to_owned() } else { format!("NULL AS {column}") }
    };
    format!(
        "SELECT slot_name, slot_type, active, restart_lsn, {}, {} FROM pg_replication_slots \
         WHERE NOT temporary ORDER BY slot_name LIMIT 100",
        since(130_000, "wal_status"),
        since(170_000, "invalidation_reason"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_later_versions_are_not_asked_of_earlier_ones() {
        assert!(slots(120_000).contains("NULL AS wal_status, NULL AS invalidation_reason"));
        assert!(slots(150_000).contains("restart_lsn, wal_status, NULL AS"));
        assert!(slots(180_000).contains(" wal_status, invalidation_reason "));
    }
}
