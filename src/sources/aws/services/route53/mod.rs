//! Route 53: hosted zones with their VPCs, records, health checks.
//!
//! The service is asked five times a second at most per account, so tags are read ten resources at
//! a time, and public zones, which have no VPCs, are not asked for them.

mod checks;
mod health;
mod names;
mod records;
mod zones;

use aws_sdk_route53::Client;
use aws_sdk_route53::types::{ResourceTagSet, TagResourceType};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::tags;

/// Resources whose tags are read with one call.
const TAGGED_AT_ONCE: usize = 10;

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "route53",
    asked: Asked::PerAccount,
    operations: &[
        Operation::lists(
            "ListHostedZones",
            "route53:ListHostedZones",
            &["aws_route53_record", "aws_route53_zone", "aws_route53_zone_association"],
        ),
        Operation {
            name: "GetHostedZone",
            action: "route53:GetHostedZone",
            lists: &["aws_route53_zone_association"],
            fills: &[(
                "aws_route53_zone",
                &["delegation_set_id", "name_servers", "primary_name_server", "vpc"],
            )],
        },
        Operation {
            name: "ListResourceRecordSets",
            action: "route53:ListResourceRecordSets",
            lists: &["aws_route53_record"],
            fills: &[("aws_route53_zone", &["name_servers", "primary_name_server"])],
        },
        Operation::lists(
            "ListHealthChecks",
            "route53:ListHealthChecks",
            &["aws_route53_health_check", health::STATUS],
        ),
        Operation::fills(
            "GetHealthCheckStatus",
            "route53:GetHealthCheckStatus",
            &[(health::STATUS, &health::OBSERVED)],
        ),
        Operation::fills(
            "ListTagsForResources",
            "route53:ListTagsForResources",
            &[
                ("aws_route53_health_check", &["tags", "tags_all"]),
                ("aws_route53_zone", &["tags", "tags_all"]),
            ],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let route53 = client!(c, aws_sdk_route53);
    futures_util::join!(zones::collect(&c, &route53), checks::collect(&c, &route53));
}

/// The tags of zones or of health checks, in the order of their ids.
async fn tags_of(
    c: &Collector,
    route53: &Client,
    kind: &TagResourceType,
    ids: &[&str],
) -> Vec<Value> {
    let batches = ids.chunks(TAGGED_AT_ONCE).map(|batch| async move {
        let request = route53
            .list_tags_for_resources()
            .resource_type(kind.clone())
            .set_resource_ids(Some(batch.iter().map(|id| (*id).to_owned()).collect()))
            .send();
        match c.call("ListTagsForResources", request).await {
            Ok(answer) => batch.iter().map(|id| tag_map(answer.resource_tag_sets(), id)).collect(),
            Err(missing) => vec![missing.value(); batch.len()],
        }
    });
    join_all(batches).await.concat()
}

fn tag_map(sets: &[ResourceTagSet], id: &str) -> Value {
    let own = sets.iter().filter(|set| set.resource_id() == Some(id));
    tags(own.flat_map(ResourceTagSet::tags).map(|t| (t.key(), t.value())))
}

/// The ARN of a zone or a health check: without region and account.
fn arn(c: &Collector, resource: &str) -> String {
    let region = c.config().region().map_or("", |r| r.as_ref());
    let partition = match region.split('-').next() {
        Some("cn") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    format!("arn:{partition}:route53:::{resource}")
}
