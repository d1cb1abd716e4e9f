rule "postgres-clock-skew" {
  title       = "The clocks of the PostgreSQL servers differ"
  severity    = "medium"
  jobs        = ["gate"]
  impact      = "degrades"
  steps       = ["replication", "verify"]
  rationale   = "Commits carry the writer's time. After a failover time seems to jump: points to recover to, expiry and ordering by time are wrong by the difference, and every view of lag by the standby's own clock is too."
  remediation = "Let both servers follow the Amazon Time Sync Service or another common source, and see that the daemon runs."
  refs        = ["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/set-time.html"]
  since       = "0.1.0"

  input "max_seconds" {
    type        = number
    default     = 2
    description = "More than this is a finding."
  }

  each "replication" {
    of    = resources("postgres.replication")
    where = replication.clock_difference_seconds != null
  }

  assert "close" {
    condition     = abs(replication.clock_difference_seconds) <= input.max_seconds
    at            = replication.clock_difference_seconds
    error_message = "${replication.label}: DR's clock is ${abs(replication.clock_difference_seconds)} s ${replication.clock_difference_seconds > 0 ? "ahead of" : "behind"} the primary's (limit ${input.max_seconds} s)."
  }
}
