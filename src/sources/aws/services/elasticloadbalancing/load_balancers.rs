//! Load balancers, with what only their attributes tell.

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{
    AvailabilityZone, LoadBalancer, LoadBalancerSchemeEnum, LoadBalancerTypeEnum,
};
use futures_util::future::join_all;

use super::{Draft, Flat, Form, Keys, PAGE, Told, after, listeners, names};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

pub(super) const STATUS: &str = "status.aws_lb";

const FLAT: &[Flat] = &[
    Flat::number("client_keep_alive", "client_keep_alive.seconds"),
    Flat::text("desync_mitigation_mode", "routing.http.desync_mitigation_mode"),
    Flat::text("dns_record_client_routing_policy", "dns_record.client_routing_policy"),
    Flat::flag("drop_invalid_header_fields", "routing.http.drop_invalid_header_fields.enabled"),
    Flat::flag("enable_cross_zone_load_balancing", "load_balancing.cross_zone.enabled"),
    Flat::flag("enable_deletion_protection", "deletion_protection.enabled"),
    Flat::flag("enable_http2", "routing.http2.enabled"),
    Flat::flag(
        "enable_tls_version_and_cipher_suite_headers",
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    ),
    Flat::flag("enable_waf_fail_open", "waf.fail_open.enabled"),
    Flat::flag("enable_xff_client_port", "routing.http.xff_client_port.enabled"),
    Flat::flag("enable_zonal_shift", "zonal_shift.config.enabled"),
    Flat::number("idle_timeout", "idle_timeout.timeout_seconds"),
    Flat::flag("preserve_host_header", "routing.http.preserve_host_header.enabled"),
    Flat::text("xff_header_processing_mode", "routing.http.xff_header_processing.mode"),
];

/// What `DescribeLoadBalancerAttributes` fills in.
pub(super) const FILLED: [&str; FLAT.len() + 2] = names(FLAT, &["access_logs", "connection_logs"]);

/// Load balancers and everything that is listed below them.
pub(super) async fn drafts(c: &Collector, elb: &Client) -> Vec<Draft> {
    if !c.wants("DescribeLoadBalancers") {
        return Vec::new();
    }
    let listed = c
        .pages(
            "DescribeLoadBalancers",
            |token| elb.describe_load_balancers().set_marker(token).page_size(PAGE).send(),
            |page| (page.load_balancers.unwrap_or_default(), page.next_marker),
        )
        .await;
    for balancer in &listed {
        keep_status(c, balancer);
    }
    let (own, below) = futures_util::join!(
        join_all(listed.iter().map(|balancer| draft(c, elb, balancer))),
        join_all(listed.iter().map(|balancer| listeners::drafts(c, elb, balancer))),
    );
    own.into_iter().flatten().chain(below.into_iter().flatten()).collect()
}

fn keep_status(c: &Collector, balancer: &LoadBalancer) {
    let arn = balancer.load_balancer_arn().unwrap_or_default();
    let attributes = [
        ("arn", text(Some(arn))),
        ("name", text(balancer.load_balancer_name())),
        ("state", text(balancer.state().and_then(|s| s.code()))),
    ];
    c.keep("DescribeLoadBalancers", STATUS, arn, attributes);
}

async fn draft(c: &Collector, elb: &Client, balancer: &LoadBalancer) -> Option<Draft> {
    if !c.wants_kind("aws_lb") {
        return None;
    }
    let arn = balancer.load_balancer_arn().unwrap_or_default();
    let (told, capacity) = futures_util::join!(told(c, elb, arn), capacity(c, elb, balancer));
    let mut attributes: Vec<_> = FLAT.iter().map(|flat| flat.read(&told)).collect();
    attributes.extend(fixed(balancer, arn));
    attributes.push(("access_logs", logs(&told, "access_logs.s3")));
    // Only application load balancers log connections.
    let connections = match balancer.r#type() {
        Some(LoadBalancerTypeEnum::Application) => logs(&told, "connection_logs.s3"),
        _ => Value::Null,
    };
    attributes.push(("connection_logs", connections));
    attributes.push(("minimum_load_balancer_capacity", capacity));
    Some(Draft {
        operation: "DescribeLoadBalancers",
        kind: "aws_lb",
        arn: arn.to_owned(),
        attributes,
    })
}

