//! Elastic IP addresses with what they are associated with, and the NAT gateways that hold most
//! of them.
//!
//! EC2 lists addresses without pages. It tells no DNS names of them; the provider makes these from
//! the address and the region.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    Address, AddressAttribute, AddressAttributeName, DomainType, NatGateway, NatGatewayState,
};

use super::{or_empty, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{list, number, text};

const STATUS: &str = "status.aws_nat_gateway";

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::lists(
        "DescribeNatGateways",
        "ec2:DescribeNatGateways",
        // Without it an association that a NAT gateway made looks like one of its own.
        &["aws_nat_gateway", "aws_eip_association", STATUS],
    ),
    Operation::lists(
        "DescribeAddresses",
        "ec2:DescribeAddresses",
        &["aws_eip", "aws_eip_association"],
    ),
    Operation::fills(
        "DescribeAddressesAttribute",
        "ec2:DescribeAddressesAttribute",
        &[("aws_eip", &["ptr_record"])],
    ),
];

/// Pools of an address manager, among the pools of public addresses.
const MANAGED_POOL: &str = "ipam-pool-";

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    let (held, addresses) = futures_util::join!(nat_gateways(c, ec2), addresses(c, ec2));
    for address in addresses
        .iter()
        .filter(|a| a.allocation_id().is_some_and(|allocation| !held.contains(allocation)))
    {
        keep_association(c, address);
    }
}

/// Keeps NAT gateways and tells the allocations of the addresses that they hold.
async fn nat_gateways(c: &Collector, ec2: &Client) -> BTreeSet<String> {
    if !c.wants("DescribeNatGateways") {
        return BTreeSet::new();
    }
    let listed = c
        .pages(
            "DescribeNatGateways",
            |token| ec2.describe_nat_gateways().set_next_token(token).max_results(1000).send(),
            |page| (page.nat_gateways.unwrap_or_default(), page.next_token),
        )
        .await;
    // EC2 shows a gateway for about an hour after its end.
    let gone = |g: &NatGateway| {
        use NatGatewayState::{Deleted, Deleting, Failed};
        matches!(g.state(), Some(Deleted | Deleting | Failed))
    };
    // One that could not be made is no resource, and somebody waits for it.
    let failed = |g: &&NatGateway| g.state() == Some(&NatGatewayState::Failed);
    for gateway in listed.iter().filter(|g| !gone(g) || failed(g)) {
        let id = gateway.nat_gateway_id().unwrap_or_default();
        let attributes = [
            ("state", text(gateway.state())),
            ("subnet_id", or_empty(gateway.subnet_id())),
            ("vpc_id", or_empty(gateway.vpc_id())),
        ];
        c.keep("DescribeNatGateways", STATUS, id, attributes);
    }
    let mut held = BTreeSet::new();
    for gateway in listed.iter().filter(|g| !gone(g)) {
        keep_nat_gateway(c, gateway);
        let allocations = gateway.nat_gateway_addresses().iter().filter_map(|a| a.allocation_id());
        held.extend(allocations.map(str::to_owned));
    }
    held
}

fn keep_nat_gateway(c: &Collector, gateway: &NatGateway) {
    let addresses = gateway.nat_gateway_addresses();
    let is_primary = |primary: Option<bool>| primary == Some(true) || addresses.len() == 1;
    let primary = addresses.iter().find(|a| is_primary(a.is_primary()));
    let secondary: Vec<_> = addresses.iter().filter(|a| !is_primary(a.is_primary())).collect();
    let given = |values: Vec<Option<&str>>| {
        let given: Vec<_> = values.into_iter().flatten().filter(|v| !v.is_empty()).collect();
        (i64::try_from(given.len()).ok(), list(given.into_iter().map(Value::from)))
    };
    let (_, allocations) = given(secondary.iter().map(|a| a.allocation_id()).collect());
    let (count, private_ips) = given(secondary.iter().map(|a| a.private_ip()).collect());
    let mut attributes = vec![
        ("allocation_id", or_empty(primary.and_then(|a| a.allocation_id()))),
        ("association_id", or_empty(primary.and_then(|a| a.association_id()))),
        ("connectivity_type", or_empty(gateway.connectivity_type())),
        ("network_interface_id", or_empty(primary.and_then(|a| a.network_interface_id()))),
        ("private_ip", or_empty(primary.and_then(|a| a.private_ip()))),
        ("public_ip", or_empty(primary.and_then(|a| a.public_ip()))),
        ("secondary_allocation_ids", allocations),
        ("secondary_private_ip_address_count", number(count)),
        ("secondary_private_ip_addresses", private_ips),
        ("subnet_id", or_empty(gateway.subnet_id())),
    ];
    attributes.extend(tagged(gateway.tags()));
    let id = gateway.nat_gateway_id().unwrap_or_default();
    c.keep("DescribeNatGateways", "aws_nat_gateway", id, attributes);
}

