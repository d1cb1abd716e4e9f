rule "image-from-primary-registry" {
  title       = "The DR side pulls images from the primary region"
  severity    = "critical"
  steps       = ["scale"]
  impact      = "blocks"
  rationale   = "When the primary region is down its registry is too: no task can start, and running ones cannot be replaced."
  remediation = "Replicate the repository and name the DR region's registry in the image."
  refs        = ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html"]
  since       = "0.1.0"

  each "workload" {
    of = concat(
      resources("aws_ecs_task_definition", { side = "dr" }),
      resources("aws_lambda_function", { side = "dr" }),
    )
  }

  assert "own-region" {
    none          = [for c in containers(workload) : c if image(c.image).region == estate.primary.region]
    at            = { resource = workload, path = it.path }
    error_message = "${workload.label} pulls ${it.image} in ${it.name}."
  }
}
