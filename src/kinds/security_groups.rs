//! Security groups and their rules in all three styles, and network ACLs.

use super::{Kind, Meaning};
use crate::model::Severity;

const RULE_PEERS: &[&str] = &[
    "from_port",
    "to_port",
    "protocol",
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "prefix_list_ids",
    "security_groups",
    "self",
];

/// The kinds of this file. Address ranges inside rules are compared through the networks that
/// they belong to.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_security_group",
        inline: &[
            ("ingress", &["aws_security_group_rule", "aws_vpc_security_group_ingress_rule"]),
            ("egress", &["aws_security_group_rule", "aws_vpc_security_group_egress_rule"]),
        ],
        service: "ec2",
        names: &["name"],
        keyed: &[("ingress", RULE_PEERS), ("egress", RULE_PEERS)],
        // Rules are judged one by one, whichever style they are written in.
        facts: &["ingress", "egress"],
        provider_only: &["revoke_rules_on_delete", "name_prefix", "timeouts"],
        severity: Severity::High,
        severities: &[("description", Severity::Low)],
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_default_security_group",
        service: "ec2",
        identity: &["vpc_id"],
        facts: &["ingress", "egress"],
        provider_only: &["revoke_rules_on_delete"],
        missing: Severity::Low,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_security_group_rule",
        service: "ec2",
        identity: &[
            "security_group_id",
            "type",
            "protocol",
            "from_port",
            "to_port",
            "cidr_blocks",
            "source_security_group_id",
        ],
        meanings: &[("protocol", Meaning::Protocol)],
        provider_only: &["timeouts"],
        severities: &[("description", Severity::Low)],
        part_of: Some(("aws_security_group", "security_group_id")),
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_security_group_ingress_rule",
        service: "ec2",
        identity: &[
            "security_group_id",
            "ip_protocol",
            "from_port",
            "to_port",
            "cidr_ipv4",
            "cidr_ipv6",
            "referenced_security_group_id",
            "prefix_list_id",
        ],
        meanings: &[("ip_protocol", Meaning::Protocol)],
        severities: &[("description", Severity::Low)],
        part_of: Some(("aws_security_group", "security_group_id")),
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_security_group_egress_rule",
        service: "ec2",
        identity: &[
            "security_group_id",
            "ip_protocol",
            "from_port",
            "to_port",
            "cidr_ipv4",
            "cidr_ipv6",
            "referenced_security_group_id",
            "prefix_list_id",
        ],
        meanings: &[("ip_protocol", Meaning::Protocol)],
        severities: &[("description", Severity::Low)],
        part_of: Some(("aws_security_group", "security_group_id")),
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_network_acl",
        inline: &[
            ("ingress", &["aws_network_acl_rule"]),
            ("egress", &["aws_network_acl_rule"]),
            ("subnet_ids", &["aws_network_acl_association"]),
        ],
        service: "ec2",
        keyed: &[("ingress", &["rule_no"]), ("egress", &["rule_no"])],
        meanings: &[
            ("ingress.protocol", Meaning::Protocol),
            ("egress.protocol", Meaning::Protocol),
            ("subnet_ids", Meaning::Presence),
        ],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_default_network_acl",
        service: "ec2",
        alias_of: "aws_network_acl",
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_network_acl_rule",
        service: "ec2",
        identity: &["network_acl_id", "egress", "rule_number"],
        meanings: &[("protocol", Meaning::Protocol)],
        severity: Severity::High,
        part_of: Some(("aws_network_acl", "network_acl_id")),
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_network_acl_association",
        part_of: Some(("aws_network_acl", "network_acl_id")),
        service: "ec2",
        identity: &["subnet_id"],
        ..Kind::PLAIN
    },
];
