rule "lambda-function-not-active" {
  title       = "A function of the DR region cannot be invoked"
  severity    = "high"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "degrades"
  rationale   = "A function that failed does not answer. One that was idle for weeks becomes inactive, and its first invocations fail while it is prepared."
  remediation = "Read the reason of the state; invoke idle functions before the drill, and from time to time."
  refs        = ["https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html"]
  since       = "0.1.0"

  each "function" {
    of = resources("status.aws_lambda_function", { side = "dr" })
  }

  locals {
    name  = coalesce(function.function_name, function.address)
    state = function.state == null ? unknown("the state of ${local.name} was not told") : function.state
  }

  assert "usable" {
    condition     = local.state != "Failed"
    severity      = "critical"
    impact        = "blocks"
    at            = function.state
    error_message = "${local.name} is Failed."
  }

  assert "active" {
    condition     = local.state == "Active" || local.state == "Failed"
    severity      = "medium"
    impact        = "delays"
    at            = function.state
    error_message = "${local.name} is ${local.state}: its first invocations will fail."
  }

  assert "updated" {
    condition     = function.last_update_status == null || function.last_update_status != "Failed"
    at            = function.last_update_status
    error_message = "The last update of ${local.name} failed; it runs the version before."
  }
}
