rule "az-count-below-primary" {
  title       = "The DR region uses fewer availability zones"
  severity    = "high"
  steps       = ["scale"]
  impact      = "degrades"
  rationale   = "With fewer zones the failed-over system loses a larger part of its capacity when one zone fails, and some services need at least two."
  remediation = "Spread the DR subnets over as many zones as the primary's."
  refs        = ["https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html"]
  frameworks  = { aws-well-architected = ["REL10-BP01"] }
  since       = "0.1.0"

  input "minimum" {
    type        = number
    default     = 2
    description = "Zones that the DR region needs, whatever the primary has."
  }

  all "primary_subnets" {
    of = resources("aws_subnet", { side = "primary" })
  }
  all "dr_subnets" {
    of = resources("aws_subnet", { side = "dr" })
  }

  assert "as-many" {
    condition     = length(primary_subnets) == 0 ? true : length(azs(dr_subnets)) >= length(azs(primary_subnets))
    subjects      = dr_subnets
    at            = { resource = try(dr_subnets[0], null), path = "availability_zone" }
    error_message = "The DR subnets are in ${length(azs(dr_subnets))} zones (${join(", ", azs(dr_subnets))}), the primary's in ${length(azs(primary_subnets))} (${join(", ", azs(primary_subnets))})."
  }

  assert "minimum" {
    condition     = length(primary_subnets) == 0 ? true : length(azs(dr_subnets)) >= min(input.minimum, length(azs(primary_subnets)))
    subjects      = dr_subnets
    error_message = "The DR subnets are in ${length(azs(dr_subnets))} zones; at least ${input.minimum} are needed."
  }
}
