//! VPCs with their further address ranges, and DHCP option sets.
//!
//! EC2 tells the DNS switches of a VPC one at a time. The first address range belongs to the VPC
//! itself; only the others are resources of their own.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, DhcpOptions, Vpc, VpcAttributeName, VpcCidrBlockState,
    VpcCidrBlockStateCode, VpcIpv6CidrBlockAssociation,
};
use futures_util::future::join_all;

use super::super::shared::Defaults;
use super::{arn_of, or_empty, tagged};
use crate::model::{Number, Value};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{flag, text, texts};

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::lists(
        "DescribeVpcs",
        "ec2:DescribeVpcs",
        &["aws_vpc", "aws_vpc_ipv4_cidr_block_association", "aws_vpc_dhcp_options_association"],
    ),
    Operation::fills(
        "DescribeVpcAttribute",
        "ec2:DescribeVpcAttribute",
        &[(
            "aws_vpc",
            &["enable_dns_hostnames", "enable_dns_support", "enable_network_address_usage_metrics"],
        )],
    ),
    Operation::lists("DescribeDhcpOptions", "ec2:DescribeDhcpOptions", &["aws_vpc_dhcp_options"]),
];

/// The pool of addresses that Amazon provides, and of those that an address manager gives out.
const AMAZON_POOL: &str = "Amazon";
const MANAGED_POOL: &str = "IPAM Managed";

pub(super) async fn collect(c: &Collector, ec2: &Client, defaults: &Defaults) {
    futures_util::join!(vpcs(c, ec2, defaults), dhcp_options(c, ec2));
}

async fn vpcs(c: &Collector, ec2: &Client, defaults: &Defaults) {
    if !c.wants("DescribeVpcs") {
        return;
    }
    let listed = c
        .pages(
            "DescribeVpcs",
            |token| ec2.describe_vpcs().set_next_token(token).max_results(1000).send(),
            |page| (page.vpcs.unwrap_or_default(), page.next_token),
        )
        .await;
    for vpc in &listed {
        further_ranges(c, vpc);
        dhcp_association(c, vpc);
    }
    if c.wants_kind("aws_vpc") {
        join_all(listed.iter().map(|vpc| keep(c, ec2, vpc, defaults))).await;
    }
}

async fn keep(c: &Collector, ec2: &Client, vpc: &Vpc, defaults: &Defaults) {
    let id = vpc.vpc_id().unwrap_or_default();
    let (hostnames, support, metrics) = futures_util::join!(
        switch(c, ec2, id, VpcAttributeName::EnableDnsHostnames),
        switch(c, ec2, id, VpcAttributeName::EnableDnsSupport),
        switch(c, ec2, id, VpcAttributeName::EnableNetworkAddressUsageMetrics),
    );
    let main_table = defaults.main_table.id(id);
    let mut attributes = vec![
        ("arn", arn_of(c, vpc.owner_id(), &format!("vpc/{id}"))),
        ("cidr_block", or_empty(vpc.cidr_block())),
        ("default_network_acl_id", defaults.network_acl.id(id)),
        ("default_route_table_id", main_table.clone()),
        ("default_security_group_id", defaults.security_group.id(id)),
        ("dhcp_options_id", or_empty(vpc.dhcp_options_id())),
        ("enable_dns_hostnames", hostnames),
        ("enable_dns_support", support),
        ("enable_network_address_usage_metrics", metrics),
        ("instance_tenancy", or_empty(vpc.instance_tenancy())),
        ("main_route_table_id", main_table),
        ("owner_id", or_empty(vpc.owner_id())),
    ];
    attributes.extend(ipv6(vpc));
    attributes.extend(tagged(vpc.tags()));
    c.keep("DescribeVpcs", "aws_vpc", id, attributes);
}

/// One of the settings that EC2 does not list.
async fn switch(c: &Collector, ec2: &Client, vpc: &str, name: VpcAttributeName) -> Value {
    let request = ec2.describe_vpc_attribute().vpc_id(vpc).attribute(name).send();
    match c.call("DescribeVpcAttribute", request).await {
        Ok(answer) => {
            // Only the one that was asked for is answered.
            let answered = answer
                .enable_dns_hostnames()
                .or(answer.enable_dns_support())
                .or(answer.enable_network_address_usage_metrics());
            flag(answered.and_then(AttributeBooleanValue::value))
        }
        Err(missing) => missing.value(),
    }
}

