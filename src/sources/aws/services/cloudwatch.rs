//! CloudWatch: metric and composite alarms with their tags, and dashboards.
//!
//! One listing tells both types of alarms. The provider writes 0 for numbers that an alarm does
//! not set. Dashboards belong to the account: every region lists all of them, so they are asked
//! for once.

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{
    AlarmType, CompositeAlarm, Dimension, MetricAlarm, MetricDataQuery, MetricStat,
};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{
    at_most_one, block, decimal, flag, list, number, tags, text, texts,
};

const METRIC: &str = "aws_cloudwatch_metric_alarm";
const COMPOSITE: &str = "aws_cloudwatch_composite_alarm";
const STATUS: &str = "status.aws_cloudwatch_metric_alarm";
const DASHBOARD: &str = "aws_cloudwatch_dashboard";

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "cloudwatch",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "DescribeAlarms",
            "cloudwatch:DescribeAlarms",
            &[METRIC, COMPOSITE, STATUS],
        ),
        Operation::fills(
            "ListTagsForResource",
            "cloudwatch:ListTagsForResource",
            &[(METRIC, &["tags", "tags_all"]), (COMPOSITE, &["tags", "tags_all"])],
        ),
    ],
    collect: |collector| Box::pin(alarms(collector)),
};

/// What of the service is no region's.
pub(super) const DASHBOARDS: Service = Service {
    name: "cloudwatch",
    asked: Asked::PerAccount,
    operations: &[
        Operation::lists("ListDashboards", "cloudwatch:ListDashboards", &[DASHBOARD]),
        Operation::fills(
            "GetDashboard",
            "cloudwatch:GetDashboard",
            &[(DASHBOARD, &["dashboard_body"])],
        ),
    ],
    collect: |collector| Box::pin(dashboards(collector)),
};

/// Alarms or dashboards that are under way at once.
const BATCH: usize = 64;

async fn alarms(c: Collector) {
    if !c.wants("DescribeAlarms") {
        return;
    }
    let cloudwatch = client!(c, aws_sdk_cloudwatch);
    let types: Vec<AlarmType> = [
        (&[METRIC, STATUS][..], AlarmType::MetricAlarm),
        (&[COMPOSITE], AlarmType::CompositeAlarm),
    ]
    .into_iter()
    .filter_map(|(kinds, alarms)| kinds.iter().any(|k| c.wants_kind(k)).then_some(alarms))
    .collect();
    let request = |token| {
        let alarms = cloudwatch.describe_alarms().set_alarm_types(Some(types.clone()));
        Box::pin(alarms.set_next_token(token).max_records(100).send())
    };
    let pages = c
        .pages("DescribeAlarms", request, |page| {
            let next = page.next_token.clone();
            (vec![page], next)
        })
        .await;
    for page in &pages {
        let metric = page.metric_alarms().iter().map(|alarm| metric(&c, &cloudwatch, alarm));
        let composite =
            page.composite_alarms().iter().map(|alarm| composite(&c, &cloudwatch, alarm));
        futures_util::join!(join_all(metric), join_all(composite));
    }
}

async fn metric(c: &Collector, cloudwatch: &Client, alarm: &MetricAlarm) {
    c.keep(
        "DescribeAlarms",
        STATUS,
        alarm.alarm_name().unwrap_or_default(),
        [
            ("alarm_name", text(alarm.alarm_name())),
            ("arn", text(alarm.alarm_arn())),
            ("state", text(alarm.state_value())),
            ("state_reason", text(alarm.state_reason())),
        ],
    );
    let tags = tags_of(c, cloudwatch, alarm.alarm_arn()).await;
    c.keep(
        "DescribeAlarms",
        METRIC,
        alarm.alarm_name().unwrap_or_default(),
        [
            ("actions_enabled", flag(alarm.actions_enabled())),
            ("alarm_actions", texts(alarm.alarm_actions())),
            ("alarm_description", text(alarm.alarm_description())),
            ("alarm_name", text(alarm.alarm_name())),
            ("arn", text(alarm.alarm_arn())),
            ("comparison_operator", text(alarm.comparison_operator())),
            ("datapoints_to_alarm", or_zero(alarm.datapoints_to_alarm())),
            ("dimensions", dimensions(alarm.dimensions())),
            (
                "evaluate_low_sample_count_percentiles",
                text(alarm.evaluate_low_sample_count_percentile()),
            ),
            ("evaluation_periods", or_zero(alarm.evaluation_periods())),
            ("extended_statistic", text(alarm.extended_statistic())),
            ("insufficient_data_actions", texts(alarm.insufficient_data_actions())),
            ("metric_name", text(alarm.metric_name())),
            ("metric_query", list(alarm.metrics().iter().map(query))),
            ("namespace", text(alarm.namespace())),
            ("ok_actions", texts(alarm.ok_actions())),
            ("period", or_zero(alarm.period())),
            ("statistic", text(alarm.statistic())),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("threshold", decimal(Some(alarm.threshold().unwrap_or_default()))),
            ("threshold_metric_id", text(alarm.threshold_metric_id())),
            // An answer without it means the default.
            ("treat_missing_data", text(alarm.treat_missing_data().or(Some("missing")))),
            ("unit", text(alarm.unit())),
        ],
    );
}

