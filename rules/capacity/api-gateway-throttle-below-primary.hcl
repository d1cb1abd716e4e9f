rule "api-gateway-throttle-below-primary" {
  title       = "API Gateway lets fewer requests through in DR than in the primary"
  severity    = "high"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "degrades"
  steps       = ["listener"]
  rationale   = "The throttle is one for all APIs of an account in a region, and its default is a quarter in some regions. Requests above it are answered with 429."
  remediation = "Ask for the increase now; the command is in the finding. The burst follows the rate and cannot be asked for."
  refs        = ["https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"]
  frameworks  = { aws-well-architected = ["REL01-BP03"] }
  since       = "0.1.0"

  each "line" {
    of = capacity("api-throttle")
  }

  assert "rate" {
    condition     = !line.short
    subjects      = [line.subject]
    at            = { resource = line.subject, path = line.path }
    error_message = "${line.summary} ${line.explanation}"
    evidence      = { need = line.need, have = line.have, missing = line.missing, command = line.command }
  }
}
