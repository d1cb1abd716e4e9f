rule "load-balancer-not-active" {
  title       = "A load balancer of the DR region is not active"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["listener"]
  impact      = "blocks"
  rationale   = "A load balancer takes minutes to become active; one that failed never does. Behind it nothing can be reached."
  remediation = "Read the reason of its state; create it anew where it failed."
  refs        = ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"]
  since       = "0.1.0"

  each "balancer" {
    of = resources("status.aws_lb", { side = "dr" })
  }

  locals {
    state = lower(balancer.state == null ? unknown("the state of ${balancer.address} was not told") : balancer.state)
  }

  assert "available" {
    condition     = contains(["active", "active_impaired"], local.state)
    at            = balancer.state
    error_message = "${coalesce(balancer.name, balancer.address)} is ${balancer.state}."
  }

  assert "unimpaired" {
    condition     = local.state != "active_impaired"
    severity      = "high"
    impact        = "degrades"
    at            = balancer.state
    error_message = "${coalesce(balancer.name, balancer.address)} serves, but lacks what it needs to scale (${balancer.state})."
  }
}
