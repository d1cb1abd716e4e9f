//! CloudWatch Logs: log groups with their tags, metric filters, subscription filters and resource
//! policies.
//!
//! Metric filters are listed for all groups at once, subscription filters only group by group. The
//! provider makes the id of a subscription filter from the name of its group.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::{LogGroup, MetricFilter, MetricTransformation};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{block, list, number, tags, text};

const GROUP: &str = "aws_cloudwatch_log_group";
const METRIC_FILTER: &str = "aws_cloudwatch_log_metric_filter";
const SUBSCRIPTION_FILTER: &str = "aws_cloudwatch_log_subscription_filter";
const RESOURCE_POLICY: &str = "aws_cloudwatch_log_resource_policy";

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "logs",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "DescribeLogGroups",
            "logs:DescribeLogGroups",
            &[GROUP, SUBSCRIPTION_FILTER],
        ),
        Operation::fills(
            "ListTagsForResource",
            "logs:ListTagsForResource",
            &[(GROUP, &["tags", "tags_all"])],
        ),
        Operation::lists("DescribeMetricFilters", "logs:DescribeMetricFilters", &[METRIC_FILTER]),
        Operation::lists(
            "DescribeSubscriptionFilters",
            "logs:DescribeSubscriptionFilters",
            &[SUBSCRIPTION_FILTER],
        ),
        Operation::lists(
            "DescribeResourcePolicies",
            "logs:DescribeResourcePolicies",
            &[RESOURCE_POLICY],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// The largest page that the service gives.
const PAGE: i32 = 50;
/// Groups that are under way at once.
const BATCH: usize = 64;

async fn collect(c: Collector) {
    let logs = client!(c, aws_sdk_cloudwatchlogs);
    futures_util::join!(groups(&c, &logs), metric_filters(&c, &logs), resource_policies(&c, &logs));
}

async fn groups(c: &Collector, logs: &Client) {
    if !c.wants("DescribeLogGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeLogGroups",
            |token| Box::pin(logs.describe_log_groups().set_next_token(token).limit(PAGE).send()),
            |page| (page.log_groups.unwrap_or_default(), page.next_token),
        )
        .await;
    for batch in listed.chunks(BATCH) {
        join_all(batch.iter().map(|entry| async {
            futures_util::join!(group(c, logs, entry), subscription_filters(c, logs, entry))
        }))
        .await;
    }
}

async fn group(c: &Collector, logs: &Client, group: &LogGroup) {
    if !c.wants_kind(GROUP) {
        return;
    }
    let arn = group.log_group_arn().or(group.arn()).map(|a| a.strip_suffix(":*").unwrap_or(a));
    let request = logs.list_tags_for_resource().resource_arn(arn.unwrap_or_default()).send();
    let tags = match c.call("ListTagsForResource", request).await {
        Ok(answer) => {
            let list = answer.tags.unwrap_or_default();
            tags(list.iter().map(|(key, value)| (Some(key.as_str()), Some(value.as_str()))))
        }
        Err(missing) => missing.value(),
    };
    c.keep(
        "DescribeLogGroups",
        GROUP,
        group.log_group_name().unwrap_or_default(),
        [
            ("arn", text(arn)),
            ("kms_key_id", text(group.kms_key_id())),
            ("log_group_class", text(group.log_group_class())),
            ("name", text(group.log_group_name())),
            // 0 means that events never expire.
            ("retention_in_days", number(Some(group.retention_in_days().unwrap_or_default()))),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

async fn subscription_filters(c: &Collector, logs: &Client, group: &LogGroup) {
    if !c.wants("DescribeSubscriptionFilters") {
        return;
    }
    let name = group.log_group_name().unwrap_or_default();
    let request = |token| {
        logs.describe_subscription_filters()
            .log_group_name(name)
            .set_next_token(token)
            .limit(PAGE)
            .send()
    };
    let listed = c
        .pages("DescribeSubscriptionFilters", request, |page| {
            (page.subscription_filters.unwrap_or_default(), page.next_token)
        })
        .await;
    for filter in &listed {
        c.keep(
            "DescribeSubscriptionFilters",
            SUBSCRIPTION_FILTER,
            &subscription_filter_id(name),
            [
                ("destination_arn", text(filter.destination_arn())),
                ("distribution", text(filter.distribution())),
                ("filter_pattern", text(filter.filter_pattern())),
                ("log_group_name", text(filter.log_group_name())),
                ("name", text(filter.filter_name())),
                ("role_arn", text(filter.role_arn())),
            ],
        );
    }
}

/// The id that the provider gives the subscription filters of a group.
fn subscription_filter_id(group: &str) -> String {
    format!("cwlsf-{}", crc32(format!("{group}-").as_bytes()))
}

/// The CRC-32 of IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

async fn metric_filters(c: &Collector, logs: &Client) {
    if !c.wants("DescribeMetricFilters") {
        return;
    }
    let listed = c
        .pages(
            "DescribeMetricFilters",
            |token| logs.describe_metric_filters().set_next_token(token).limit(PAGE).send(),
            |page| (page.metric_filters.unwrap_or_default(), page.next_token),
        )
        .await;
    for filter in &listed {
        metric_filter(c, filter);
    }
}

fn metric_filter(c: &Collector, filter: &MetricFilter) {
    c.keep(
        "DescribeMetricFilters",
        METRIC_FILTER,
        filter.filter_name().unwrap_or_default(),
        [
            ("log_group_name", text(filter.log_group_name())),
            (
                "metric_transformation",
                list(filter.metric_transformations().iter().map(transformation)),
            ),
            ("name", text(filter.filter_name())),
            ("pattern", text(filter.filter_pattern())),
        ],
    );
}

fn transformation(transformation: &MetricTransformation) -> Value {
    let dimensions = transformation.dimensions().into_iter().flatten();
    block([
        // A text in Terraform.
        ("default_value", text(transformation.default_value().map(|v| v.to_string()))),
        ("dimensions", Value::map(dimensions.map(|(name, value)| (name, Value::text(value))))),
        ("name", text(Some(transformation.metric_name()))),
        ("namespace", text(Some(transformation.metric_namespace()))),
        ("unit", text(transformation.unit().map_or(Some("None"), |u| Some(u.as_str())))),
        ("value", text(Some(transformation.metric_value()))),
    ])
}

async fn resource_policies(c: &Collector, logs: &Client) {
    if !c.wants("DescribeResourcePolicies") {
        return;
    }
    let listed = c
        .pages(
            "DescribeResourcePolicies",
            |token| logs.describe_resource_policies().set_next_token(token).limit(PAGE).send(),
            |page| (page.resource_policies.unwrap_or_default(), page.next_token),
        )
        .await;
    for policy in &listed {
        c.keep(
            "DescribeResourcePolicies",
            RESOURCE_POLICY,
            policy.policy_name().unwrap_or_default(),
            [
                ("policy_document", text(policy.policy_document())),
                ("policy_name", text(policy.policy_name())),
            ],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_ieee() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }
}
