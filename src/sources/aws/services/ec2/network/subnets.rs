//! Subnets.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    PrivateDnsNameOptionsOnLaunch as Names, Subnet, SubnetCidrBlockStateCode,
};

use super::{on, or_empty, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{number, text};

const STATUS: &str = "status.aws_subnet";

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] =
    &[Operation::lists("DescribeSubnets", "ec2:DescribeSubnets", &["aws_subnet", STATUS])];

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    if !c.wants("DescribeSubnets") {
        return;
    }
    let listed = c
        .pages(
            "DescribeSubnets",
            |token| ec2.describe_subnets().set_next_token(token).max_results(1000).send(),
            |page| (page.subnets.unwrap_or_default(), page.next_token),
        )
        .await;
    for subnet in &listed {
        let id = subnet.subnet_id().unwrap_or_default();
        let mut attributes = place(subnet);
        attributes.extend(switches(subnet));
        attributes.extend(tagged(subnet.tags()));
        c.keep("DescribeSubnets", "aws_subnet", id, attributes);
        c.keep("DescribeSubnets", STATUS, id, status(subnet));
    }
}

/// What of it is free.
fn status(subnet: &Subnet) -> [(&'static str, Value); 6] {
    [
        ("arn", or_empty(subnet.subnet_arn())),
        ("availability_zone", or_empty(subnet.availability_zone())),
        ("available_ip_address_count", number(subnet.available_ip_address_count())),
        ("cidr_block", or_empty(subnet.cidr_block())),
        ("state", text(subnet.state())),
        ("vpc_id", or_empty(subnet.vpc_id())),
    ]
}

/// Where it lies.
fn place(subnet: &Subnet) -> Vec<(&'static str, Value)> {
    // Only one IPv6 range can be associated at a time; the others are on their way out.
    let ipv6 = subnet.ipv6_cidr_block_association_set().iter().find(|a| {
        a.ipv6_cidr_block_state().and_then(|s| s.state())
            == Some(&SubnetCidrBlockStateCode::Associated)
    });
    vec![
        ("arn", or_empty(subnet.subnet_arn())),
        ("availability_zone", or_empty(subnet.availability_zone())),
        ("availability_zone_id", or_empty(subnet.availability_zone_id())),
        ("cidr_block", or_empty(subnet.cidr_block())),
        ("customer_owned_ipv4_pool", or_empty(subnet.customer_owned_ipv4_pool())),
        ("ipv6_cidr_block", or_empty(ipv6.and_then(|a| a.ipv6_cidr_block()))),
        ("ipv6_cidr_block_association_id", or_empty(ipv6.and_then(|a| a.association_id()))),
        ("outpost_arn", or_empty(subnet.outpost_arn())),
        ("owner_id", or_empty(subnet.owner_id())),
        ("vpc_id", or_empty(subnet.vpc_id())),
    ]
}

/// What happens in it; unset means off.
fn switches(subnet: &Subnet) -> Vec<(&'static str, Value)> {
    let names = subnet.private_dns_name_options_on_launch();
    vec![
        ("assign_ipv6_address_on_creation", on(subnet.assign_ipv6_address_on_creation())),
        ("enable_dns64", on(subnet.enable_dns64())),
        (
            "enable_lni_at_device_index",
            number(Some(subnet.enable_lni_at_device_index().unwrap_or_default())),
        ),
        (
            "enable_resource_name_dns_a_record_on_launch",
            on(names.and_then(Names::enable_resource_name_dns_a_record)),
        ),
        (
            "enable_resource_name_dns_aaaa_record_on_launch",
            on(names.and_then(Names::enable_resource_name_dns_aaaa_record)),
        ),
        ("ipv6_native", on(subnet.ipv6_native())),
        ("map_customer_owned_ip_on_launch", on(subnet.map_customer_owned_ip_on_launch())),
        ("map_public_ip_on_launch", on(subnet.map_public_ip_on_launch())),
        ("private_dns_hostname_type_on_launch", or_empty(names.and_then(|n| n.hostname_type()))),
    ]
}
