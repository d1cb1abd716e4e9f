//! Target groups.

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{ProtocolEnum, TargetGroup, TargetTypeEnum};
use futures_util::future::join_all;

use super::{Draft, Flat, Form, Keys, PAGE, Told, after, names, targets};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, flag, number, text, texts};

const FLAT: &[Flat] = &[
    Flat::flag("connection_termination", "deregistration_delay.connection_termination.enabled"),
    Flat::text("deregistration_delay", "deregistration_delay.timeout_seconds").or("300"),
    Flat::flag("lambda_multi_value_headers_enabled", "lambda.multi_value_headers.enabled"),
    Flat::text("load_balancing_algorithm_type", "load_balancing.algorithm.type"),
    Flat::text("load_balancing_anomaly_mitigation", "load_balancing.algorithm.anomaly_mitigation"),
    Flat::text("load_balancing_cross_zone_enabled", "load_balancing.cross_zone.enabled"),
    Flat::text("preserve_client_ip", "preserve_client_ip.enabled"),
    Flat::flag("proxy_protocol_v2", "proxy_protocol_v2.enabled"),
    Flat::number("slow_start", "slow_start.duration_seconds").or("0"),
];

/// What `DescribeTargetGroupAttributes` fills in.
pub(super) const FILLED: [&str; FLAT.len() + 4] =
    names(FLAT, &["stickiness", "target_failover", "target_group_health", "target_health_state"]);

/// The target groups; the targets are kept at once.
pub(super) async fn drafts(c: &Collector, elb: &Client) -> Vec<Draft> {
    if !c.wants("DescribeTargetGroups") {
        return Vec::new();
    }
    let listed = c
        .pages(
            "DescribeTargetGroups",
            |token| elb.describe_target_groups().set_marker(token).page_size(PAGE).send(),
            |page| (page.target_groups.unwrap_or_default(), page.next_marker),
        )
        .await;
    let (drafts, _) = futures_util::join!(
        join_all(listed.iter().map(|group| draft(c, elb, group))),
        join_all(listed.iter().map(|group| targets::collect(c, elb, group))),
    );
    drafts.into_iter().flatten().collect()
}

async fn draft(c: &Collector, elb: &Client, group: &TargetGroup) -> Option<Draft> {
    if !c.wants_kind("aws_lb_target_group") {
        return None;
    }
    let arn = group.target_group_arn().unwrap_or_default();
    let told = told(c, elb, arn).await;
    let mut attributes: Vec<_> = FLAT
        .iter()
        .map(|flat| if has(group.target_type(), flat) { flat.read(&told) } else { flat.none() })
        .collect();
    attributes.extend(blocks(&told, group.protocol()));
    attributes.extend([
        ("arn_suffix", text(after(arn, ":targetgroup/").map(|s| format!("targetgroup/{s}")))),
        ("health_check", at_most_one(Some(health_check(group)))),
        ("ip_address_type", text(group.ip_address_type())),
        ("load_balancer_arns", texts(group.load_balancer_arns())),
        ("name", text(group.target_group_name())),
        ("port", number(group.port())),
        ("protocol", text(group.protocol())),
        ("protocol_version", text(group.protocol_version())),
        ("target_type", text(group.target_type())),
        ("vpc_id", text(group.vpc_id())),
    ]);
    Some(Draft {
        operation: "DescribeTargetGroups",
        kind: "aws_lb_target_group",
        arn: arn.to_owned(),
        attributes,
    })
}

/// Whether Terraform reads an attribute of such a group.
fn has(targets: Option<&TargetTypeEnum>, flat: &Flat) -> bool {
    let of_functions = flat.name == "lambda_multi_value_headers_enabled";
    match targets {
        Some(TargetTypeEnum::Instance | TargetTypeEnum::Ip) => !of_functions,
        Some(TargetTypeEnum::Lambda) => of_functions,
        _ => false,
    }
}

fn health_check(group: &TargetGroup) -> Value {
    let matcher = group.matcher().and_then(|m| m.grpc_code().or(m.http_code()));
    block([
        ("enabled", flag(group.health_check_enabled())),
        ("healthy_threshold", number(group.healthy_threshold_count().or(Some(0)))),
        ("interval", number(group.health_check_interval_seconds().or(Some(0)))),
        ("matcher", text(matcher)),
        ("path", text(group.health_check_path())),
        ("port", text(group.health_check_port())),
        ("protocol", text(group.health_check_protocol())),
        ("timeout", number(group.health_check_timeout_seconds().or(Some(0)))),
        ("unhealthy_threshold", number(group.unhealthy_threshold_count().or(Some(0)))),
    ])
}

