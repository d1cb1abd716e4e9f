//! Networks: VPCs and all that leads into, through and out of them.
//!
//! Each concept has its file; here is what they share. The provider writes empty texts and false
//! where EC2 leaves a field out of an answer about them.

mod addresses;
mod endpoints;
mod flow_logs;
mod gateways;
mod peering;
mod prefix_lists;
mod routes;
mod subnets;
mod transit;
mod vpcs;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::Tag;

use super::shared::{Defaults, OfVpc};
use super::{count, joined};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::tags;

/// The calls of all files about networks.
pub(super) const OPERATIONS: &[Operation] = &joined::<{ count(PARTS) }>(PARTS);

const PARTS: &[&[Operation]] = &[
    vpcs::OPERATIONS,
    subnets::OPERATIONS,
    routes::OPERATIONS,
    gateways::OPERATIONS,
    addresses::OPERATIONS,
    endpoints::OPERATIONS,
    peering::OPERATIONS,
    transit::OPERATIONS,
    prefix_lists::OPERATIONS,
    flow_logs::OPERATIONS,
];

/// `security` ends with the default security group and the default network ACL of each VPC.
pub(super) async fn collect(
    c: &Collector,
    ec2: &Client,
    security: impl Future<Output = (OfVpc, OfVpc)>,
) {
    // On the heap: within one another they would take much of a thread's stack.
    futures_util::join!(
        Box::pin(async {
            let (main_table, (security_group, network_acl)) =
                futures_util::join!(routes::collect(c, ec2), security);
            let defaults = Defaults { main_table, security_group, network_acl };
            Box::pin(vpcs::collect(c, ec2, &defaults)).await;
        }),
        Box::pin(subnets::collect(c, ec2)),
        Box::pin(gateways::collect(c, ec2)),
        Box::pin(addresses::collect(c, ec2)),
        Box::pin(endpoints::collect(c, ec2)),
        Box::pin(peering::collect(c, ec2)),
        Box::pin(transit::collect(c, ec2)),
        Box::pin(prefix_lists::collect(c, ec2)),
        Box::pin(flow_logs::collect(c, ec2)),
    );
}

/// A text, empty where it is unset.
fn or_empty(value: Option<impl AsRef<str>>) -> Value {
    value.map_or_else(|| Value::from(""), |v| Value::text(v.as_ref()))
}

/// A truth value, false where it is unset.
fn on(value: Option<bool>) -> Value {
    Value::Bool(value.unwrap_or_default())
}

/// The tags and all tags.
fn tagged(list: &[Tag]) -> [(&'static str, Value); 2] {
    let tags = tags(list.iter().map(|t| (t.key(), t.value())));
    [("tags", tags.clone()), ("tags_all", tags)]
}

/// The ARN of something that another account may own and share with this one.
fn arn_of(c: &Collector, owner: Option<&str>, resource: &str) -> Value {
    let own = c.arn("ec2", resource);
    let Some(owner) = owner.filter(|o| *o != c.account()) else { return Value::text(own) };
    let partition = own.split(':').nth(1).unwrap_or_default();
    Value::text(format!("arn:{partition}:ec2:{}:{owner}:{resource}", c.region()))
}
