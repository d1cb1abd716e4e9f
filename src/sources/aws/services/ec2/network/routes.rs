//! Route tables with their routes, inline and as resources of their own, and what uses them.
//!
//! Routes that nobody configures are left out of both styles, as the provider does: within the
//! VPC, learned from a virtual private gateway, set by a gateway endpoint, and to interfaces of
//! AWS services.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    Route, RouteOrigin, RouteState, RouteTable, RouteTableAssociation,
    RouteTableAssociationStateCode,
};

use super::super::shared::{OfVpc, checksum, listing};
use super::{arn_of, or_empty, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{block, list, texts};

const STATUS: &str = "status.aws_route_table";

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[Operation {
    name: "DescribeRouteTables",
    action: "ec2:DescribeRouteTables",
    lists: &[
        "aws_route_table",
        "aws_route",
        "aws_route_table_association",
        "aws_main_route_table_association",
        STATUS,
    ],
    fills: &[("aws_vpc", &["default_route_table_id", "main_route_table_id"])],
}];

/// Targets that stand for the VPC itself and for VPC Lattice.
const WITHIN: [&str; 2] = ["local", "VpcLattice"];
/// A tag that Amazon FSx sets on the tables that it writes to.
const TAG_OF_FSX: &str = "AmazonFSx";

/// Keeps them and tells the main route table of each VPC.
pub(super) async fn collect(c: &Collector, ec2: &Client) -> OfVpc {
    let listed = listing(
        c,
        "DescribeRouteTables",
        |token| ec2.describe_route_tables().set_next_token(token).max_results(100).send(),
        |page| (page.route_tables.unwrap_or_default(), page.next_token),
    )
    .await;
    for table in &listed.members {
        keep_table(c, table);
        keep_status(c, table);
        for route in configured(c, table) {
            keep_route(c, table, route);
        }
        for association in table.associations().iter().filter(|a| stands(a)) {
            keep_association(c, table, association);
        }
    }
    OfVpc::new(listed, |table| {
        let main = table.associations().iter().any(|a| a.main() == Some(true));
        main.then_some((table.vpc_id, table.route_table_id))
    })
}

fn keep_table(c: &Collector, table: &RouteTable) {
    let id = table.route_table_id().unwrap_or_default();
    let vgws = table.propagating_vgws().iter().filter_map(|v| v.gateway_id());
    let own_tags: Vec<_> =
        table.tags().iter().filter(|t| t.key() != Some(TAG_OF_FSX)).cloned().collect();
    let mut attributes = vec![
        ("arn", arn_of(c, table.owner_id(), &format!("route-table/{id}"))),
        ("owner_id", or_empty(table.owner_id())),
        ("propagating_vgws", texts(vgws)),
        ("route", list(configured(c, table).map(inline))),
        ("vpc_id", or_empty(table.vpc_id())),
    ];
    attributes.extend(tagged(&own_tags));
    c.keep("DescribeRouteTables", "aws_route_table", id, attributes);
}

/// Where packets are dropped because the target of the route is gone or detached.
fn keep_status(c: &Collector, table: &RouteTable) {
    let id = table.route_table_id().unwrap_or_default();
    let dropped = table.routes().iter().filter(|r| r.state() == Some(&RouteState::Blackhole));
    let attributes = [
        ("blackholes", texts(dropped.filter_map(destination))),
        ("vpc_id", or_empty(table.vpc_id())),
    ];
    c.keep("DescribeRouteTables", STATUS, id, attributes);
}

fn destination(route: &Route) -> Option<&str> {
    route
        .destination_cidr_block()
        .or(route.destination_ipv6_cidr_block())
        .or(route.destination_prefix_list_id())
}

/// The routes that somebody configured.
fn configured<'a>(c: &'a Collector, table: &'a RouteTable) -> impl Iterator<Item = &'a Route> {
    let owner = Some(c.account()).filter(|a| !a.is_empty()).or(table.owner_id());
    table.routes().iter().filter(move |route| {
        let within = route.gateway_id().is_some_and(|g| WITHIN.contains(&g));
        let learned = route.origin() == Some(&RouteOrigin::EnableVgwRoutePropagation);
        let of_endpoint = route.destination_prefix_list_id().is_some() && endpoint(route).is_some();
        let of_service = route.network_interface_id().is_some()
            && route.instance_owner_id().is_some_and(|o| Some(o) != owner);
        !(within || learned || of_endpoint || of_service)
    })
}

/// The VPC endpoint that is the target. EC2 gives it in the place of a gateway.
fn endpoint(route: &Route) -> Option<&str> {
    route.gateway_id().filter(|g| g.starts_with("vpce-"))
}

fn gateway(route: &Route) -> Option<&str> {
    route.gateway_id().filter(|g| !g.starts_with("vpce-"))
}

fn inline(route: &Route) -> Value {
    block([
        ("carrier_gateway_id", or_empty(route.carrier_gateway_id())),
        ("cidr_block", or_empty(route.destination_cidr_block())),
        ("core_network_arn", or_empty(route.core_network_arn())),
        ("destination_prefix_list_id", or_empty(route.destination_prefix_list_id())),
        ("egress_only_gateway_id", or_empty(route.egress_only_internet_gateway_id())),
        ("gateway_id", or_empty(gateway(route))),
        ("ipv6_cidr_block", or_empty(route.destination_ipv6_cidr_block())),
        ("local_gateway_id", or_empty(route.local_gateway_id())),
        ("nat_gateway_id", or_empty(route.nat_gateway_id())),
        ("network_interface_id", or_empty(route.network_interface_id())),
        ("transit_gateway_id", or_empty(route.transit_gateway_id())),
        ("vpc_endpoint_id", or_empty(endpoint(route))),
        ("vpc_peering_connection_id", or_empty(route.vpc_peering_connection_id())),
    ])
}

fn keep_route(c: &Collector, table: &RouteTable, route: &Route) {
    let destination = destination(route).unwrap_or_default();
    let table = table.route_table_id().unwrap_or_default();
    c.keep(
        "DescribeRouteTables",
        "aws_route",
        &format!("r-{table}{}", checksum(destination)),
        [
            ("carrier_gateway_id", or_empty(route.carrier_gateway_id())),
            ("core_network_arn", or_empty(route.core_network_arn())),
            ("destination_cidr_block", or_empty(route.destination_cidr_block())),
            ("destination_ipv6_cidr_block", or_empty(route.destination_ipv6_cidr_block())),
            ("destination_prefix_list_id", or_empty(route.destination_prefix_list_id())),
            ("egress_only_gateway_id", or_empty(route.egress_only_internet_gateway_id())),
            ("gateway_id", or_empty(gateway(route))),
            ("instance_id", or_empty(route.instance_id())),
            ("instance_owner_id", or_empty(route.instance_owner_id())),
            ("local_gateway_id", or_empty(route.local_gateway_id())),
            ("nat_gateway_id", or_empty(route.nat_gateway_id())),
            ("network_interface_id", or_empty(route.network_interface_id())),
            ("origin", or_empty(route.origin())),
            ("route_table_id", or_empty(Some(table))),
            ("state", or_empty(route.state())),
            ("transit_gateway_id", or_empty(route.transit_gateway_id())),
            ("vpc_endpoint_id", or_empty(endpoint(route))),
            ("vpc_peering_connection_id", or_empty(route.vpc_peering_connection_id())),
        ],
    );
}

fn stands(association: &RouteTableAssociation) -> bool {
    use RouteTableAssociationStateCode::{Disassociated, Disassociating, Failed};
    let state = association.association_state().and_then(|s| s.state());
    !matches!(state, Some(Disassociated | Disassociating | Failed))
}

fn keep_association(c: &Collector, table: &RouteTable, association: &RouteTableAssociation) {
    let id = association.route_table_association_id().unwrap_or_default();
    let route_table = ("route_table_id", or_empty(table.route_table_id()));
    if association.main() == Some(true) {
        let attributes = [route_table, ("vpc_id", or_empty(table.vpc_id()))];
        c.keep("DescribeRouteTables", "aws_main_route_table_association", id, attributes);
    } else if association.subnet_id().or(association.gateway_id()).is_some() {
        let attributes = [
            ("gateway_id", or_empty(association.gateway_id())),
            route_table,
            ("subnet_id", or_empty(association.subnet_id())),
        ];
        c.keep("DescribeRouteTables", "aws_route_table_association", id, attributes);
    }
}
