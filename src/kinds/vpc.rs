//! VPCs, subnets, routes, gateways, endpoints and their peers.
//!
//! Address ranges differ between two regions by design (they must not overlap) and zone names
//! differ anyway, so neither is compared; rules judge them.

use super::{Kind, Meaning};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_vpc",
        service: "ec2",
        names: &[],
        per_site: &[
            "cidr_block",
            "ipv6_cidr_block",
            "ipv6_association_id",
            "ipv6_cidr_block_network_border_group",
        ],
        provider_only: &[
            "assign_generated_ipv6_cidr_block",
            "ipv4_netmask_length",
            "ipv6_netmask_length",
        ],
        severity: Severity::Medium,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_ipv4_cidr_block_association",
        service: "ec2",
        identity: &["vpc_id"],
        per_site: &["cidr_block"],
        provider_only: &["timeouts", "ipv4_netmask_length"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_subnet",
        service: "ec2",
        per_site: &[
            "cidr_block",
            "ipv6_cidr_block",
            "availability_zone",
            "availability_zone_id",
            "ipv6_cidr_block_association_id",
        ],
        provider_only: &["timeouts"],
        missing: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_route_table",
        inline: &[("route", &["aws_route"])],
        service: "ec2",
        keyed: &[("route", &["cidr_block", "ipv6_cidr_block", "destination_prefix_list_id"])],
        provider_only: &["timeouts"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_default_route_table",
        service: "ec2",
        alias_of: "aws_route_table",
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_route",
        service: "ec2",
        identity: &[
            "route_table_id",
            "destination_cidr_block",
            "destination_ipv6_cidr_block",
            "destination_prefix_list_id",
        ],
        meanings: &[
            ("destination_cidr_block", Meaning::Cidr),
            ("destination_ipv6_cidr_block", Meaning::Cidr),
        ],
        provider_only: &["timeouts"],
        volatile: &["network_interface_id", "state", "origin", "instance_owner_id"],
        severity: Severity::High,
        part_of: Some(("aws_route_table", "route_table_id")),
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_route_table_association",
        service: "ec2",
        identity: &["subnet_id", "gateway_id"],
        provider_only: &["timeouts"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_main_route_table_association",
        service: "ec2",
        identity: &["vpc_id"],
        provider_only: &["timeouts", "original_route_table_id"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_nat_gateway",
        service: "ec2",
        identity: &["subnet_id"],
        // Addresses are assigned, and partners must allow-list them: they never agree.
        per_site: &["private_ip", "secondary_private_ip_addresses"],
        provider_only: &["timeouts"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_eip",
        volatile: &["association_id", "instance", "network_interface", "private_ip"],
        service: "ec2",
        per_site: &[
            "address",
            "associate_with_private_ip",
            "network_border_group",
            "public_ipv4_pool",
            "network_interface",
            "instance",
        ],
        provider_only: &["timeouts"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_eip_association",
        service: "ec2",
        identity: &["allocation_id"],
        per_site: &["private_ip_address", "public_ip", "network_interface_id"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_internet_gateway",
        service: "ec2",
        identity: &["vpc_id"],
        provider_only: &["timeouts"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_egress_only_internet_gateway",
        service: "ec2",
        identity: &["vpc_id"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_endpoint",
        inline: &[("route_table_ids", &["aws_vpc_endpoint_route_table_association"])],
        service: "ec2",
        identity: &["vpc_id", "service_name"],
        documents: &[("policy", super::Document::IamPolicy)],
        per_site: &["subnet_configuration"],
        provider_only: &["timeouts", "auto_accept"],
        meanings: &[("subnet_ids", Meaning::Presence)],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_endpoint_route_table_association",
        part_of: Some(("aws_vpc_endpoint", "vpc_endpoint_id")),
        service: "ec2",
        identity: &["vpc_endpoint_id", "route_table_id"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_peering_connection",
        service: "ec2",
        identity: &["vpc_id", "peer_vpc_id"],
        provider_only: &["timeouts", "auto_accept"],
        // The requester's end; the other region holds the accepter's.
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_peering_connection_accepter",
        service: "ec2",
        identity: &["vpc_peering_connection_id"],
        provider_only: &["timeouts", "auto_accept"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_dhcp_options",
        service: "ec2",
        per_site: &["domain_name"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_vpc_dhcp_options_association",
        service: "ec2",
        identity: &["vpc_id"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_flow_log",
        service: "ec2",
        identity: &["vpc_id", "subnet_id", "eni_id"],
        meanings: &[("log_destination", Meaning::LogGroupArn)],
        severity: Severity::Low,
        missing: Severity::Low,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ec2_managed_prefix_list",
        inline: &[("entry", &["aws_ec2_managed_prefix_list_entry"])],
        service: "ec2",
        names: &["name"],
        keyed: &[("entry", &["cidr"])],
        volatile: &["version"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ec2_managed_prefix_list_entry",
        part_of: Some(("aws_ec2_managed_prefix_list", "prefix_list_id")),
        service: "ec2",
        identity: &["prefix_list_id", "cidr"],
        meanings: &[("cidr", Meaning::Cidr)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ec2_transit_gateway",
        service: "ec2",
        per_site: &["amazon_side_asn", "transit_gateway_cidr_blocks"],
        provider_only: &["timeouts"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ec2_transit_gateway_vpc_attachment",
        service: "ec2",
        identity: &["transit_gateway_id", "vpc_id"],
        meanings: &[("subnet_ids", Meaning::Presence)],
        ..Kind::PLAIN
    },
];
