rule "drill-overdue" {
  title       = "The failover has not been drilled for too long"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["pre-flight"]
  impact      = "none"
  rationale   = "Small changes add up until a failover no longer works. Only a drill shows it; a quarter is the usual distance."
  remediation = "Plan the next drill, and record it with passmuster drill record."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_dr_tested.html"]
  frameworks  = { aws-well-architected = ["REL13-BP03"] }
  since       = "0.1.0"

  input "max_days" {
    type        = number
    default     = 90
    description = "The days after which failover drill is due again."
  }

  all "records" {
    of    = resources("drill.record")
    where = record.date != null && contains(["real", "drill"], coalesce(record.kind, "unknown")) && record.outcome == "succeeded" && contains(["failover", "switchover"], coalesce(record.direction, "unknown"))
  }

  locals {
    dates  = sort([for r in records : r.date])
    newest = length(local.dates) > 0 ? reverse(local.dates)[0] : null
    recent = [for d in local.dates : d if timecmp(d, timeadd(snapshot.time, "-${input.max_days * 24}h")) >= 0]
  }

  assert "recent" {
    condition     = length(local.recent) > 0
    subjects      = [for r in records : r if r.date == local.newest]
    error_message = local.newest == null ? "No failover drill that succeeded is recorded." : "The last failover drill that succeeded was on ${substr(coalesce(local.newest, ""), 0, 10)}, more than ${input.max_days} days ago."
  }
}
