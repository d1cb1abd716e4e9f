//! Peerings of two VPCs.
//!
//! EC2 shows a peering at both of its ends. The end that asked for it holds the connection, the
//! end that was asked the accepter.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    VpcPeeringConnection, VpcPeeringConnectionStateReasonCode, VpcPeeringConnectionVpcInfo,
};

use super::{on, or_empty, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{at_most_one, block, text};

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[Operation::lists(
    "DescribeVpcPeeringConnections",
    "ec2:DescribeVpcPeeringConnections",
    &["aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"],
)];

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    const OPERATION: &str = "DescribeVpcPeeringConnections";
    if !c.wants(OPERATION) {
        return;
    }
    let listed = c
        .pages(
            OPERATION,
            |token| {
                let request = ec2.describe_vpc_peering_connections();
                request.set_next_token(token).max_results(1000).send()
            },
            |page| (page.vpc_peering_connections.unwrap_or_default(), page.next_token),
        )
        .await;
    for peering in listed.iter().filter(|p| !gone(p)) {
        let id = peering.vpc_peering_connection_id().unwrap_or_default();
        let mut attributes = ends(c, peering);
        attributes.extend(tagged(peering.tags()));
        if here(c, peering.requester_vpc_info()) {
            c.keep(OPERATION, "aws_vpc_peering_connection", id, attributes);
        } else {
            attributes.push(("vpc_peering_connection_id", text(Some(id))));
            c.keep(OPERATION, "aws_vpc_peering_connection_accepter", id, attributes);
        }
    }
}

/// EC2 shows a peering for hours or days after its end.
fn gone(peering: &VpcPeeringConnection) -> bool {
    use VpcPeeringConnectionStateReasonCode::{Deleted, Deleting, Expired, Failed, Rejected};
    let state = peering.status().and_then(|s| s.code());
    matches!(state, Some(Deleted | Deleting | Expired | Failed | Rejected))
}

/// Whether that end lies in this account and region.
fn here(c: &Collector, end: Option<&VpcPeeringConnectionVpcInfo>) -> bool {
    end.is_some_and(|e| e.region().is_none_or(|r| r == c.region()) && own(c, e))
}

fn own(c: &Collector, end: &VpcPeeringConnectionVpcInfo) -> bool {
    c.account().is_empty() || end.owner_id().is_none_or(|o| o == c.account())
}

fn ends(c: &Collector, peering: &VpcPeeringConnection) -> Vec<(&'static str, Value)> {
    let (requester, accepter) = (peering.requester_vpc_info(), peering.accepter_vpc_info());
    // Between two regions of one account the provider tells the requester's view at both ends.
    let asked = accepter.is_some_and(|a| own(c, a)) && !requester.is_some_and(|r| own(c, r));
    let (near, far) = if asked { (accepter, requester) } else { (requester, accepter) };
    vec![
        ("accept_status", or_empty(peering.status().and_then(|s| s.code()))),
        ("accepter", options(accepter)),
        ("peer_owner_id", or_empty(far.and_then(|e| e.owner_id()))),
        ("peer_region", or_empty(accepter.and_then(|e| e.region()))),
        ("peer_vpc_id", or_empty(far.and_then(|e| e.vpc_id()))),
        ("requester", options(requester)),
        ("vpc_id", or_empty(near.and_then(|e| e.vpc_id()))),
    ]
}

/// What an end allows; EC2 tells it of active peerings only.
fn options(end: Option<&VpcPeeringConnectionVpcInfo>) -> Value {
    at_most_one(end.and_then(|e| e.peering_options()).map(|o| {
        let dns = o.allow_dns_resolution_from_remote_vpc();
        block([("allow_remote_vpc_dns_resolution", on(dns))])
    }))
}
