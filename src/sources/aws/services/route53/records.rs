//! Records of a zone, with alias and routing policy.

use aws_sdk_route53::Client;
use aws_sdk_route53::types::{
    AliasTarget, CidrRoutingConfig, GeoLocation, GeoProximityLocation, ResourceRecordSet, RrType,
};

use super::names;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, flag, number, text, texts};

/// Separates name, type and set identifier of where the next page begins.
const SEPARATOR: char = '\n';

/// Collects the records of a zone. They are also read when only the `private` zone's own name
/// servers are looked at.
pub(super) async fn collect(
    c: &Collector,
    route53: &Client,
    zone: &str,
    private: bool,
) -> Vec<ResourceRecordSet> {
    if !c.wants_kind("aws_route53_record") && !private {
        return Vec::new();
    }
    let records = c
        .pages(
            "ListResourceRecordSets",
            |start| {
                let mut parts = start.as_deref().unwrap_or_default().splitn(3, SEPARATOR);
                let mut part = || parts.next().filter(|p| !p.is_empty()).map(str::to_owned);
                route53
                    .list_resource_record_sets()
                    .hosted_zone_id(zone)
                    .set_start_record_name(part())
                    .set_start_record_type(part().map(|kind| RrType::from(kind.as_str())))
                    .set_start_record_identifier(part())
                    .max_items(300)
                    .send()
            },
            |page| {
                let next = page.is_truncated.then(|| {
                    [
                        page.next_record_name.as_deref().unwrap_or_default(),
                        page.next_record_type.as_ref().map_or("", RrType::as_str),
                        page.next_record_identifier.as_deref().unwrap_or_default(),
                    ]
                    .join(&SEPARATOR.to_string())
                });
                (page.resource_record_sets, next)
            },
        )
        .await;
    for record in &records {
        keep(c, zone, record);
    }
    records
}

/// The values of the record of that name and type.
pub(super) fn values(
    records: &[ResourceRecordSet],
    name: &str,
    kind: &RrType,
) -> Option<Vec<String>> {
    let name = names::domain(name);
    let record = records.iter().find(|r| r.r#type() == kind && names::domain(r.name()) == name)?;
    Some(record.resource_records().iter().map(|r| r.value().to_owned()).collect())
}

fn keep(c: &Collector, zone: &str, record: &ResourceRecordSet) {
    let name = names::domain(record.name());
    let kind = record.r#type().as_str();
    let set = record.set_identifier();
    let quoted = matches!(record.r#type(), RrType::Txt | RrType::Spf);
    let plain = record
        .resource_records()
        .iter()
        .map(|r| if quoted { unquoted(r.value()) } else { r.value() });
    let failover = record.failover().map(|f| block([("type", text(Some(f)))]));
    let latency = record.region().map(|r| block([("region", text(Some(r)))]));
    let weighted = record.weight().map(|w| block([("weight", Value::from(w))]));
    c.keep(
        "ListResourceRecordSets",
        "aws_route53_record",
        &names::record_id(zone, &name, kind, set),
        [
            ("alias", at_most_one(record.alias_target().map(alias))),
            ("cidr_routing_policy", at_most_one(record.cidr_routing_config().map(cidr))),
            ("failover_routing_policy", at_most_one(failover)),
            ("fqdn", Value::text(&name)),
            ("geolocation_routing_policy", at_most_one(record.geo_location().map(location))),
            (
                "geoproximity_routing_policy",
                at_most_one(record.geo_proximity_location().map(proximity)),
            ),
            ("health_check_id", text(record.health_check_id())),
            ("latency_routing_policy", at_most_one(latency)),
            ("multivalue_answer_routing_policy", flag(record.multi_value_answer())),
            ("name", Value::text(&name)),
            ("records", texts(plain)),
            ("set_identifier", text(set)),
            ("ttl", number(record.ttl().or(Some(0)))),
            ("type", Value::text(kind)),
            ("weighted_routing_policy", at_most_one(weighted)),
            ("zone_id", Value::text(zone)),
        ],
    );
}

/// A TXT value without the quotes around it; those between its parts stay.
fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value)
}

fn alias(target: &AliasTarget) -> Value {
    block([
        ("evaluate_target_health", Value::Bool(target.evaluate_target_health())),
        ("name", text(Some(names::domain(target.dns_name())))),
        ("zone_id", Value::text(target.hosted_zone_id())),
    ])
}

fn cidr(config: &CidrRoutingConfig) -> Value {
    block([
        ("collection_id", Value::text(config.collection_id())),
        ("location_name", Value::text(config.location_name())),
    ])
}

fn location(geo: &GeoLocation) -> Value {
    block([
        ("continent", text(geo.continent_code())),
        ("country", text(geo.country_code())),
        ("subdivision", text(geo.subdivision_code())),
    ])
}

fn proximity(geo: &GeoProximityLocation) -> Value {
    let coordinates = geo.coordinates().map(|at| {
        block([
            ("latitude", Value::text(at.latitude())),
            ("longitude", Value::text(at.longitude())),
        ])
    });
    block([
        ("aws_region", text(geo.aws_region())),
        ("bias", number(geo.bias().or(Some(0)))),
        ("coordinates", at_most_one(coordinates)),
        ("local_zone_group", text(geo.local_zone_group())),
    ])
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn text_values_keep_only_inner_quotes() {
        assert_eq!(unquoted("\"v=spf1 -all\""), "v=spf1 -all");
        assert_eq!(unquoted("\"a\" \"b\""), "a\" \"b");
        assert_eq!(unquoted("\""), "\"");
        assert_eq!(unquoted("plain"), "plain");
    }
}
