rule "failback-never-drilled" {
  title       = "The way back has not been drilled"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["pre-flight"]
  impact      = "none"
  rationale   = "Failback is skipped in most drills. It is longer than the failover and loses data when it goes wrong."
  remediation = "End the next drill with the failback, and record it with passmuster drill record."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_dr_tested.html"]
  frameworks  = { aws-well-architected = ["REL13-BP03"] }
  since       = "0.1.0"

  input "max_days" {
    type        = number
    default     = 365
    description = "The days after which failback is due again."
  }

  all "records" {
    of    = resources("drill.record")
    where = record.date != null && contains(["real", "drill"], coalesce(record.kind, "unknown")) && record.outcome == "succeeded" && record.direction == "failback"
  }

  locals {
    dates  = sort([for r in records : r.date])
    newest = length(local.dates) > 0 ? reverse(local.dates)[0] : null
    recent = [for d in local.dates : d if timecmp(d, timeadd(snapshot.time, "-${input.max_days * 24}h")) >= 0]
  }

  assert "recent" {
    condition     = length(local.recent) > 0
    subjects      = [for r in records : r if r.date == local.newest]
    error_message = local.newest == null ? "No failback that succeeded is recorded." : "The last failback that succeeded was on ${substr(coalesce(local.newest, ""), 0, 10)}, more than ${input.max_days} days ago."
  }
}
