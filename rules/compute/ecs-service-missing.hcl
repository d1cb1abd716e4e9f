rule "ecs-service-missing" {
  title       = "A service does not exist in the DR region"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "blocks"
  rationale   = "The failover scales services up. It does not create them: that takes target groups, roles and a definition that nobody has tested there."
  remediation = "Deploy the service to the DR region, at a desired count of one."
  refs        = ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html", "https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/disaster-recovery-options-in-the-cloud.html"]
  since       = "0.1.0"

  pair "service" {
    of              = resources("aws_ecs_service")
    missing_dr      = "fail"
    missing_message = "The service ${service.primary.label} has no counterpart in ${estate.dr.region}."
  }
}
