rule "instance-type-not-offered" {
  title       = "DR does not offer an instance type where a group launches it"
  severity    = "critical"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "blocks"
  steps       = ["scale"]
  rationale   = "Not every region and zone has every instance type. A group cannot launch what its zones do not offer, and is smaller or less spread than it should be."
  remediation = "Add instance types to the group that all its zones offer, or move the group to zones that offer its type."
  refs        = ["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-discovery.html", "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html"]
  frameworks  = { aws-well-architected = ["REL11-BP05"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("instance-offering")
  }

  assert "offered" {
    condition     = line.need == 0 || line.have > 0
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing }
  }

  assert "every-zone" {
    condition     = line.have == 0 || !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    impact        = "degrades"
    severity      = "medium"
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing }
  }
}
