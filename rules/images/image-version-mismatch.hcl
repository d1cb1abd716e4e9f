rule "image-version-mismatch" {
  title       = "The DR side runs another image"
  severity    = "critical"
  steps       = ["scale"]
  impact      = "degrades"
  rationale   = "A failover would silently roll the application back or forward. Tags may move, so equal tags count only where nothing better is said, and latest says nothing."
  remediation = "Deploy the same image to both regions, pinned by digest."
  refs        = ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"]
  frameworks  = { aws-well-architected = ["REL13-BP04"] }
  since       = "0.1.0"

  pair "workload" {
    of = concat(resources("aws_ecs_task_definition"), resources("aws_lambda_function"))
  }

  assert "same" {
    none          = image_mismatches(workload)
    at            = { resource = workload.dr, path = it.path }
    error_message = "${workload.dr.label} runs ${it.dr} in ${it.container}, its primary ${it.primary}."
  }
}
