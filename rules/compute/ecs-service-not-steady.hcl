rule "ecs-service-not-steady" {
  title       = "A service of the DR region does not run as it should"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "degrades"
  rationale   = "A service that cannot keep the tasks that it has will not start more. What stops it shows in its events: an image, a secret, a subnet, a health check."
  remediation = "Read the service's events and the reasons of its stopped tasks, and deploy again once the cause is mended."
  refs        = ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"]
  since       = "0.1.0"

  each "service" {
    of    = resources("status.aws_ecs_service", { side = "dr" })
    where = service.status == "ACTIVE"
  }

  locals {
    name    = coalesce(service.name, service.address)
    event   = service.last_event == null || service.last_event == "" ? "" : " Its newest event: ${service.last_event}"
    desired = service.desired_count == null ? unknown("the size of ${local.name} was not told") : service.desired_count
    running = service.running_count == null ? unknown("the running tasks of ${local.name} were not told") : service.running_count
  }

  assert "running" {
    condition     = local.desired == 0 || local.running > 0
    severity      = "critical"
    impact        = "blocks"
    at            = service.running_count
    error_message = "${local.name} runs none of its ${local.desired} tasks.${local.event}"
  }

  assert "complete" {
    condition     = local.running == 0 || local.running >= local.desired
    at            = service.running_count
    error_message = "${local.name} runs ${local.running} of ${local.desired} tasks.${local.event}"
  }

  assert "deployed" {
    condition     = service.rollout_state == null || service.rollout_state != "FAILED"
    at            = service.rollout_state
    error_message = "The last deployment of ${local.name} failed.${local.event}"
  }

  assert "settled" {
    condition     = service.rollout_state == null || service.rollout_state != "IN_PROGRESS"
    severity      = "medium"
    impact        = "delays"
    at            = service.rollout_state
    error_message = "A deployment of ${local.name} is under way."
  }
}
