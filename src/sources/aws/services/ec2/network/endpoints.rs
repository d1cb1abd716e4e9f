//! VPC endpoints and the route tables that gateway endpoints write to.
//!
//! The address ranges of the service are found by its name among the prefix lists of AWS, and the
//! addresses in each subnet among the network interfaces.

use std::collections::BTreeMap;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Filter, NetworkInterface, PrefixList, VpcEndpoint, VpcEndpointType};
use futures_util::future::join_all;

use super::super::shared::checksum;
use super::{arn_of, on, or_empty, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{at_most_one, block, list, text, texts};

const STATUS: &str = "status.aws_vpc_endpoint";

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::lists(
        "DescribeVpcEndpoints",
        "ec2:DescribeVpcEndpoints",
        &["aws_vpc_endpoint", "aws_vpc_endpoint_route_table_association", STATUS],
    ),
    Operation::fills(
        "DescribePrefixLists",
        "ec2:DescribePrefixLists",
        &[("aws_vpc_endpoint", &["cidr_blocks", "prefix_list_id"])],
    ),
    Operation::fills(
        "DescribeNetworkInterfaces",
        "ec2:DescribeNetworkInterfaces",
        &[("aws_vpc_endpoint", &["subnet_configuration"])],
    ),
];

/// Values that one filter takes.
const VALUES_OF_A_FILTER: usize = 200;

/// By name.
type PrefixLists = Result<BTreeMap<String, PrefixList>, Missing>;
/// By id.
type Interfaces = Result<BTreeMap<String, NetworkInterface>, Missing>;

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    if !c.wants("DescribeVpcEndpoints") {
        return;
    }
    let mut listed = c
        .pages(
            "DescribeVpcEndpoints",
            |token| ec2.describe_vpc_endpoints().set_next_token(token).max_results(1000).send(),
            |page| (page.vpc_endpoints.unwrap_or_default(), page.next_token),
        )
        .await;
    listed.retain(|e| !gone(e));
    for endpoint in &listed {
        route_table_associations(c, endpoint);
        keep_status(c, endpoint);
    }
    if !listed.is_empty() && c.wants_kind("aws_vpc_endpoint") {
        let (prefix_lists, interfaces) =
            futures_util::join!(prefix_lists(c, ec2), interfaces(c, ec2, &listed));
        for endpoint in &listed {
            keep(c, endpoint, &prefix_lists, &interfaces);
        }
    }
}

/// EC2 shows an endpoint for a while after its end. It writes states in lower case, against its
/// own model.
fn gone(endpoint: &VpcEndpoint) -> bool {
    let is = |state: &str| endpoint.state().is_some_and(|s| s.as_str().eq_ignore_ascii_case(state));
    is("deleted") || is("deleting")
}

