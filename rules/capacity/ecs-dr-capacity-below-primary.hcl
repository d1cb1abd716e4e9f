rule "ecs-dr-capacity-below-primary" {
  title       = "The DR service cannot scale to the primary's capacity"
  severity    = "critical"
  steps       = ["scale"]
  impact      = "degrades"
  rationale   = "After the failover the DR region carries the whole load. A maximum below the primary's stops the scaling there, in the middle of the incident."
  remediation = "Raise max_capacity of the DR scaling target to the primary's."
  refs        = ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html"]
  frameworks  = { aws-well-architected = ["REL11-BP05"] }
  since       = "0.1.0"
  yields_to   = ["ecs-max-below-primary-size"]

  input "percent" {
    type        = number
    default     = 100
    description = "How much of the primary's maximum the DR side must be able to reach."
  }

  pair "target" {
    of    = resources("aws_appautoscaling_target")
    where = target.primary.service_namespace == "ecs"
  }

  assert "maximum" {
    condition     = target.dr.max_capacity >= ceil(target.primary.max_capacity * input.percent / 100)
    at            = target.dr.max_capacity
    error_message = "${target.dr.resource_id} scales to ${target.dr.max_capacity} tasks, its primary to ${target.primary.max_capacity} (${input.percent} % needed)."
    evidence      = { primary = target.primary.max_capacity, dr = target.dr.max_capacity }
    fix           = { path = target.dr.max_capacity, value = target.primary.max_capacity }
  }
}
