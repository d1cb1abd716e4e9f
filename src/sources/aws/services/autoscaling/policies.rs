//! Scaling policies: simple, step, target tracking and predictive.

use aws_sdk_autoscaling::Client;
use aws_sdk_autoscaling::types::{
    PredictiveScalingConfiguration, PredictiveScalingMetricSpecification, ScalingPolicy,
    StepAdjustment, TargetTrackingConfiguration,
};

use super::metrics::{customized, queries};
use super::whole;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, decimal, flag, list, text};

pub(super) async fn collect(c: &Collector, autoscaling: &Client) {
    if !c.wants("DescribePolicies") {
        return;
    }
    let listed = c
        .pages(
            "DescribePolicies",
            |token| {
                let request = autoscaling.describe_policies();
                request.set_next_token(token).max_records(100).send()
            },
            |page| (page.scaling_policies.unwrap_or_default(), page.next_token),
        )
        .await;
    for policy in &listed {
        keep(c, policy);
    }
}

fn keep(c: &Collector, policy: &ScalingPolicy) {
    let attributes = [
        ("adjustment_type", text(policy.adjustment_type())),
        ("arn", text(policy.policy_arn())),
        ("autoscaling_group_name", text(policy.auto_scaling_group_name())),
        ("cooldown", whole(policy.cooldown())),
        ("enabled", flag(policy.enabled())),
        ("estimated_instance_warmup", whole(policy.estimated_instance_warmup())),
        ("metric_aggregation_type", text(policy.metric_aggregation_type())),
        ("min_adjustment_magnitude", whole(policy.min_adjustment_magnitude())),
        ("name", text(policy.policy_name())),
        ("policy_type", text(policy.policy_type())),
        (
            "predictive_scaling_configuration",
            at_most_one(policy.predictive_scaling_configuration().map(predictive)),
        ),
        ("scaling_adjustment", whole(policy.scaling_adjustment())),
        ("step_adjustment", list(policy.step_adjustments().iter().map(step))),
        (
            "target_tracking_configuration",
            at_most_one(policy.target_tracking_configuration().map(target_tracking)),
        ),
    ];
    let name = policy.policy_name().unwrap_or_default();
    c.keep("DescribePolicies", "aws_autoscaling_policy", name, attributes);
}

fn step(step: &StepAdjustment) -> Value {
    // A bound is text, so that it can be unset: the first or last step has none.
    let bound = |bound: Option<f64>| text(bound.map(|b| b.to_string()));
    block([
        ("metric_interval_lower_bound", bound(step.metric_interval_lower_bound())),
        ("metric_interval_upper_bound", bound(step.metric_interval_upper_bound())),
        ("scaling_adjustment", whole(step.scaling_adjustment())),
    ])
}

fn target_tracking(target: &TargetTrackingConfiguration) -> Value {
    let predefined = target
        .predefined_metric_specification()
        .map(|m| predefined(text(m.predefined_metric_type()), m.resource_label()));
    block([
        (
            "customized_metric_specification",
            at_most_one(target.customized_metric_specification().map(customized)),
        ),
        ("disable_scale_in", flag(target.disable_scale_in())),
        ("predefined_metric_specification", at_most_one(predefined)),
        ("target_value", decimal(target.target_value())),
    ])
}

fn predefined(metric: Value, label: Option<&str>) -> Value {
    block([("predefined_metric_type", metric), ("resource_label", text(label))])
}

fn predictive(policy: &PredictiveScalingConfiguration) -> Value {
    // Numbers that can be unset are text.
    let words = |number: Option<i32>| text(number.map(|n| n.to_string()));
    block([
        ("max_capacity_breach_behavior", text(policy.max_capacity_breach_behavior())),
        ("max_capacity_buffer", words(policy.max_capacity_buffer())),
        ("metric_specification", list(policy.metric_specifications().iter().map(metric))),
        ("mode", text(policy.mode())),
        ("scheduling_buffer_time", words(policy.scheduling_buffer_time())),
    ])
}

fn metric(metric: &PredictiveScalingMetricSpecification) -> Value {
    let of_queries = |list| at_most_one(Some(block([("metric_data_queries", queries(list))])));
    let capacity = metric.customized_capacity_metric_specification();
    let load = metric.customized_load_metric_specification();
    let scaling = metric.customized_scaling_metric_specification();
    let none = || at_most_one(None);
    block([
        (
            "customized_capacity_metric_specification",
            capacity.map_or_else(none, |m| of_queries(m.metric_data_queries())),
        ),
        (
            "customized_load_metric_specification",
            load.map_or_else(none, |m| of_queries(m.metric_data_queries())),
        ),
        (
            "customized_scaling_metric_specification",
            scaling.map_or_else(none, |m| of_queries(m.metric_data_queries())),
        ),
        (
            "predefined_load_metric_specification",
            at_most_one(
                metric
                    .predefined_load_metric_specification()
                    .map(|m| predefined(text(m.predefined_metric_type()), m.resource_label())),
            ),
        ),
        (
            "predefined_metric_pair_specification",
            at_most_one(
                metric
                    .predefined_metric_pair_specification()
                    .map(|m| predefined(text(m.predefined_metric_type()), m.resource_label())),
            ),
        ),
        (
            "predefined_scaling_metric_specification",
            at_most_one(
                metric
                    .predefined_scaling_metric_specification()
                    .map(|m| predefined(text(m.predefined_metric_type()), m.resource_label())),
            ),
        ),
        ("target_value", decimal(metric.target_value())),
    ])
}
