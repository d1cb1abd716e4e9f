//! The network interfaces of launch templates.

use aws_sdk_ec2::types::LaunchTemplateInstanceNetworkInterfaceSpecification as Interface;

use super::{whole, word};
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, flag, text, texts};

pub(super) fn of_template(interface: &Interface) -> Value {
    let ipv4 = interface.private_ip_addresses().iter().filter_map(|a| a.private_ip_address());
    let ipv4_prefixes = interface.ipv4_prefixes().iter().filter_map(|p| p.ipv4_prefix());
    let ipv6 = interface.ipv6_addresses().iter().filter_map(|a| a.ipv6_address());
    let ipv6_prefixes = interface.ipv6_prefixes().iter().filter_map(|p| p.ipv6_prefix());
    block([
        ("associate_carrier_ip_address", word(interface.associate_carrier_ip_address())),
        ("associate_public_ip_address", word(interface.associate_public_ip_address())),
        ("connection_tracking_specification", connection_tracking(interface)),
        ("delete_on_termination", word(interface.delete_on_termination())),
        ("description", text(interface.description())),
        ("device_index", whole(interface.device_index())),
        ("ena_srd_specification", ena_srd(interface)),
        ("interface_type", text(interface.interface_type())),
        ("ipv4_address_count", whole(interface.secondary_private_ip_address_count())),
        ("ipv4_addresses", texts(ipv4)),
        ("ipv4_prefix_count", whole(interface.ipv4_prefix_count())),
        ("ipv4_prefixes", texts(ipv4_prefixes)),
        ("ipv6_address_count", whole(interface.ipv6_address_count())),
        ("ipv6_addresses", texts(ipv6)),
        ("ipv6_prefix_count", whole(interface.ipv6_prefix_count())),
        ("ipv6_prefixes", texts(ipv6_prefixes)),
        ("network_card_index", whole(interface.network_card_index())),
        ("network_interface_id", text(interface.network_interface_id())),
        ("primary_ipv6", word(interface.primary_ipv6())),
        ("private_ip_address", text(interface.private_ip_address())),
        ("security_groups", texts(interface.groups())),
        ("subnet_id", text(interface.subnet_id())),
    ])
}

fn connection_tracking(interface: &Interface) -> Value {
    at_most_one(interface.connection_tracking_specification().map(|tracking| {
        block([
            ("tcp_established_timeout", whole(tracking.tcp_established_timeout())),
            ("udp_stream_timeout", whole(tracking.udp_stream_timeout())),
            ("udp_timeout", whole(tracking.udp_timeout())),
        ])
    }))
}

fn ena_srd(interface: &Interface) -> Value {
    at_most_one(interface.ena_srd_specification().map(|srd| {
        let udp = srd
            .ena_srd_udp_specification()
            .map(|udp| block([("ena_srd_udp_enabled", flag(udp.ena_srd_udp_enabled()))]));
        block([
            ("ena_srd_enabled", flag(srd.ena_srd_enabled())),
            ("ena_srd_udp_specification", at_most_one(udp)),
        ])
    }))
}
