//! Network ACLs with their rules in both styles and their subnets.
//!
//! The rules that every ACL ends with (number 32767 and, for IPv6, 32768) cannot be configured and
//! are left out. So are the associations of default ACLs: they are what a subnet has that nobody
//! associated. A rule has no id of its own; the provider makes one, a CRC-32.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{IcmpTypeCode, NetworkAcl, NetworkAclEntry, PortRange};

use super::super::shared::{OfVpc, checksum, listing};
use super::{own, tags_of};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{block, flag, list, number, text, texts};

/// The lowest number of the rules that every ACL ends with.
const LAST_RULES: i32 = 32_767;

/// Keeps them and tells the default ACL of each VPC.
pub(super) async fn collect(c: &Collector, ec2: &Client) -> OfVpc {
    let listed = listing(
        c,
        "DescribeNetworkAcls",
        |token| ec2.describe_network_acls().set_next_token(token).max_results(1000).send(),
        |page| (page.network_acls.unwrap_or_default(), page.next_token),
    )
    .await;
    for acl in listed.members.iter().filter(|a| own(c, a.owner_id())) {
        keep_acl(c, acl);
        keep_rules(c, acl);
        if acl.is_default() != Some(true) {
            keep_associations(c, acl);
        }
    }
    OfVpc::new(listed, |acl| {
        (acl.is_default() == Some(true)).then_some((acl.vpc_id, acl.network_acl_id))
    })
}

fn keep_acl(c: &Collector, acl: &NetworkAcl) {
    let id = acl.network_acl_id().unwrap_or_default();
    let tags = tags_of(acl.tags());
    let mut attributes = vec![
        ("arn", text(Some(c.arn("ec2", format!("network-acl/{id}"))))),
        ("egress", inline_rules(acl, true)),
        ("ingress", inline_rules(acl, false)),
        ("owner_id", text(acl.owner_id())),
        ("subnet_ids", texts(acl.associations().iter().filter_map(|a| a.subnet_id()))),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("vpc_id", text(acl.vpc_id())),
    ];
    if acl.is_default() == Some(true) {
        attributes.push(("default_network_acl_id", text(acl.network_acl_id())));
        c.keep("DescribeNetworkAcls", "aws_default_network_acl", id, attributes);
    } else {
        c.keep("DescribeNetworkAcls", "aws_network_acl", id, attributes);
    }
}

/// The rules that can be configured.
fn rules(acl: &NetworkAcl) -> impl Iterator<Item = &NetworkAclEntry> {
    acl.entries().iter().filter(|e| e.rule_number().is_none_or(|n| n < LAST_RULES))
}

fn inline_rules(acl: &NetworkAcl, egress: bool) -> Value {
    let direction = rules(acl).filter(|e| e.egress().unwrap_or_default() == egress);
    list(direction.map(|entry| {
        let ports = entry.port_range();
        let icmp = entry.icmp_type_code();
        // What the service leaves out is empty or 0 in a state.
        let port = |port: Option<i32>| number(Some(port.unwrap_or_default()));
        block([
            ("action", text(entry.rule_action())),
            ("cidr_block", Value::from(entry.cidr_block().unwrap_or_default())),
            ("from_port", port(ports.and_then(PortRange::from))),
            ("icmp_code", port(icmp.and_then(IcmpTypeCode::code))),
            ("icmp_type", port(icmp.and_then(IcmpTypeCode::r#type))),
            ("ipv6_cidr_block", Value::from(entry.ipv6_cidr_block().unwrap_or_default())),
            ("protocol", text(entry.protocol())),
            ("rule_no", number(entry.rule_number())),
            ("to_port", port(ports.and_then(PortRange::to))),
        ])
    }))
}

fn keep_rules(c: &Collector, acl: &NetworkAcl) {
    let acl_id = acl.network_acl_id().unwrap_or_default();
    for entry in rules(acl) {
        let ports = entry.port_range();
        let icmp = entry.icmp_type_code();
        let attributes = [
            ("cidr_block", Value::from(entry.cidr_block().unwrap_or_default())),
            ("egress", flag(entry.egress())),
            ("from_port", number(ports.and_then(PortRange::from))),
            ("icmp_code", number(icmp.and_then(IcmpTypeCode::code))),
            ("icmp_type", number(icmp.and_then(IcmpTypeCode::r#type))),
            ("ipv6_cidr_block", Value::from(entry.ipv6_cidr_block().unwrap_or_default())),
            ("network_acl_id", text(acl.network_acl_id())),
            ("protocol", text(entry.protocol())),
            ("rule_action", text(entry.rule_action())),
            ("rule_number", number(entry.rule_number())),
            ("to_port", number(ports.and_then(PortRange::to))),
        ];
        c.keep("DescribeNetworkAcls", "aws_network_acl_rule", &rule_id(acl_id, entry), attributes);
    }
}

/// The id that the provider makes. It holds the protocol as the configuration spells it; names are
/// taken for what they are common for.
fn rule_id(acl: &str, entry: &NetworkAclEntry) -> String {
    let protocol = match entry.protocol().unwrap_or_default() {
        "1" => "icmp",
        "6" => "tcp",
        "17" => "udp",
        "58" => "icmpv6",
        other => other,
    };
    let number = entry.rule_number().unwrap_or_default();
    let egress = entry.egress().unwrap_or_default();
    format!("nacl-{}", checksum(&format!("{acl}-{number}-{egress}-{protocol}-")))
}

fn keep_associations(c: &Collector, acl: &NetworkAcl) {
    for association in acl.associations() {
        let attributes = [
            ("network_acl_id", text(association.network_acl_id())),
            ("subnet_id", text(association.subnet_id())),
        ];
        let id = association.network_acl_association_id().unwrap_or_default();
        c.keep("DescribeNetworkAcls", "aws_network_acl_association", id, attributes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_the_ids_of_the_provider() {
        let entry = NetworkAclEntry::builder().rule_number(7).egress(false).protocol("6").build();
        assert_eq!(rule_id("acl-0afb78bdf97e28d5e", &entry), "nacl-682162436");
        let entry = NetworkAclEntry::builder().rule_number(8).egress(true).protocol("-1").build();
        assert_eq!(rule_id("acl-0afb78bdf97e28d5e", &entry), "nacl-1042634125");
    }
}
