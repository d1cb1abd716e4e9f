rule "lambda-concurrency-short" {
  title       = "The Lambda concurrency of DR does not hold the primary's reservations"
  severity    = "high"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "degrades"
  steps       = ["scale"]
  rationale   = "All reservations and 100 unreserved executions must fit into the account's limit; new accounts have far less than the usual 1,000."
  remediation = "Ask for the increase now; the command is in the finding."
  refs        = ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("lambda-concurrency")
  }

  assert "limit" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
