//! How the resources of both sides stand beside each other, kind by kind.

use std::collections::BTreeMap;

use crate::compare::Comparison;
use crate::finding::KindLine;
use crate::kinds;
use crate::model::{Inventory, Side, is_managed_kind};

/// One line for each managed kind that either side has, by name.
pub(super) fn kinds(inventory: &Inventory, comparison: &Comparison) -> Vec<KindLine> {
    let on_a_side =
        |kind: &str| inventory.of_kind(kind).any(|resource| resource.side() != Side::Global);
    let mut lines: BTreeMap<&str, KindLine> = inventory
        .kinds()
        .map(|kind| kind.as_str())
        .filter(|kind| is_managed_kind(kind) && on_a_side(kind))
        .map(|kind| (kind, line(kind)))
        .collect();
    let mut count = |kind: &str, one: fn(&mut KindLine) -> &mut usize| {
        if let Some(line) = lines.get_mut(kind) {
            *one(line) += 1;
        }
    };
    for pair in comparison.pairs() {
        count(&pair.primary.kind, |line| &mut line.paired);
    }
    for resource in comparison.unpaired(Side::Primary) {
        count(&resource.kind, |line| &mut line.only_primary);
    }
    for resource in comparison.unpaired(Side::Dr) {
        count(&resource.kind, |line| &mut line.only_dr);
    }
    for one in comparison.ambiguous() {
        count(&one.resource.kind, |line| &mut line.ambiguous);
    }
    lines.into_values().collect()
}

fn line(kind: &str) -> KindLine {
    let service = kinds::kind(kind).map_or_else(|| derived(kind), |k| k.service);
    KindLine { kind: kind.to_owned(), service: service.to_owned(), ..KindLine::default() }
}

/// Services whose types do not begin with the name that AWS's API uses
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
const OTHERWISE: &[(&str, &str)] = &[
    ("aws_api_gateway_", "apigateway"),
    ("aws_ami", "ec2"),
    ("aws_cloudwatch_event_", "events"),
    ("aws_cloudwatch_log_", "logs"),
    ("aws_db_", "rds"),
    ("aws_ebs_", "ec2"),
    ("aws_eip", "ec2"),
    ("aws_instance", "ec2"),
    ("aws_lb", "elasticloadbalancing"),
    ("aws_elb", "elasticloadbalancing"),
    ("aws_msk_", "kafka"),
    ("aws_network_interface", "ec2"),
    ("aws_opensearch_", "es"),
    ("aws_elasticsearch_", "es"),
    ("aws_service_discovery_", "servicediscovery"),
    ("aws_sfn_", "states"),
    ("aws_spot_", "ec2"),
    ("aws_volume_", "ec2"),
    ("aws_vpn_", "ec2"),
];

/// The service of a type that no file of ours knows; of another provider its name.
fn derived(kind: &str) -> &str {
    let own = OTHERWISE.iter().find(|(prefix, _)| kind.starts_with(prefix));
    if let Some((_, service)) = own {
        return service;
    }
    let within = kind.strip_prefix("aws_").unwrap_or(kind);
    within.split('_').next().unwrap_or(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_service() {
        for (kind, service) in [
            ("aws_ecs_service", "ecs"),
            ("aws_sfn_state_machine", "states"),
            ("aws_kinesis_stream", "kinesis"),
            ("random_password", "random"),
            ("", ""),
        ] {
            assert_eq!(line(kind).service, service, "{kind}");
        }
    }
}
