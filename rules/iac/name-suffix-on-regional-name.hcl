rule "name-suffix-on-regional-name" {
  title       = "A regional DR resource carries the suffix for global names"
  severity    = "low"
  jobs        = ["audit", "check"]
  impact      = "degrades"
  rationale   = "Regional names are free in every region. With a suffix every runbook, dashboard and script needs two names, and what is configured by name finds nothing after a failover."
  remediation = "Use the primary's name; keep the suffix for IAM and other global names."
  refs        = ["https://docs.aws.amazon.com/general/latest/gr/rande.html"]
  since       = "0.1.0"

  each "thing" {
    of = concat(
      resources("aws_cloudwatch_log_group", { side = "dr" }),
      resources("aws_ecs_cluster", { side = "dr" }),
      resources("aws_ecs_service", { side = "dr" }),
      resources("aws_lb", { side = "dr" }),
      resources("aws_sns_topic", { side = "dr" }),
      resources("aws_sqs_queue", { side = "dr" }),
    )
    where = estate.dr.name_suffix != ""
  }

  assert "plain" {
    condition     = thing.name == null ? true : !endswith(thing.name, estate.dr.name_suffix)
    error_message = "${thing.kind} ${thing.name} is regional; the suffix ${estate.dr.name_suffix} is not needed."
  }
}
