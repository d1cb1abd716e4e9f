rule "alarm-not-reporting" {
  title       = "An alarm of the DR region tells nothing or something bad"
  severity    = "medium"
  jobs        = ["gate"]
  steps       = ["pre-flight"]
  impact      = "delays"
  rationale   = "What is in alarm before the failover will be blamed on it, or is the reason why it fails. An alarm without data cannot warn anybody."
  remediation = "Look at what the alarm watches. Let it treat missing data as not breaching where the DR side is idle."
  refs        = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html", "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"]
  since       = "0.1.0"

  each "alarm" {
    of = resources("status.aws_cloudwatch_metric_alarm", { side = "dr" })
    # Alarms that scale by themselves are in alarm whenever there is little to do.
    where = !startswith(coalesce(alarm.alarm_name, "unknown"), "TargetTracking-")
  }

  locals {
    name  = coalesce(alarm.alarm_name, alarm.address)
    state = alarm.state == null ? unknown("the state of ${local.name} was not told") : alarm.state
    why   = alarm.state_reason == null || alarm.state_reason == "" ? "" : ": ${alarm.state_reason}"
  }

  assert "quiet" {
    condition     = local.state != "ALARM"
    at            = alarm.state
    error_message = "${local.name} is in alarm${local.why}."
  }

  assert "has-data" {
    condition     = local.state != "INSUFFICIENT_DATA"
    severity      = "low"
    impact        = "none"
    at            = alarm.state
    error_message = "${local.name} has no data${local.why}."
  }
}
