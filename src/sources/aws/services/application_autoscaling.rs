//! Application Auto Scaling: targets, policies and scheduled actions.
//!
//! The API is asked for one namespace at a time; asked are those whose resources are collected.

use aws_sdk_applicationautoscaling::Client;
use aws_sdk_applicationautoscaling::types::{
    Alarm, CustomizedMetricSpecification, ScalableTarget, ScalingPolicy, ScheduledAction,
    ServiceNamespace, StepAdjustment, StepScalingPolicyConfiguration,
    TargetTrackingMetricDataQuery, TargetTrackingMetricStat,
    TargetTrackingScalingPolicyConfiguration,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, decimal, list, number, tags, text, texts};

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "application-autoscaling",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "DescribeScalableTargets",
            "application-autoscaling:DescribeScalableTargets",
            &["aws_appautoscaling_target"],
        ),
        Operation::fills(
            "ListTagsForResource",
            "application-autoscaling:ListTagsForResource",
            &[("aws_appautoscaling_target", &["tags", "tags_all"])],
        ),
        Operation::lists(
            "DescribeScalingPolicies",
            "application-autoscaling:DescribeScalingPolicies",
            &["aws_appautoscaling_policy"],
        ),
        Operation::lists(
            "DescribeScheduledActions",
            "application-autoscaling:DescribeScheduledActions",
            &["aws_appautoscaling_scheduled_action"],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

const NAMESPACES: &[ServiceNamespace] = &[
    ServiceNamespace::Dynamodb,
    ServiceNamespace::Ecs,
    ServiceNamespace::Elasticache,
    ServiceNamespace::Lambda,
    ServiceNamespace::Rds,
];
/// Members of a page, at most.
const PAGE: i32 = 50;

async fn collect(c: Collector) {
    let scaling = client!(c, aws_sdk_applicationautoscaling);
    join_all(NAMESPACES.iter().map(|namespace| async {
        futures_util::join!(
            targets(&c, &scaling, namespace),
            policies(&c, &scaling, namespace),
            scheduled_actions(&c, &scaling, namespace),
        );
    }))
    .await;
}

async fn targets(c: &Collector, scaling: &Client, namespace: &ServiceNamespace) {
    if !c.wants("DescribeScalableTargets") {
        return;
    }
    let described = c
        .pages(
            "DescribeScalableTargets",
            |token| {
                scaling
                    .describe_scalable_targets()
                    .service_namespace(namespace.clone())
                    .set_next_token(token)
                    .max_results(PAGE)
                    .send()
            },
            |page| (page.scalable_targets.unwrap_or_default(), page.next_token),
        )
        .await;
    join_all(described.iter().map(|target| keep_target(c, scaling, target))).await;
}

async fn keep_target(c: &Collector, scaling: &Client, target: &ScalableTarget) {
    let tags = tags_of(c, scaling, target).await;
    let suspended = target.suspended_state().map(|s| {
        let flag = |f: Option<bool>| Value::Bool(f.unwrap_or_default());
        block([
            ("dynamic_scaling_in_suspended", flag(s.dynamic_scaling_in_suspended())),
            ("dynamic_scaling_out_suspended", flag(s.dynamic_scaling_out_suspended())),
            ("scheduled_scaling_suspended", flag(s.scheduled_scaling_suspended())),
        ])
    });
    c.keep(
        "DescribeScalableTargets",
        "aws_appautoscaling_target",
        target.resource_id(),
        [
            ("arn", text(target.scalable_target_arn())),
            ("max_capacity", number(Some(target.max_capacity()))),
            ("min_capacity", number(Some(target.min_capacity()))),
            ("resource_id", text(Some(target.resource_id()))),
            ("role_arn", text(Some(target.role_arn()))),
            ("scalable_dimension", text(Some(target.scalable_dimension()))),
            ("service_namespace", text(Some(target.service_namespace()))),
            ("suspended_state", at_most_one(suspended)),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

async fn tags_of(c: &Collector, scaling: &Client, target: &ScalableTarget) -> Value {
    // Targets of before 2023 may have no ARN, and then no tags.
    let Some(arn) = target.scalable_target_arn() else { return Value::Null };
    let request = scaling.list_tags_for_resource().resource_arn(arn).send();
    match c.call("ListTagsForResource", request).await {
        Ok(answer) => {
            let pairs = answer.tags().into_iter().flatten();
            tags(pairs.map(|(k, v)| (Some(k.as_str()), Some(v.as_str()))))
        }
        Err(missing) => missing.value(),
    }
}

async fn policies(c: &Collector, scaling: &Client, namespace: &ServiceNamespace) {
    if !c.wants("DescribeScalingPolicies") {
        return;
    }
    let described = c
        .pages(
            "DescribeScalingPolicies",
            |token| {
                scaling
                    .describe_scaling_policies()
                    .service_namespace(namespace.clone())
                    .set_next_token(token)
                    .max_results(PAGE)
                    .send()
            },
            |page| (page.scaling_policies.unwrap_or_default(), page.next_token),
        )
        .await;
    for policy in &described {
        keep_policy(c, policy);
    }
}

fn keep_policy(c: &Collector, policy: &ScalingPolicy) {
    let steps = policy.step_scaling_policy_configuration().map(step_scaling);
    let tracking = policy.target_tracking_scaling_policy_configuration().map(target_tracking);
    c.keep(
        "DescribeScalingPolicies",
        "aws_appautoscaling_policy",
        policy.policy_name(),
        [
            ("alarm_arns", texts(policy.alarms().iter().map(Alarm::alarm_arn))),
            ("arn", text(Some(policy.policy_arn()))),
            ("name", text(Some(policy.policy_name()))),
            ("policy_type", text(Some(policy.policy_type()))),
            ("resource_id", text(Some(policy.resource_id()))),
            ("scalable_dimension", text(Some(policy.scalable_dimension()))),
            ("service_namespace", text(Some(policy.service_namespace()))),
            ("step_scaling_policy_configuration", at_most_one(steps)),
            ("target_tracking_scaling_policy_configuration", at_most_one(tracking)),
        ],
    );
}

fn step_scaling(steps: &StepScalingPolicyConfiguration) -> Value {
    block([
        ("adjustment_type", filled(steps.adjustment_type())),
        ("cooldown", whole(steps.cooldown())),
        ("metric_aggregation_type", filled(steps.metric_aggregation_type())),
        ("min_adjustment_magnitude", whole(steps.min_adjustment_magnitude())),
        ("step_adjustment", list(steps.step_adjustments().iter().map(step))),
    ])
}

/// Bounds are texts in Terraform: an unset one is not 0.
fn step(step: &StepAdjustment) -> Value {
    let bound = |b: Option<f64>| filled(b.map(|b| b.to_string()));
    block([
        ("metric_interval_lower_bound", bound(step.metric_interval_lower_bound())),
        ("metric_interval_upper_bound", bound(step.metric_interval_upper_bound())),
        ("scaling_adjustment", number(Some(step.scaling_adjustment()))),
    ])
}

fn target_tracking(tracking: &TargetTrackingScalingPolicyConfiguration) -> Value {
    let predefined = tracking.predefined_metric_specification().map(|m| {
        block([
            ("predefined_metric_type", text(Some(m.predefined_metric_type()))),
            ("resource_label", filled(m.resource_label())),
        ])
    });
    block([
        (
            "customized_metric_specification",
            at_most_one(tracking.customized_metric_specification().map(customized_metric)),
        ),
        ("disable_scale_in", Value::Bool(tracking.disable_scale_in().unwrap_or_default())),
        ("predefined_metric_specification", at_most_one(predefined)),
        ("scale_in_cooldown", whole(tracking.scale_in_cooldown())),
        ("scale_out_cooldown", whole(tracking.scale_out_cooldown())),
        ("target_value", decimal(Some(tracking.target_value()))),
    ])
}

fn customized_metric(metric: &CustomizedMetricSpecification) -> Value {
    let dimensions = metric.dimensions().iter().map(|d| dimension(d.name(), d.value()));
    block([
        ("dimensions", list(dimensions)),
        ("metric_name", filled(metric.metric_name())),
        ("metrics", list(metric.metrics().iter().map(query))),
        ("namespace", filled(metric.namespace())),
        ("statistic", filled(metric.statistic())),
        ("unit", filled(metric.unit())),
    ])
}

fn query(query: &TargetTrackingMetricDataQuery) -> Value {
    block([
        ("expression", filled(query.expression())),
        ("id", text(Some(query.id()))),
        ("label", filled(query.label())),
        ("metric_stat", at_most_one(query.metric_stat().map(metric_stat))),
        ("return_data", Value::Bool(query.return_data().unwrap_or(true))),
    ])
}

fn metric_stat(stat: &TargetTrackingMetricStat) -> Value {
    let metric = stat.metric().map(|m| {
        let dimensions = m.dimensions().iter().map(|d| dimension(d.name(), d.value()));
        block([
            ("dimensions", list(dimensions)),
            ("metric_name", filled(m.metric_name())),
            ("namespace", filled(m.namespace())),
        ])
    });
    block([
        ("metric", at_most_one(metric)),
        ("stat", text(Some(stat.stat()))),
        ("unit", filled(stat.unit())),
    ])
}

fn dimension(name: &str, value: &str) -> Value {
    block([("name", text(Some(name))), ("value", text(Some(value)))])
}

async fn scheduled_actions(c: &Collector, scaling: &Client, namespace: &ServiceNamespace) {
    if !c.wants("DescribeScheduledActions") {
        return;
    }
    let described = c
        .pages(
            "DescribeScheduledActions",
            |token| {
                scaling
                    .describe_scheduled_actions()
                    .service_namespace(namespace.clone())
                    .set_next_token(token)
                    .max_results(PAGE)
                    .send()
            },
            |page| (page.scheduled_actions.unwrap_or_default(), page.next_token),
        )
        .await;
    for action in &described {
        keep_scheduled_action(c, action);
    }
}

fn keep_scheduled_action(c: &Collector, action: &ScheduledAction) {
    let name = action.scheduled_action_name();
    let namespace = action.service_namespace().as_str();
    let capacity = action.scalable_target_action().map(|a| {
        block([
            ("max_capacity", filled(a.max_capacity().map(|n| n.to_string()))),
            ("min_capacity", filled(a.min_capacity().map(|n| n.to_string()))),
        ])
    });
    c.keep(
        "DescribeScheduledActions",
        "aws_appautoscaling_scheduled_action",
        &format!("{name}-{namespace}-{}", action.resource_id()),
        [
            ("arn", text(Some(action.scheduled_action_arn()))),
            ("end_time", time(action.end_time())),
            ("name", text(Some(name))),
            ("resource_id", text(Some(action.resource_id()))),
            ("scalable_dimension", text(action.scalable_dimension())),
            ("scalable_target_action", at_most_one(capacity)),
            ("schedule", text(Some(action.schedule()))),
            ("service_namespace", text(Some(namespace))),
            ("start_time", time(action.start_time())),
            ("timezone", text(action.timezone())),
        ],
    );
}

fn time(time: Option<&DateTime>) -> Value {
    text(time.and_then(|t| t.fmt(Format::DateTime).ok()))
}

/// A text inside a block, where the provider writes an unset one as empty.
fn filled(value: Option<impl AsRef<str>>) -> Value {
    value.map_or_else(|| Value::text(""), |v| Value::text(v.as_ref()))
}

/// A number inside a block, where the provider writes an unset one as 0.
fn whole(value: Option<i32>) -> Value {
    number(Some(value.unwrap_or_default()))
}
