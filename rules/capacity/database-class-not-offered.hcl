rule "database-class-not-offered" {
  title       = "DR does not offer the class and version of a database"
  severity    = "high"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "degrades"
  steps       = ["promote"]
  rationale   = "A reader, a replacement or the cluster of the failback is ordered anew. A class that cannot be ordered with that engine version leaves the cluster as it is."
  remediation = "Use an instance class that both regions offer for the engine version."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeOrderableDBInstanceOptions.html"]
  frameworks  = { aws-well-architected = ["REL13-BP04"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("database-offering")
  }

  assert "offered" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing }
  }
}
