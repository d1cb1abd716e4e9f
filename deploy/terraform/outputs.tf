output "history" {
  description = "The history, as --history and PASSMUSTER_HISTORY take it."
  value       = local.history
}

output "task_definition_arn" {
  description = "The task, to run an audit by hand."
  value       = aws_ecs_task_definition.this.arn
}

output "task_role_arn" {
  description = "The role of the audit, for accounts and buckets of states that must trust it."
  value       = aws_iam_role.task.arn
}

output "log_group_name" {
  description = "Where each report is written as a table."
  value       = aws_cloudwatch_log_group.this.name
}

output "schedule_arn" {
  description = "The schedule."
  value       = aws_scheduler_schedule.this.arn
}
