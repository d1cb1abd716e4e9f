rule "ecs-max-below-primary-size" {
  title       = "A DR service cannot be scaled to the primary's present size"
  severity    = "critical"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "blocks"
  steps       = ["scale"]
  rationale   = "Application Auto Scaling refuses a minimum above the maximum, and takes tasks away that are above it: the scale-up ends at the maximum."
  remediation = "Raise max_capacity of the DR scaling target to at least the tasks that the primary runs now."
  refs        = ["https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html"]
  frameworks  = { aws-well-architected = ["REL11-BP05"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("ecs-max")
  }

  assert "maximum" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing }
  }
}