/// What the listing itself tells.
fn fixed(balancer: &LoadBalancer, arn: &str) -> [(&'static str, Value); 14] {
    let zones = balancer.availability_zones();
    let internal = balancer.scheme() == Some(&LoadBalancerSchemeEnum::Internal);
    let pools =
        balancer.ipam_pools().map(|p| block([("ipv4_ipam_pool_id", text(p.ipv4_ipam_pool_id()))]));
    [
        ("arn_suffix", text(after(arn, ":loadbalancer/"))),
        ("customer_owned_ipv4_pool", text(balancer.customer_owned_ipv4_pool())),
        ("dns_name", text(balancer.dns_name())),
        (
            "enforce_security_group_inbound_rules_on_private_link_traffic",
            text(balancer.enforce_security_group_inbound_rules_on_private_link_traffic()),
        ),
        ("internal", Value::Bool(internal)),
        ("ip_address_type", text(balancer.ip_address_type())),
        ("ipam_pools", at_most_one(pools)),
        ("load_balancer_type", text(balancer.r#type())),
        ("name", text(balancer.load_balancer_name())),
        ("security_groups", texts(balancer.security_groups())),
        ("subnet_mapping", list(zones.iter().map(mapping))),
        ("subnets", texts(zones.iter().filter_map(|z| z.subnet_id()))),
        ("vpc_id", text(balancer.vpc_id())),
        ("zone_id", text(balancer.canonical_hosted_zone_id())),
    ]
}

fn mapping(zone: &AvailabilityZone) -> Value {
    // Terraform tells the first address of a zone.
    let address = zone.load_balancer_addresses().first();
    block([
        ("allocation_id", text(address.and_then(|a| a.allocation_id()))),
        ("ipv6_address", text(address.and_then(|a| a.ipv6_address()))),
        ("outpost_id", text(zone.outpost_id())),
        ("private_ipv4_address", text(address.and_then(|a| a.private_ipv4_address()))),
        ("subnet_id", text(zone.subnet_id())),
    ])
}

/// The block of a log in S3: there even when nothing is logged.
fn logs(told: &Told, prefix: &str) -> Value {
    let keys = match told {
        Err(missing) => return missing.value(),
        Ok(keys) => keys,
    };
    let of = |form: Form, name: &str| form.read(keys.get(&format!("{prefix}.{name}")));
    at_most_one(Some(block([
        ("bucket", of(Form::Text, "bucket")),
        ("enabled", of(Form::Flag, "enabled")),
        ("prefix", of(Form::Text, "prefix")),
    ])))
}

async fn told(c: &Collector, elb: &Client, arn: &str) -> Told {
    let request = elb.describe_load_balancer_attributes().load_balancer_arn(arn).send();
    let answer = c.call("DescribeLoadBalancerAttributes", request).await?;
    let pairs = answer.attributes.unwrap_or_default().into_iter();
    Ok(Keys::new(pairs.map(|a| (a.key, a.value))))
}

/// The reserved capacity; a partition that does not know the call has none.
async fn capacity(c: &Collector, elb: &Client, balancer: &LoadBalancer) -> Value {
    if balancer.r#type() == Some(&LoadBalancerTypeEnum::Gateway) {
        return Value::Null;
    }
    let request = elb
        .describe_capacity_reservation()
        .set_load_balancer_arn(balancer.load_balancer_arn.clone())
        .send();
    match c.optional("DescribeCapacityReservation", &["InvalidAction"], request).await {
        Err(missing) => missing.value(),
        Ok(answer) => {
            let reserved = answer.and_then(|a| a.minimum_load_balancer_capacity);
            let units = |units: Option<i32>| block([("capacity_units", number(units.or(Some(0))))]);
            at_most_one(reserved.map(|r| units(r.capacity_units())))
        }
    }
}
