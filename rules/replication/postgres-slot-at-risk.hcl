rule "postgres-slot-at-risk" {
  title       = "A replication slot loses its log, or hoards it for nobody"
  severity    = "high"
  jobs        = ["gate"]
  impact      = "degrades"
  steps       = ["pre-flight", "replication"]
  rationale   = "A standby whose slot is lost cannot go on and must be built anew. A slot that nobody reads keeps log until the server's disk is full and the writer stops."
  remediation = "Bring the standby back or drop the slot with pg_drop_replication_slot, and bound what slots may keep with max_slot_wal_keep_size."
  refs        = ["https://www.postgresql.org/docs/current/view-pg-replication-slots.html"]
  since       = "0.1.0"

  each "slot" {
    of    = resources("postgres.replication_slot")
    where = slot.slot_type == "physical"
  }

  assert "kept" {
    condition     = slot.wal_status == null ? true : !contains(["unreserved", "lost"], slot.wal_status)
    at            = slot.wal_status
    error_message = "${slot.label}: the log that slot ${slot.slot_name} of the ${slot.side} server needs is ${slot.wal_status == "lost" ? "removed" : "about to be removed"}."
    evidence      = { wal_status = slot.wal_status, invalidation_reason = slot.invalidation_reason }
  }

  assert "read" {
    condition     = slot.active || slot.wal_status == "lost" || (slot.retained_bytes == null ? true : slot.retained_bytes == 0)
    at            = slot.active
    severity      = "medium"
    error_message = "${slot.label}: nobody reads slot ${slot.slot_name} of the ${slot.side} server, which keeps ${slot.retained_bytes} bytes of log."
    evidence      = { retained_bytes = slot.retained_bytes }
  }
}