fn keep_status(c: &Collector, endpoint: &VpcEndpoint) {
    // As EC2 and Terraform write it: `available`, `pendingAcceptance`.
    let state = endpoint.state().map(|s| {
        let mut letters = s.as_str().chars();
        let first = letters.next().map(|l| l.to_ascii_lowercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    let attributes = [
        ("service_name", or_empty(endpoint.service_name())),
        ("state", text(state)),
        ("vpc_id", or_empty(endpoint.vpc_id())),
    ];
    c.keep(
        "DescribeVpcEndpoints",
        STATUS,
        endpoint.vpc_endpoint_id().unwrap_or_default(),
        attributes,
    );
}

async fn prefix_lists(c: &Collector, ec2: &Client) -> PrefixLists {
    let listed = c
        .whole(
            "DescribePrefixLists",
            |token| ec2.describe_prefix_lists().set_next_token(token).send(),
            |page| (page.prefix_lists.unwrap_or_default(), page.next_token),
        )
        .await?;
    Ok(listed.into_iter().filter_map(|l| Some((l.prefix_list_name.clone()?, l))).collect())
}

async fn interfaces(c: &Collector, ec2: &Client, endpoints: &[VpcEndpoint]) -> Interfaces {
    let ids: Vec<_> = endpoints.iter().flat_map(VpcEndpoint::network_interface_ids).collect();
    let batches = ids.chunks(VALUES_OF_A_FILTER).map(|batch| async move {
        let wanted = Filter::builder()
            .name("network-interface-id")
            .set_values(Some(batch.iter().map(ToString::to_string).collect()))
            .build();
        c.whole(
            "DescribeNetworkInterfaces",
            |token| {
                let request = ec2.describe_network_interfaces().filters(wanted.clone());
                request.set_next_token(token).max_results(1000).send()
            },
            |page| (page.network_interfaces.unwrap_or_default(), page.next_token),
        )
        .await
    });
    let mut found = BTreeMap::new();
    for batch in join_all(batches).await {
        let interfaces = batch?.into_iter();
        found.extend(interfaces.filter_map(|i| Some((i.network_interface_id.clone()?, i))));
    }
    Ok(found)
}

fn keep(
    c: &Collector,
    endpoint: &VpcEndpoint,
    prefix_lists: &PrefixLists,
    interfaces: &Interfaces,
) {
    let id = endpoint.vpc_endpoint_id().unwrap_or_default();
    let [ranges, prefix_list] = service_ranges(endpoint, prefix_lists);
    let mut attributes = vec![
        ("arn", arn_of(c, endpoint.owner_id(), &format!("vpc-endpoint/{id}"))),
        ("cidr_blocks", ranges),
        ("dns_entry", dns_entries(endpoint)),
        ("dns_options", dns_options(endpoint)),
        ("ip_address_type", or_empty(endpoint.ip_address_type())),
        ("network_interface_ids", texts(endpoint.network_interface_ids())),
        ("owner_id", or_empty(endpoint.owner_id())),
        ("policy", or_empty(endpoint.policy_document())),
        ("prefix_list_id", prefix_list),
        ("private_dns_enabled", on(endpoint.private_dns_enabled())),
        ("requester_managed", on(endpoint.requester_managed())),
        ("resource_configuration_arn", or_empty(endpoint.resource_configuration_arn())),
        ("route_table_ids", texts(endpoint.route_table_ids())),
        ("security_group_ids", texts(endpoint.groups().iter().filter_map(|g| g.group_id()))),
        ("service_name", or_empty(endpoint.service_name())),
        ("service_network_arn", or_empty(endpoint.service_network_arn())),
        ("service_region", or_empty(endpoint.service_region())),
        ("state", or_empty(endpoint.state())),
        ("subnet_configuration", subnet_configuration(endpoint, interfaces)),
        ("subnet_ids", texts(endpoint.subnet_ids())),
        // Some partitions know gateway endpoints only and give no type.
        ("vpc_endpoint_type", endpoint_type(endpoint)),
        ("vpc_id", or_empty(endpoint.vpc_id())),
    ];
    attributes.extend(tagged(endpoint.tags()));
    c.keep("DescribeVpcEndpoints", "aws_vpc_endpoint", id, attributes);
}

fn endpoint_type(endpoint: &VpcEndpoint) -> Value {
    let given = endpoint.vpc_endpoint_type().map(VpcEndpointType::as_str).filter(|t| !t.is_empty());
    Value::from(given.unwrap_or("Gateway"))
}

/// The address ranges of the service, and the list that has them.
fn service_ranges(endpoint: &VpcEndpoint, lists: &PrefixLists) -> [Value; 2] {
    match lists {
        Ok(lists) => {
            let of_service = endpoint.service_name().and_then(|name| lists.get(name));
            [
                texts(of_service.map(PrefixList::cidrs).unwrap_or_default()),
                or_empty(of_service.and_then(|l| l.prefix_list_id())),
            ]
        }
        Err(missing) => [missing.value(), missing.value()],
    }
}

fn dns_entries(endpoint: &VpcEndpoint) -> Value {
    list(endpoint.dns_entries().iter().map(|e| {
        block([
            ("dns_name", or_empty(e.dns_name())),
            ("hosted_zone_id", or_empty(e.hosted_zone_id())),
        ])
    }))
}

fn dns_options(endpoint: &VpcEndpoint) -> Value {
    at_most_one(endpoint.dns_options().map(|o| {
        block([
            ("dns_record_ip_type", or_empty(o.dns_record_ip_type())),
            (
                "private_dns_only_for_inbound_resolver_endpoint",
                on(o.private_dns_only_for_inbound_resolver_endpoint()),
            ),
        ])
    }))
}

/// The addresses in each subnet.
fn subnet_configuration(endpoint: &VpcEndpoint, interfaces: &Interfaces) -> Value {
    match interfaces {
        Ok(found) => {
            let own = endpoint.network_interface_ids().iter().filter_map(|id| found.get(id));
            list(own.map(|i| {
                block([
                    ("ipv4", or_empty(i.private_ip_address())),
                    ("ipv6", or_empty(i.ipv6_address())),
                    ("subnet_id", or_empty(i.subnet_id())),
                ])
            }))
        }
        Err(missing) => missing.value(),
    }
}

fn route_table_associations(c: &Collector, endpoint: &VpcEndpoint) {
    let id = endpoint.vpc_endpoint_id().unwrap_or_default();
    for table in endpoint.route_table_ids() {
        c.keep(
            "DescribeVpcEndpoints",
            "aws_vpc_endpoint_route_table_association",
            &format!("a-{id}{}", checksum(table)),
            [("route_table_id", or_empty(Some(table))), ("vpc_endpoint_id", or_empty(Some(id)))],
        );
    }
}
