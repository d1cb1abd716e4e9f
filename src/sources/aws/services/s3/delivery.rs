//! What a bucket sends elsewhere: its access log and its events.

use aws_sdk_s3::types::{Event, NotificationConfigurationFilter, TargetObjectKeyFormat};

use super::access::grantee;
use super::{Bucket, Inline, unread};
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, list, text, texts};

pub(super) const LOGGING: &str = "aws_s3_bucket_logging";
pub(super) const INLINE_LOGGING: &[&str] = &["logging"];
pub(super) const NOTIFICATION: &str = "aws_s3_bucket_notification";

pub(super) async fn logging(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketLogging";
    let Bucket { c, s3, name } = bucket;
    let set = match c.call(OPERATION, s3.get_bucket_logging().bucket(name).send()).await {
        Ok(answer) => answer.logging_enabled,
        Err(missing) => return unread(INLINE_LOGGING, &missing),
    };
    let inline = set.map(|set| {
        let target = [
            ("target_bucket", text(Some(set.target_bucket()))),
            ("target_prefix", text(Some(set.target_prefix()))),
        ];
        let [to, prefix] = target.clone();
        let grants = set.target_grants().iter().map(|grant| {
            block([
                ("grantee", at_most_one(grant.grantee().map(grantee))),
                ("permission", text(grant.permission())),
            ])
        });
        let format = set.target_object_key_format().map(key_format);
        let grants = ("target_grant", list(grants));
        let format = ("target_object_key_format", at_most_one(format));
        bucket.keep(OPERATION, LOGGING, [to, prefix, grants, format]);
        block(target)
    });
    vec![("logging", at_most_one(inline))]
}

fn key_format(format: &TargetObjectKeyFormat) -> Value {
    let partitioned = format
        .partitioned_prefix()
        .map(|p| block([("partition_date_source", text(p.partition_date_source()))]));
    block([
        ("partitioned_prefix", at_most_one(partitioned)),
        ("simple_prefix", at_most_one(format.simple_prefix().map(|_| block([])))),
    ])
}

pub(super) async fn notification(bucket: Bucket<'_>) {
    const OPERATION: &str = "GetBucketNotificationConfiguration";
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_notification_configuration().bucket(name).send();
    let Ok(set) = c.call(OPERATION, request).await else { return };
    let functions: Vec<Value> = set
        .lambda_function_configurations()
        .iter()
        .map(|f| {
            sent(f.id(), f.events(), f.filter(), "lambda_function_arn", f.lambda_function_arn())
        })
        .collect();
    let queues: Vec<Value> = set
        .queue_configurations()
        .iter()
        .map(|q| sent(q.id(), q.events(), q.filter(), "queue_arn", q.queue_arn()))
        .collect();
    let topics: Vec<Value> = set
        .topic_configurations()
        .iter()
        .map(|t| sent(t.id(), t.events(), t.filter(), "topic_arn", t.topic_arn()))
        .collect();
    let event_bridge = set.event_bridge_configuration().is_some();
    if functions.is_empty() && queues.is_empty() && topics.is_empty() && !event_bridge {
        return;
    }
    bucket.keep(
        OPERATION,
        NOTIFICATION,
        [
            ("eventbridge", Value::Bool(event_bridge)),
            ("lambda_function", list(functions)),
            ("queue", list(queues)),
            ("topic", list(topics)),
        ],
    );
}

/// Events that are sent to one target.
fn sent(
    id: Option<&str>,
    events: &[Event],
    filter: Option<&NotificationConfigurationFilter>,
    target: &str,
    arn: &str,
) -> Value {
    // The words come back in any case.
    let of_key = |word: &str| {
        let rules = filter.and_then(|f| f.key()).map_or(&[][..], |k| k.filter_rules());
        let is = |name: &str| name.eq_ignore_ascii_case(word);
        let rule = rules.iter().find(|r| r.name().is_some_and(|n| is(n.as_str())));
        text(rule.and_then(|r| r.value()))
    };
    block([
        ("events", texts(events)),
        ("filter_prefix", of_key("prefix")),
        ("filter_suffix", of_key("suffix")),
        ("id", text(id)),
        (target, text(Some(arn))),
    ])
}
