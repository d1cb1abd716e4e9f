//! The targets that are registered in a target group, and how many of them are healthy.
//!
//! Targets that a service or an Auto Scaling group registers look like attachments too. Targets
//! that are leaving are listed for a while, with `draining`; they count no longer.

use std::collections::BTreeSet;

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{
    TargetGroup, TargetHealthDescription, TargetHealthReasonEnum, TargetHealthStateEnum,
};

use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{number, text, texts};

pub(super) const STATUS: &str = "status.aws_lb_target_group";

/// What `DescribeTargetHealth` tells of a group.
pub(super) const OF_HEALTH: [&str; 3] = ["healthy", "reasons", "targets"];

/// Collects the targets of a group.
pub(super) async fn collect(c: &Collector, elb: &Client, group: &TargetGroup) {
    let arn = group.target_group_arn().unwrap_or_default();
    let request = elb.describe_target_health().target_group_arn(arn).send();
    let health = match c.call("DescribeTargetHealth", request).await {
        Ok(answer) => {
            let mut told = answer.target_health_descriptions.unwrap_or_default();
            told.retain(is_registered);
            for target in &told {
                keep_attachment(c, arn, target);
            }
            status(&told)
        }
        Err(missing) => OF_HEALTH.map(|name| (name, missing.value())),
    };
    let own = [("arn", text(Some(arn))), ("name", text(group.target_group_name()))];
    c.keep("DescribeTargetGroups", STATUS, arn, own.into_iter().chain(health));
}

fn status(registered: &[TargetHealthDescription]) -> [(&'static str, Value); 3] {
    let count = |n: usize| number(u32::try_from(n).ok());
    let ill: Vec<_> = registered.iter().filter(|t| !is_healthy(t)).collect();
    let reasons: BTreeSet<&str> = ill.iter().map(|t| reason(t)).collect();
    [
        ("healthy", count(registered.len() - ill.len())),
        ("reasons", texts(reasons)),
        ("targets", count(registered.len())),
    ]
}

/// Whether the load balancer sends requests to it. Targets of a group that checks none are sent
/// requests whatever they are.
fn is_healthy(told: &TargetHealthDescription) -> bool {
    let health = told.target_health();
    health.and_then(|h| h.state()) == Some(&TargetHealthStateEnum::Healthy)
        || health.and_then(|h| h.reason()) == Some(&TargetHealthReasonEnum::HealthCheckDisabled)
}

/// Why it is sent none: the code of the reason, or the state where there is no code.
fn reason(told: &TargetHealthDescription) -> &str {
    let health = told.target_health();
    let code = health.and_then(|h| h.reason()).map(TargetHealthReasonEnum::as_str);
    let state = || health.and_then(|h| h.state()).map(TargetHealthStateEnum::as_str);
    code.or_else(state).unwrap_or("unknown")
}

fn is_registered(told: &TargetHealthDescription) -> bool {
    let reason = told.target_health().and_then(|h| h.reason());
    !matches!(
        reason,
        Some(
            TargetHealthReasonEnum::DeregistrationInProgress
                | TargetHealthReasonEnum::NotRegistered
        )
    )
}

fn keep_attachment(c: &Collector, arn: &str, told: &TargetHealthDescription) {
    let Some(target) = told.target() else { return };
    let name = target.id().unwrap_or_default();
    // Terraform's own id ends in a random number; functions have no port.
    let id = match target.port() {
        Some(port) => format!("{arn}-{name}-{port}"),
        None => format!("{arn}-{name}"),
    };
    c.keep(
        "DescribeTargetHealth",
        "aws_lb_target_group_attachment",
        &id,
        [
            ("availability_zone", text(target.availability_zone())),
            ("port", number(target.port())),
            ("target_group_arn", text(Some(arn))),
            ("target_id", text(Some(name))),
        ],
    );
}

#[cfg(test)]
mod tests {
    use aws_sdk_elasticloadbalancingv2::types::TargetHealth;

    use super::*;

    fn told(state: &str, reason: Option<&str>) -> TargetHealthDescription {
        let health = TargetHealth::builder()
            .state(TargetHealthStateEnum::from(state))
            .set_reason(reason.map(TargetHealthReasonEnum::from))
            .build();
        TargetHealthDescription::builder().target_health(health).build()
    }

    #[test]
    fn the_healthy_are_counted_and_the_others_have_reasons() {
        let all = [
            told("healthy", None),
            told("unhealthy", Some("Target.Timeout")),
            told("unhealthy", Some("Target.Timeout")),
            told("initial", None),
            told("draining", Some("Target.DeregistrationInProgress")),
        ];
        let registered: Vec<_> = all.into_iter().filter(is_registered).collect();
        let [healthy, reasons, targets] = status(&registered).map(|(_, value)| value);
        assert_eq!((healthy, targets), (Value::from(1), Value::from(4)));
        assert_eq!(reasons, texts(["Target.Timeout", "initial"]));
    }

    #[test]
    fn targets_that_nobody_checks_get_requests() {
        let [healthy, ..] = status(&[told("unavailable", Some("Target.HealthCheckDisabled"))]);
        assert_eq!(healthy, ("healthy", Value::from(1)));
    }
}
