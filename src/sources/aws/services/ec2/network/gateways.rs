//! Internet gateways and egress-only internet gateways.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::InternetGatewayAttachment;

use super::{arn_of, or_empty, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::lists(
        "DescribeInternetGateways",
        "ec2:DescribeInternetGateways",
        &["aws_internet_gateway"],
    ),
    Operation::lists(
        "DescribeEgressOnlyInternetGateways",
        "ec2:DescribeEgressOnlyInternetGateways",
        &["aws_egress_only_internet_gateway"],
    ),
];

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    futures_util::join!(internet(c, ec2), egress_only(c, ec2));
}

async fn internet(c: &Collector, ec2: &Client) {
    if !c.wants("DescribeInternetGateways") {
        return;
    }
    let listed = c
        .pages(
            "DescribeInternetGateways",
            |token| ec2.describe_internet_gateways().set_next_token(token).max_results(1000).send(),
            |page| (page.internet_gateways.unwrap_or_default(), page.next_token),
        )
        .await;
    for gateway in &listed {
        let id = gateway.internet_gateway_id().unwrap_or_default();
        let mut attributes = vec![
            ("arn", arn_of(c, gateway.owner_id(), &format!("internet-gateway/{id}"))),
            ("owner_id", or_empty(gateway.owner_id())),
            ("vpc_id", vpc(gateway.attachments())),
        ];
        attributes.extend(tagged(gateway.tags()));
        c.keep("DescribeInternetGateways", "aws_internet_gateway", id, attributes);
    }
}

async fn egress_only(c: &Collector, ec2: &Client) {
    const OPERATION: &str = "DescribeEgressOnlyInternetGateways";
    if !c.wants(OPERATION) {
        return;
    }
    let listed = c
        .pages(
            OPERATION,
            |token| {
                let request = ec2.describe_egress_only_internet_gateways();
                request.set_next_token(token).max_results(255).send()
            },
            |page| (page.egress_only_internet_gateways.unwrap_or_default(), page.next_token),
        )
        .await;
    for gateway in &listed {
        let id = gateway.egress_only_internet_gateway_id().unwrap_or_default();
        let mut attributes = vec![("vpc_id", vpc(gateway.attachments()))];
        attributes.extend(tagged(gateway.tags()));
        c.keep(OPERATION, "aws_egress_only_internet_gateway", id, attributes);
    }
}

/// The VPC that it is attached to; there is at most one.
fn vpc(attachments: &[InternetGatewayAttachment]) -> Value {
    or_empty(attachments.first().and_then(|a| a.vpc_id()))
}
