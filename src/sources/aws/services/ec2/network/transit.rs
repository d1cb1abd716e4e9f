//! Transit gateways and the VPCs that are attached to them.
//!
//! Whether an attachment uses the default route tables of its gateway is told by these tables. A
//! gateway that another account shares keeps its tables to itself.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    TransitGateway, TransitGatewayAssociationState, TransitGatewayAttachmentState,
    TransitGatewayOptions, TransitGatewayPropagationState, TransitGatewayState,
    TransitGatewayVpcAttachment,
};
use futures_util::future::join_all;

use super::super::shared::{Listing, listing};
use super::{arn_of, or_empty, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{number, text, texts};

const ATTACHMENT: &str = "aws_ec2_transit_gateway_vpc_attachment";
const ASSOCIATION: &str = "transit_gateway_default_route_table_association";
const PROPAGATION: &str = "transit_gateway_default_route_table_propagation";

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "DescribeTransitGateways",
        action: "ec2:DescribeTransitGateways",
        lists: &["aws_ec2_transit_gateway"],
        fills: &[(ATTACHMENT, &[ASSOCIATION, PROPAGATION])],
    },
    Operation::lists(
        "DescribeTransitGatewayVpcAttachments",
        "ec2:DescribeTransitGatewayVpcAttachments",
        &[ATTACHMENT],
    ),
    Operation::fills(
        "GetTransitGatewayRouteTableAssociations",
        "ec2:GetTransitGatewayRouteTableAssociations",
        &[(ATTACHMENT, &[ASSOCIATION])],
    ),
    Operation::fills(
        "GetTransitGatewayRouteTablePropagations",
        "ec2:GetTransitGatewayRouteTablePropagations",
        &[(ATTACHMENT, &[PROPAGATION])],
    ),
];

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    let (gateways, attachments) = futures_util::join!(gateways(c, ec2), attachments(c, ec2));
    for gateway in &gateways.members {
        keep_gateway(c, gateway);
    }
    let in_use: BTreeSet<_> = attachments.iter().filter_map(|a| a.transit_gateway_id()).collect();
    let of_gateways = gateways.members.iter().filter_map(|gateway| {
        let id = gateway.transit_gateway_id().filter(|id| in_use.contains(id))?;
        Some(async move { (id, Box::pin(DefaultTables::of(c, ec2, gateway)).await) })
    });
    let tables: BTreeMap<_, _> = join_all(of_gateways).await.into_iter().collect();
    for attachment in &attachments {
        let gateway = attachment.transit_gateway_id().unwrap_or_default();
        keep_attachment(c, attachment, tables.get(gateway), gateways.missing.as_ref());
    }
}

async fn gateways(c: &Collector, ec2: &Client) -> Listing<TransitGateway> {
    let mut listed = listing(
        c,
        "DescribeTransitGateways",
        |token| ec2.describe_transit_gateways().set_next_token(token).max_results(1000).send(),
        |page| (page.transit_gateways.unwrap_or_default(), page.next_token),
    )
    .await;
    listed.members.retain(|g| {
        !matches!(g.state(), Some(TransitGatewayState::Deleted | TransitGatewayState::Deleting))
    });
    listed
}

async fn attachments(c: &Collector, ec2: &Client) -> Vec<TransitGatewayVpcAttachment> {
    use TransitGatewayAttachmentState::{Deleted, Deleting, Failed, Rejected};
    const OPERATION: &str = "DescribeTransitGatewayVpcAttachments";
    if !c.wants(OPERATION) {
        return Vec::new();
    }
    let mut listed = c
        .pages(
            OPERATION,
            |token| {
                let request = ec2.describe_transit_gateway_vpc_attachments();
                request.set_next_token(token).max_results(1000).send()
            },
            |page| (page.transit_gateway_vpc_attachments.unwrap_or_default(), page.next_token),
        )
        .await;
    listed.retain(|a| !matches!(a.state(), Some(Deleted | Deleting | Failed | Rejected)));
    listed
}

/// The attachments that a gateway's default route tables serve.
struct DefaultTables<'a> {
    owner: Option<&'a str>,
    associated: Result<BTreeSet<String>, Missing>,
    propagated: Result<BTreeSet<String>, Missing>,
}

impl<'a> DefaultTables<'a> {
    async fn of(c: &Collector, ec2: &Client, gateway: &'a TransitGateway) -> Self {
        let options = gateway.options();
        let table = |table: fn(&TransitGatewayOptions) -> Option<&str>| {
            options.and_then(table).filter(|t| !t.is_empty())
        };
        let (associated, propagated) = futures_util::join!(
            associated(c, ec2, table(TransitGatewayOptions::association_default_route_table_id)),
            propagated(c, ec2, table(TransitGatewayOptions::propagation_default_route_table_id)),
        );
        Self { owner: gateway.owner_id(), associated, propagated }
    }
}

