rule "missing-in-dr" {
  title       = "The DR region has no counterpart"
  severity    = "high"
  steps       = ["pre-flight"]
  impact      = "degrades"
  rationale   = "What does not exist in the DR region cannot take over, and creating it during a failover needs the control planes of AWS at the worst moment."
  remediation = "Create the resource in the DR region, or declare it with only = \"primary\" and a reason."
  refs        = ["https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/disaster-recovery-options-in-the-cloud.html"]
  frameworks  = { aws-well-architected = ["REL13-BP02"] }
  since       = "0.1.0"
  yields_to   = ["*"]

  pair "pair" {
    of               = resources("*")
    where            = !kind_of(pair.primary).primary_alone && !kind_of(pair.primary).judged_as_facts && !replicated(pair.primary)
    missing_dr       = "fail"
    missing_severity = kind_of(pair.primary).missing
    missing_message  = "${pair.primary.kind} ${pair.primary.label} has no counterpart in ${estate.dr.region}."
  }
}
