//! Metrics of one's own that policies follow: a single one, or queries.

use aws_sdk_autoscaling::types::{
    CustomizedMetricSpecification, Metric, MetricDataQuery, MetricDimension,
    TargetTrackingMetricDataQuery,
};

use super::whole;
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, flag, list, text};

/// The metric of a target tracking policy.
pub(super) fn customized(metric: &CustomizedMetricSpecification) -> Value {
    block([
        ("metric_dimension", dimensions(metric.dimensions())),
        ("metric_name", text(metric.metric_name())),
        ("metrics", list(metric.metrics().iter().map(tracking_query))),
        ("namespace", text(metric.namespace())),
        ("period", whole(metric.period())),
        ("statistic", text(metric.statistic())),
        ("unit", text(metric.unit())),
    ])
}

fn tracking_query(query: &TargetTrackingMetricDataQuery) -> Value {
    let stat = query.metric_stat().map(|stat| {
        block([
            ("metric", at_most_one(stat.metric().map(of_query))),
            ("period", whole(stat.period())),
            ("stat", text(stat.stat())),
            ("unit", text(stat.unit())),
        ])
    });
    block([
        ("expression", text(query.expression())),
        ("id", text(query.id())),
        ("label", text(query.label())),
        ("metric_stat", at_most_one(stat)),
        ("return_data", flag(query.return_data())),
    ])
}

/// The queries of a predictive policy.
pub(super) fn queries(queries: &[MetricDataQuery]) -> Value {
    list(queries.iter().map(|query| {
        let stat = query.metric_stat().map(|stat| {
            block([
                ("metric", at_most_one(stat.metric().map(of_query))),
                ("stat", text(stat.stat())),
                ("unit", text(stat.unit())),
            ])
        });
        block([
            ("expression", text(query.expression())),
            ("id", text(query.id())),
            ("label", text(query.label())),
            ("metric_stat", at_most_one(stat)),
            ("return_data", flag(query.return_data())),
        ])
    }))
}

fn of_query(metric: &Metric) -> Value {
    block([
        ("dimensions", dimensions(metric.dimensions())),
        ("metric_name", text(metric.metric_name())),
        ("namespace", text(metric.namespace())),
    ])
}

fn dimensions(dimensions: &[MetricDimension]) -> Value {
    list(dimensions.iter().map(|dimension| {
        block([("name", text(dimension.name())), ("value", text(dimension.value()))])
    }))
}