/// The blocks that are made of several keys. They are always there, with nulls where the protocol
/// does not have them.
fn blocks(told: &Told, protocol: Option<&ProtocolEnum>) -> [(&'static str, Value); 4] {
    let keys = match told {
        Err(missing) => {
            return ["stickiness", "target_failover", "target_group_health", "target_health_state"]
                .map(|name| (name, missing.value()));
        }
        Ok(keys) => keys,
    };
    let one = |value: Value| at_most_one(Some(value));
    [
        ("stickiness", one(stickiness(keys, protocol))),
        ("target_failover", one(failover(keys, protocol))),
        ("target_group_health", one(group_health(keys, protocol))),
        ("target_health_state", one(health_state(keys, protocol))),
    ]
}

fn stickiness(keys: &Keys, protocol: Option<&ProtocolEnum>) -> Value {
    let kind = keys.get("stickiness.type");
    let enabled = keys.get("stickiness.enabled");
    let http = matches!(protocol, Some(ProtocolEnum::Http | ProtocolEnum::Https));
    let of = |cookie: &str, key: &str| {
        if http && kind == Some(cookie) { keys.get(key) } else { None }
    };
    let duration = of("lb_cookie", "stickiness.lb_cookie.duration_seconds")
        .or(of("app_cookie", "stickiness.app_cookie.duration_seconds"));
    // Terraform writes zero into a block that is not wholly empty.
    let unset = kind.or(enabled).map(|_| "0");
    block([
        ("cookie_duration", Form::Number.read(duration.or(unset))),
        ("cookie_name", text(of("app_cookie", "stickiness.app_cookie.cookie_name"))),
        ("enabled", Form::Flag.read(enabled)),
        ("type", text(kind)),
    ])
}

fn failover(keys: &Keys, protocol: Option<&ProtocolEnum>) -> Value {
    let of = |key: &str| match protocol {
        Some(ProtocolEnum::Geneve) => text(keys.get(key)),
        _ => Value::Null,
    };
    block([
        ("on_deregistration", of("target_failover.on_deregistration")),
        ("on_unhealthy", of("target_failover.on_unhealthy")),
    ])
}

fn group_health(keys: &Keys, protocol: Option<&ProtocolEnum>) -> Value {
    let of = |form: Form, key: &str| match protocol {
        Some(ProtocolEnum::Geneve) => Value::Null,
        _ => form.read(keys.get(&format!("target_group_health.{key}"))),
    };
    let both = |count: Form, prefix: &str| {
        let key = format!("{prefix}.minimum_healthy_targets");
        Value::list(vec![block([
            ("minimum_healthy_targets_count", of(count, &format!("{key}.count"))),
            ("minimum_healthy_targets_percentage", of(Form::Text, &format!("{key}.percentage"))),
        ])])
    };
    block([
        ("dns_failover", both(Form::Text, "dns_failover")),
        ("unhealthy_state_routing", both(Form::Number, "unhealthy_state_routing")),
    ])
}

fn health_state(keys: &Keys, protocol: Option<&ProtocolEnum>) -> Value {
    let of = |form: Form, key: &str| match protocol {
        Some(ProtocolEnum::Tcp | ProtocolEnum::Tls) => form.read(keys.get(key)),
        _ => Value::Null,
    };
    block([
        (
            "enable_unhealthy_connection_termination",
            of(Form::Flag, "target_health_state.unhealthy.connection_termination.enabled"),
        ),
        (
            "unhealthy_draining_interval",
            of(Form::Number, "target_health_state.unhealthy.draining_interval_seconds"),
        ),
    ])
}

async fn told(c: &Collector, elb: &Client, arn: &str) -> Told {
    let request = elb.describe_target_group_attributes().target_group_arn(arn).send();
    let answer = c.call("DescribeTargetGroupAttributes", request).await?;
    let pairs = answer.attributes.unwrap_or_default().into_iter();
    Ok(Keys::new(pairs.map(|a| (a.key, a.value))))
}
