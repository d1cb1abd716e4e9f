//! Health checks.
//!
//! The reference name that a configuration gives a health check is not an attribute of the
//! service; it is the beginning of the reference that Terraform created the check with.

use aws_sdk_route53::Client;
use aws_sdk_route53::types::{HealthCheck, HealthCheckConfig, TagResourceType};

use super::{arn, health, names, tags_of};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{flag, number, text, texts};

/// Collects the health checks.
pub(super) async fn collect(c: &Collector, route53: &Client) {
    if !c.wants("ListHealthChecks") {
        return;
    }
    let checks = c
        .pages(
            "ListHealthChecks",
            |marker| route53.list_health_checks().set_marker(marker).max_items(1000).send(),
            |page| (page.health_checks, page.next_marker.filter(|_| page.is_truncated)),
        )
        .await;
    let ids: Vec<&str> = checks.iter().map(HealthCheck::id).collect();
    let (tags, ()) = futures_util::join!(
        tags_of(c, route53, &TagResourceType::Healthcheck, &ids),
        health::collect(c, route53, &checks),
    );
    for (check, tags) in checks.iter().zip(tags) {
        keep(c, check, &tags);
    }
}

fn keep(c: &Collector, check: &HealthCheck, tags: &Value) {
    let id = check.id();
    let mut attributes = vec![
        ("arn", text(Some(arn(c, &format!("healthcheck/{id}"))))),
        ("tags", tags.clone()),
        ("tags_all", tags.clone()),
    ];
    if let Some(name) = names::reference_name(check.caller_reference()) {
        let given = Some(name).filter(|n| !n.is_empty());
        attributes.push(("reference_name", text(given)));
    }
    attributes.extend(check.health_check_config().map(config).into_iter().flatten());
    c.keep("ListHealthChecks", "aws_route53_health_check", id, attributes);
}

/// Numbers that a type of check does not have are zero in a state.
fn config(config: &HealthCheckConfig) -> [(&'static str, Value); 19] {
    let alarm = config.alarm_identifier();
    let count = |value: Option<i32>| number(value.or(Some(0)));
    [
        ("child_health_threshold", count(config.health_threshold())),
        ("child_healthchecks", texts(config.child_health_checks())),
        ("cloudwatch_alarm_name", text(alarm.map(|a| a.name()))),
        ("cloudwatch_alarm_region", text(alarm.map(|a| a.region()))),
        ("disabled", flag(config.disabled())),
        ("enable_sni", flag(config.enable_sni())),
        ("failure_threshold", count(config.failure_threshold())),
        ("fqdn", text(config.fully_qualified_domain_name())),
        ("insufficient_data_health_status", text(config.insufficient_data_health_status())),
        ("invert_healthcheck", flag(config.inverted())),
        ("ip_address", text(config.ip_address())),
        ("measure_latency", flag(config.measure_latency())),
        ("port", count(config.port())),
        ("regions", texts(config.regions())),
        ("request_interval", count(config.request_interval())),
        ("resource_path", text(config.resource_path())),
        ("routing_control_arn", text(config.routing_control_arn())),
        ("search_string", text(config.search_string())),
        ("type", Value::text(config.r#type().as_str())),
    ]
}
