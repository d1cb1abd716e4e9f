rule "alarm-actions-disabled" {
  title       = "An alarm of the DR region calls nobody"
  severity    = "low"
  jobs        = ["gate"]
  steps       = ["verify"]
  impact      = "none"
  rationale   = "After the failover these are the alarms of production. Actions that were switched off for the quiet region stay off."
  remediation = "Enable the actions, and send them to a topic of the DR region with subscribers."
  refs        = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html"]
  since       = "0.1.0"

  each "alarm" {
    of = resources("aws_cloudwatch_metric_alarm", { side = "dr" })
  }

  assert "enabled" {
    condition     = alarm.actions_enabled == null || alarm.actions_enabled
    at            = alarm.actions_enabled
    error_message = "The actions of ${alarm.label} are disabled."
  }

  assert "addressed" {
    condition     = alarm.alarm_actions != null && length(coalesce(alarm.alarm_actions, [])) > 0
    at            = alarm.alarm_actions
    error_message = "${alarm.label} has no action."
  }
}
