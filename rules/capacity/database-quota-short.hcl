rule "database-quota-short" {
  title       = "The RDS quotas of DR do not hold the primary's databases"
  severity    = "high"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "degrades"
  steps       = ["promote"]
  rationale   = "Readers that the primary has and DR lacks cannot be added, nor can the cluster of the failback be made."
  remediation = "Ask for the increase now; the command is in the finding."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("database-quota")
  }

  assert "quota" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