fn associated(state: Option<&VpcCidrBlockState>) -> bool {
    state.and_then(|s| s.state()) == Some(&VpcCidrBlockStateCode::Associated)
}

/// The first IPv6 range, which is the VPC's own.
fn ipv6(vpc: &Vpc) -> Vec<(&'static str, Value)> {
    let range = vpc
        .ipv6_cidr_block_association_set()
        .iter()
        .find(|a| associated(a.ipv6_cidr_block_state()));
    let block = range.and_then(VpcIpv6CidrBlockAssociation::ipv6_cidr_block);
    let pool = range.and_then(VpcIpv6CidrBlockAssociation::ipv6_pool);
    let own_pool = pool.filter(|p| *p != AMAZON_POOL);
    let length = own_pool
        .and(block)
        .and_then(|b| b.split_once('/'))
        .and_then(|(_, length)| length.parse::<Number>().ok());
    let mut attributes = vec![
        ("assign_generated_ipv6_cidr_block", Value::Bool(pool == Some(AMAZON_POOL))),
        (
            "ipv6_association_id",
            or_empty(range.and_then(VpcIpv6CidrBlockAssociation::association_id)),
        ),
        ("ipv6_cidr_block", or_empty(block)),
        (
            "ipv6_cidr_block_network_border_group",
            or_empty(range.and_then(VpcIpv6CidrBlockAssociation::network_border_group)),
        ),
        ("ipv6_netmask_length", length.map_or_else(|| Value::from(0), Value::Number)),
    ];
    // Which pool of the address manager it is, EC2 does not tell.
    if pool != Some(MANAGED_POOL) {
        attributes.push(("ipv6_ipam_pool_id", or_empty(own_pool)));
    }
    attributes
}

fn further_ranges(c: &Collector, vpc: &Vpc) {
    let further = vpc
        .cidr_block_association_set()
        .iter()
        .filter(|a| a.cidr_block() != vpc.cidr_block() && associated(a.cidr_block_state()));
    for range in further {
        c.keep(
            "DescribeVpcs",
            "aws_vpc_ipv4_cidr_block_association",
            range.association_id().unwrap_or_default(),
            [("cidr_block", or_empty(range.cidr_block())), ("vpc_id", or_empty(vpc.vpc_id()))],
        );
    }
}

fn dhcp_association(c: &Collector, vpc: &Vpc) {
    // `default` stands for no set at all.
    let Some(options) = vpc.dhcp_options_id().filter(|o| *o != "default") else { return };
    let id = format!("{options}-{}", vpc.vpc_id().unwrap_or_default());
    c.keep(
        "DescribeVpcs",
        "aws_vpc_dhcp_options_association",
        &id,
        [("dhcp_options_id", text(Some(options))), ("vpc_id", or_empty(vpc.vpc_id()))],
    );
}

async fn dhcp_options(c: &Collector, ec2: &Client) {
    if !c.wants("DescribeDhcpOptions") {
        return;
    }
    let listed = c
        .pages(
            "DescribeDhcpOptions",
            |token| ec2.describe_dhcp_options().set_next_token(token).max_results(1000).send(),
            |page| (page.dhcp_options.unwrap_or_default(), page.next_token),
        )
        .await;
    for options in &listed {
        let id = options.dhcp_options_id().unwrap_or_default();
        let first = |key| text(configured(options, key).into_iter().next());
        let mut attributes = vec![
            ("arn", arn_of(c, options.owner_id(), &format!("dhcp-options/{id}"))),
            ("domain_name", first("domain-name")),
            ("domain_name_servers", texts(configured(options, "domain-name-servers"))),
            ("ipv6_address_preferred_lease_time", first("ipv6-address-preferred-lease-time")),
            ("netbios_name_servers", texts(configured(options, "netbios-name-servers"))),
            ("netbios_node_type", first("netbios-node-type")),
            ("ntp_servers", texts(configured(options, "ntp-servers"))),
            ("owner_id", or_empty(options.owner_id())),
        ];
        attributes.extend(tagged(options.tags()));
        c.keep("DescribeDhcpOptions", "aws_vpc_dhcp_options", id, attributes);
    }
}

/// The values of one option.
fn configured<'a>(options: &'a DhcpOptions, key: &str) -> Vec<&'a str> {
    let one = options.dhcp_configurations().iter().find(|o| o.key() == Some(key));
    one.map_or_else(Vec::new, |o| o.values().iter().filter_map(|v| v.value()).collect())
}