/// Keeps the addresses and hands them on.
async fn addresses(c: &Collector, ec2: &Client) -> Vec<Address> {
    if !c.wants("DescribeAddresses") {
        return Vec::new();
    }
    let request = ec2.describe_addresses().send();
    let Ok(answer) = c.call("DescribeAddresses", request).await else { return Vec::new() };
    let listed = answer.addresses.unwrap_or_default();
    if !listed.is_empty() && c.wants_kind("aws_eip") {
        let names = reverse_names(c, ec2).await;
        for address in &listed {
            keep_address(c, address, &names);
        }
    }
    listed
}

/// The reverse DNS name of each address that has one, by its allocation.
type ReverseNames = Result<BTreeMap<String, String>, Missing>;

async fn reverse_names(c: &Collector, ec2: &Client) -> ReverseNames {
    let listed = c
        .whole(
            "DescribeAddressesAttribute",
            |token| {
                let request = ec2.describe_addresses_attribute();
                let request = request.attribute(AddressAttributeName::DomainName);
                request.set_next_token(token).max_results(1000).send()
            },
            |page| (page.addresses.unwrap_or_default(), page.next_token),
        )
        .await?;
    let name = |a: AddressAttribute| Some((a.allocation_id?, a.ptr_record?));
    Ok(listed.into_iter().filter_map(name).collect())
}

fn keep_address(c: &Collector, address: &Address, names: &ReverseNames) {
    // An address without allocation is one of EC2-Classic, which is no more.
    let Some(id) = address.allocation_id() else { return };
    let reverse_name = match names {
        Ok(names) => or_empty(names.get(id).map(|n| n.trim_end_matches('.'))),
        Err(missing) => missing.value(),
    };
    let private_dns = address.private_ip_address().map(|ip| private_dns(c.region(), ip));
    let public_dns = address.public_ip().map(|ip| public_dns(c.region(), ip));
    let managed_pool = address.public_ipv4_pool().filter(|p| p.starts_with(MANAGED_POOL));
    let mut attributes = vec![
        ("allocation_id", text(Some(id))),
        ("arn", text(Some(c.arn("ec2", format!("elastic-ip/{id}"))))),
        ("association_id", or_empty(address.association_id())),
        ("carrier_ip", or_empty(address.carrier_ip())),
        ("customer_owned_ip", or_empty(address.customer_owned_ip())),
        ("customer_owned_ipv4_pool", or_empty(address.customer_owned_ipv4_pool())),
        ("domain", or_empty(address.domain())),
        ("instance", or_empty(address.instance_id())),
        ("ipam_pool_id", text(managed_pool)),
        ("network_border_group", or_empty(address.network_border_group())),
        ("network_interface", or_empty(address.network_interface_id())),
        ("private_dns", text(private_dns)),
        ("private_ip", or_empty(address.private_ip_address())),
        ("ptr_record", reverse_name),
        ("public_dns", text(public_dns)),
        ("public_ip", or_empty(address.public_ip())),
        ("public_ipv4_pool", or_empty(address.public_ipv4_pool())),
        ("vpc", Value::Bool(address.domain() == Some(&DomainType::Vpc))),
    ];
    attributes.extend(tagged(address.tags()));
    c.keep("DescribeAddresses", "aws_eip", id, attributes);
}

fn private_dns(region: &str, ip: &str) -> String {
    let ip = ip.replace('.', "-");
    match region {
        "us-east-1" => format!("ip-{ip}.ec2.internal"),
        _ => format!("ip-{ip}.{region}.compute.internal"),
    }
}

fn public_dns(region: &str, ip: &str) -> String {
    let ip = ip.replace('.', "-");
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    match region {
        "us-east-1" => format!("ec2-{ip}.compute-1.{suffix}"),
        _ => format!("ec2-{ip}.{region}.compute.{suffix}"),
    }
}

fn keep_association(c: &Collector, address: &Address) {
    let Some(id) = address.association_id() else { return };
    c.keep(
        "DescribeAddresses",
        "aws_eip_association",
        id,
        [
            ("allocation_id", or_empty(address.allocation_id())),
            ("instance_id", or_empty(address.instance_id())),
            ("network_interface_id", or_empty(address.network_interface_id())),
            ("private_ip_address", or_empty(address.private_ip_address())),
            ("public_ip", or_empty(address.public_ip())),
        ],
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dns_names_follow_the_region() {
        assert_eq!(public_dns("us-east-1", "127.0.0.1"), "ec2-127-0-0-1.compute-1.amazonaws.com");
        assert_eq!(
            public_dns("cn-north-1", "127.0.0.1"),
            "ec2-127-0-0-1.cn-north-1.compute.amazonaws.com.cn"
        );
        assert_eq!(private_dns("us-east-1", "10.0.0.1"), "ip-10-0-0-1.ec2.internal");
        assert_eq!(private_dns("eu-west-1", "10.0.0.1"), "ip-10-0-0-1.eu-west-1.compute.internal");
    }
}
