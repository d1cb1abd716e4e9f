//! Hosted zones and the VPCs that they are associated with.
//!
//! The listing tells names and comments; VPCs and name servers are told zone by zone. A private
//! zone has no delegation set: its name servers are those of its NS record. A zone of another
//! account that is associated with a VPC of this one is not listed.

use aws_sdk_route53::Client;
use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::types::{HostedZone, RrType, TagResourceType, Vpc};
use futures_util::future::join_all;

use super::records;
use super::{arn, names, tags_of};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{block, list, text, texts};

const ZONE: &str = "aws_route53_zone";
const ASSOCIATION: &str = "aws_route53_zone_association";

/// Collects zones, associations and records.
pub(super) async fn collect(c: &Collector, route53: &Client) {
    if !c.wants("ListHostedZones") {
        return;
    }
    let zones = c
        .pages(
            "ListHostedZones",
            |marker| route53.list_hosted_zones().set_marker(marker).max_items(100).send(),
            |page| (page.hosted_zones, page.next_marker.filter(|_| page.is_truncated)),
        )
        .await;
    let ids: Vec<&str> = zones.iter().map(id).collect();
    let tags = tags_of(c, route53, &TagResourceType::Hostedzone, &ids).await;
    join_all(zones.iter().zip(tags).map(|(zone, tags)| collect_one(c, route53, zone, tags))).await;
}

fn id(zone: &HostedZone) -> &str {
    zone.id().strip_prefix("/hostedzone/").unwrap_or(zone.id())
}

fn is_private(zone: &HostedZone) -> bool {
    zone.config().is_some_and(|config| config.private_zone())
}

async fn collect_one(c: &Collector, route53: &Client, zone: &HostedZone, tags: Value) {
    let (details, records) = futures_util::join!(
        details(c, route53, zone),
        records::collect(c, route53, id(zone), is_private(zone)),
    );
    let mut attributes = vec![
        ("arn", text(Some(arn(c, &format!("hostedzone/{}", id(zone)))))),
        ("comment", text(zone.config().and_then(|config| config.comment()))),
        ("name", text(Some(names::domain(zone.name())))),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("zone_id", Value::text(id(zone))),
    ];
    match details {
        Some(Ok(details)) => {
            let delegation = details.delegation_set();
            let delegation_id = delegation.and_then(|d| d.id());
            let shared = delegation_id.map(|i| i.strip_prefix("/delegationset/").unwrap_or(i));
            attributes.extend([("delegation_set_id", text(shared)), ("vpc", vpcs(details.vpcs()))]);
            let servers = if is_private(zone) {
                let own = records::values(&records, zone.name(), &RrType::Ns);
                // Here Terraform takes the first in order of name for the primary one.
                own.map(|mut servers| {
                    servers.sort_unstable();
                    servers
                })
            } else {
                delegation.map(|d| d.name_servers().to_vec())
            };
            attributes.extend(servers.map(name_servers).into_iter().flatten());
            for vpc in details.vpcs() {
                associate(c, zone, vpc);
            }
        }
        Some(Err(missing)) => {
            let told = ["delegation_set_id", "name_servers", "primary_name_server", "vpc"];
            attributes.extend(told.map(|name| (name, missing.value())));
        }
        None => {}
    }
    c.keep("ListHostedZones", ZONE, id(zone), attributes);
}

/// What only the zone itself tells. A public zone has nothing to tell of associations.
async fn details(
    c: &Collector,
    route53: &Client,
    zone: &HostedZone,
) -> Option<Result<GetHostedZoneOutput, Missing>> {
    if !is_private(zone) && !c.wants_kind(ZONE) {
        return None;
    }
    Some(c.call("GetHostedZone", route53.get_hosted_zone().id(id(zone)).send()).await)
}

/// The name servers in order of name, and the one that was told first.
fn name_servers(mut servers: Vec<String>) -> [(&'static str, Value); 2] {
    let primary = text(servers.first());
    servers.sort_unstable();
    [("name_servers", texts(servers)), ("primary_name_server", primary)]
}

fn vpcs(all: &[Vpc]) -> Value {
    list(
        all.iter().map(|vpc| {
            block([("vpc_id", text(vpc.vpc_id())), ("vpc_region", text(vpc.vpc_region()))])
        }),
    )
}

fn associate(c: &Collector, zone: &HostedZone, vpc: &Vpc) {
    let vpc_id = vpc.vpc_id().unwrap_or_default();
    // A zone that a service made, as Cloud Map does, belongs to the service.
    let account = Some(c.account()).filter(|a| !a.is_empty() && zone.linked_service().is_none());
    c.keep(
        "GetHostedZone",
        ASSOCIATION,
        &format!("{}:{vpc_id}", id(zone)),
        [
            ("owning_account", text(account)),
            ("vpc_id", Value::text(vpc_id)),
            ("vpc_region", text(vpc.vpc_region())),
            ("zone_id", Value::text(id(zone))),
        ],
    );
}
