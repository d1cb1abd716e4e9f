rule "subnet-addresses-short" {
  title       = "A DR subnet has too few free addresses for the primary's size"
  severity    = "high"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "blocks"
  steps       = ["scale"]
  rationale   = "Each task in awsvpc mode and each instance takes an address, a deployment runs old and new tasks side by side, and a load balancer needs eight free addresses in each subnet to scale. Without free addresses tasks stay in PROVISIONING."
  remediation = "Add subnets from a secondary range of the VPC to the service, or free addresses."
  refs        = ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html", "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"]
  frameworks  = { aws-well-architected = ["REL02-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("subnet-addresses")
  }

  assert "free" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing }
  }
}
