//! Flow logs of VPCs, subnets, network interfaces and transit gateways.
//!
//! EC2 gives one id for what is watched; its beginning says what it is.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::FlowLog;

use super::{on, or_empty, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{at_most_one, block, number, text};

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] =
    &[Operation::lists("DescribeFlowLogs", "ec2:DescribeFlowLogs", &["aws_flow_log"])];

/// How the id of what is watched begins, and the attribute that it belongs to. A longer beginning
/// stands before the shorter that it has in it.
const WATCHED: [(&str, &str); 5] = [
    ("vpc-", "vpc_id"),
    ("tgw-attach-", "transit_gateway_attachment_id"),
    ("tgw-", "transit_gateway_id"),
    ("subnet-", "subnet_id"),
    ("eni-", "eni_id"),
];

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    if !c.wants("DescribeFlowLogs") {
        return;
    }
    let listed = c
        .pages(
            "DescribeFlowLogs",
            |token| ec2.describe_flow_logs().set_next_token(token).max_results(1000).send(),
            |page| (page.flow_logs.unwrap_or_default(), page.next_token),
        )
        .await;
    for log in &listed {
        keep(c, log);
    }
}

fn keep(c: &Collector, log: &FlowLog) {
    let id = log.flow_log_id().unwrap_or_default();
    let watched = log.resource_id().unwrap_or_default();
    let holder =
        WATCHED.iter().find(|(begin, _)| watched.starts_with(begin)).map(|(_, name)| *name);
    let mut attributes = vec![
        ("arn", text(Some(c.arn("ec2", format!("vpc-flow-log/{id}"))))),
        ("deliver_cross_account_role", or_empty(log.deliver_cross_account_role())),
        ("destination_options", destination_options(log)),
        ("iam_role_arn", or_empty(log.deliver_logs_permission_arn())),
        ("log_destination", or_empty(log.log_destination())),
        ("log_destination_type", or_empty(log.log_destination_type())),
        ("log_format", or_empty(log.log_format())),
        ("log_group_name", or_empty(log.log_group_name())),
        ("max_aggregation_interval", number(log.max_aggregation_interval())),
        // A transit gateway lets through or drops nothing by itself: all of its traffic is logged.
        ("traffic_type", text(log.traffic_type().filter(|_| !watched.starts_with("tgw-")))),
    ];
    attributes.extend(WATCHED.iter().map(|(_, name)| {
        (*name, if holder == Some(name) { Value::from(watched) } else { Value::Null })
    }));
    attributes.extend(tagged(log.tags()));
    c.keep("DescribeFlowLogs", "aws_flow_log", id, attributes);
}

fn destination_options(log: &FlowLog) -> Value {
    at_most_one(log.destination_options().map(|o| {
        block([
            ("file_format", or_empty(o.file_format())),
            ("hive_compatible_partitions", on(o.hive_compatible_partitions())),
            ("per_hour_partition", on(o.per_hour_partition())),
        ])
    }))
}