async fn associated(
    c: &Collector,
    ec2: &Client,
    table: Option<&str>,
) -> Result<BTreeSet<String>, Missing> {
    // A gateway without a default table serves nothing by default.
    let Some(table) = table else { return Ok(BTreeSet::new()) };
    let listed = c
        .whole(
            "GetTransitGatewayRouteTableAssociations",
            |token| {
                let request = ec2.get_transit_gateway_route_table_associations();
                let request = request.transit_gateway_route_table_id(table);
                request.set_next_token(token).max_results(1000).send()
            },
            |page| (page.associations.unwrap_or_default(), page.next_token),
        )
        .await?;
    let ended = TransitGatewayAssociationState::Disassociated;
    let standing = listed.into_iter().filter(|a| a.state() != Some(&ended));
    Ok(standing.filter_map(|a| a.transit_gateway_attachment_id).collect())
}

async fn propagated(
    c: &Collector,
    ec2: &Client,
    table: Option<&str>,
) -> Result<BTreeSet<String>, Missing> {
    let Some(table) = table else { return Ok(BTreeSet::new()) };
    let listed = c
        .whole(
            "GetTransitGatewayRouteTablePropagations",
            |token| {
                let request = ec2.get_transit_gateway_route_table_propagations();
                let request = request.transit_gateway_route_table_id(table);
                request.set_next_token(token).max_results(1000).send()
            },
            |page| {
                (page.transit_gateway_route_table_propagations.unwrap_or_default(), page.next_token)
            },
        )
        .await?;
    let ended = TransitGatewayPropagationState::Disabled;
    let standing = listed.into_iter().filter(|p| p.state() != Some(&ended));
    Ok(standing.filter_map(|p| p.transit_gateway_attachment_id).collect())
}

fn keep_gateway(c: &Collector, gateway: &TransitGateway) {
    let mut attributes = vec![
        ("arn", or_empty(gateway.transit_gateway_arn())),
        ("description", or_empty(gateway.description())),
        ("owner_id", or_empty(gateway.owner_id())),
    ];
    if let Some(options) = gateway.options() {
        attributes.extend(gateway_options(options));
    }
    attributes.extend(tagged(gateway.tags()));
    let id = gateway.transit_gateway_id().unwrap_or_default();
    c.keep("DescribeTransitGateways", "aws_ec2_transit_gateway", id, attributes);
}

fn gateway_options(options: &TransitGatewayOptions) -> [(&'static str, Value); 11] {
    [
        ("amazon_side_asn", number(options.amazon_side_asn())),
        (
            "association_default_route_table_id",
            or_empty(options.association_default_route_table_id()),
        ),
        ("auto_accept_shared_attachments", or_empty(options.auto_accept_shared_attachments())),
        ("default_route_table_association", or_empty(options.default_route_table_association())),
        ("default_route_table_propagation", or_empty(options.default_route_table_propagation())),
        ("dns_support", or_empty(options.dns_support())),
        ("multicast_support", or_empty(options.multicast_support())),
        (
            "propagation_default_route_table_id",
            or_empty(options.propagation_default_route_table_id()),
        ),
        (
            "security_group_referencing_support",
            or_empty(options.security_group_referencing_support()),
        ),
        ("transit_gateway_cidr_blocks", texts(options.transit_gateway_cidr_blocks())),
        ("vpn_ecmp_support", or_empty(options.vpn_ecmp_support())),
    ]
}

fn keep_attachment(
    c: &Collector,
    attachment: &TransitGatewayVpcAttachment,
    tables: Option<&DefaultTables<'_>>,
    unlisted: Option<&Missing>,
) {
    let id = attachment.transit_gateway_attachment_id().unwrap_or_default();
    let owner = attachment.vpc_owner_id();
    let options = attachment.options();
    let mut attributes = vec![
        ("appliance_mode_support", or_empty(options.and_then(|o| o.appliance_mode_support()))),
        ("arn", arn_of(c, owner, &format!("transit-gateway-attachment/{id}"))),
        ("dns_support", or_empty(options.and_then(|o| o.dns_support()))),
        ("ipv6_support", or_empty(options.and_then(|o| o.ipv6_support()))),
        (
            "security_group_referencing_support",
            or_empty(options.and_then(|o| o.security_group_referencing_support())),
        ),
        ("subnet_ids", texts(attachment.subnet_ids())),
        ("transit_gateway_id", text(attachment.transit_gateway_id())),
        ("vpc_id", or_empty(attachment.vpc_id())),
        ("vpc_owner_id", or_empty(owner)),
    ];
    let served = |by: &Result<BTreeSet<String>, Missing>| match by {
        Ok(attachments) => Value::Bool(attachments.contains(id)),
        Err(missing) => missing.value(),
    };
    match (tables, unlisted) {
        (Some(tables), _) if tables.owner == owner => attributes.extend([
            (ASSOCIATION, served(&tables.associated)),
            (PROPAGATION, served(&tables.propagated)),
        ]),
        (None, Some(missing)) => {
            attributes.extend([(ASSOCIATION, missing.value()), (PROPAGATION, missing.value())]);
        }
        _ => {}
    }
    attributes.extend(tagged(attachment.tags()));
    c.keep("DescribeTransitGatewayVpcAttachments", ATTACHMENT, id, attributes);
}