fn query(query: &MetricDataQuery) -> Value {
    block([
        ("account_id", text(query.account_id())),
        ("expression", text(query.expression())),
        ("id", text(query.id())),
        ("label", text(query.label())),
        ("metric", at_most_one(query.metric_stat().map(stat))),
        ("period", or_zero(query.period())),
        ("return_data", flag(query.return_data())),
    ])
}

fn stat(stat: &MetricStat) -> Value {
    let metric = stat.metric();
    block([
        ("dimensions", metric.map_or(Value::Null, |m| dimensions(m.dimensions()))),
        ("metric_name", text(metric.and_then(|m| m.metric_name()))),
        ("namespace", text(metric.and_then(|m| m.namespace()))),
        ("period", or_zero(stat.period())),
        ("stat", text(stat.stat())),
        ("unit", text(stat.unit())),
    ])
}

fn dimensions(dimensions: &[Dimension]) -> Value {
    Value::map(dimensions.iter().filter_map(|d| Some((d.name()?, text(d.value())))))
}

fn or_zero(value: Option<i32>) -> Value {
    number(Some(value.unwrap_or_default()))
}

async fn composite(c: &Collector, cloudwatch: &Client, alarm: &CompositeAlarm) {
    let tags = tags_of(c, cloudwatch, alarm.alarm_arn()).await;
    let suppressor = alarm.actions_suppressor().filter(|s| !s.is_empty()).map(|suppressor| {
        block([
            ("alarm", text(Some(suppressor))),
            ("extension_period", or_zero(alarm.actions_suppressor_extension_period())),
            ("wait_period", or_zero(alarm.actions_suppressor_wait_period())),
        ])
    });
    c.keep(
        "DescribeAlarms",
        COMPOSITE,
        alarm.alarm_name().unwrap_or_default(),
        [
            ("actions_enabled", flag(alarm.actions_enabled())),
            ("actions_suppressor", at_most_one(suppressor)),
            ("alarm_actions", texts(alarm.alarm_actions())),
            ("alarm_description", text(alarm.alarm_description())),
            ("alarm_name", text(alarm.alarm_name())),
            ("alarm_rule", text(alarm.alarm_rule())),
            ("arn", text(alarm.alarm_arn())),
            ("insufficient_data_actions", texts(alarm.insufficient_data_actions())),
            ("ok_actions", texts(alarm.ok_actions())),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

async fn tags_of(c: &Collector, cloudwatch: &Client, arn: Option<&str>) -> Value {
    let request = cloudwatch.list_tags_for_resource().resource_arn(arn.unwrap_or_default()).send();
    match c.call("ListTagsForResource", request).await {
        Ok(answer) => tags(answer.tags().iter().map(|t| (t.key(), t.value()))),
        Err(missing) => missing.value(),
    }
}

async fn dashboards(c: Collector) {
    if !c.wants("ListDashboards") {
        return;
    }
    let cloudwatch = client!(c, aws_sdk_cloudwatch);
    let listed = c
        .pages(
            "ListDashboards",
            |token| cloudwatch.list_dashboards().set_next_token(token).send(),
            |page| (page.dashboard_entries.unwrap_or_default(), page.next_token),
        )
        .await;
    for batch in listed.chunks(BATCH) {
        join_all(batch.iter().map(|entry| async {
            let name = entry.dashboard_name().unwrap_or_default();
            let request = cloudwatch.get_dashboard().dashboard_name(name).send();
            let body = match c.call("GetDashboard", request).await {
                Ok(answer) => text(answer.dashboard_body()),
                Err(missing) => missing.value(),
            };
            c.keep(
                "ListDashboards",
                DASHBOARD,
                name,
                [
                    ("dashboard_arn", text(entry.dashboard_arn())),
                    ("dashboard_body", body),
                    ("dashboard_name", text(entry.dashboard_name())),
                ],
            );
        }))
        .await;
    }
}
