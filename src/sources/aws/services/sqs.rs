//! SQS: queues with their attributes and tags.
//!
//! A queue's URL is its id; the name is the last part of it. The three policies are attributes of
//! the queue and resources of their own, where they are set.

use std::collections::HashMap;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{number, parsed, tags, text, truth};

const KINDS: &[&str] = &[
    "aws_sqs_queue",
    "aws_sqs_queue_policy",
    "aws_sqs_queue_redrive_policy",
    "aws_sqs_queue_redrive_allow_policy",
];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "sqs",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("ListQueues", "sqs:ListQueues", KINDS),
        Operation {
            name: "GetQueueAttributes",
            action: "sqs:GetQueueAttributes",
            lists: &[
                "aws_sqs_queue_policy",
                "aws_sqs_queue_redrive_policy",
                "aws_sqs_queue_redrive_allow_policy",
            ],
            fills: &[("aws_sqs_queue", ATTRIBUTES)],
        },
        Operation::fills(
            "ListQueueTags",
            "sqs:ListQueueTags",
            &[("aws_sqs_queue", &["tags", "tags_all"])],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// What GetQueueAttributes tells of a queue.
const ATTRIBUTES: &[&str] = &[
    "arn",
    "content_based_deduplication",
    "deduplication_scope",
    "delay_seconds",
    "fifo_queue",
    "fifo_throughput_limit",
    "kms_data_key_reuse_period_seconds",
    "kms_master_key_id",
    "max_message_size",
    "message_retention_seconds",
    "policy",
    "receive_wait_time_seconds",
    "redrive_allow_policy",
    "redrive_policy",
    "sqs_managed_sse_enabled",
    "visibility_timeout_seconds",
];
/// What says that a queue is gone since it was listed, in JSON and in the query protocol.
const GONE: &[&str] = &["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];
/// Queues that are under way at once.
const BATCH: usize = 64;

type Attributes = HashMap<QueueAttributeName, String>;

async fn collect(c: Collector) {
    if !c.wants("ListQueues") {
        return;
    }
    let sqs = client!(c, aws_sdk_sqs);
    // Without a page size the service answers with the first 1000 and no token.
    let urls = c
        .pages(
            "ListQueues",
            |token| sqs.list_queues().set_next_token(token).max_results(1000).send(),
            |page| (page.queue_urls.unwrap_or_default(), page.next_token),
        )
        .await;
    for batch in urls.chunks(BATCH) {
        join_all(batch.iter().map(|url| queue(&c, &sqs, url))).await;
    }
}

async fn queue(c: &Collector, sqs: &Client, url: &str) {
    let request =
        sqs.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All).send();
    let (attributes, tags) =
        futures_util::join!(c.optional("GetQueueAttributes", GONE, request), tags_of(c, sqs, url));
    let attributes = match attributes {
        Ok(None) => return,
        Ok(Some(answer)) => Ok(answer.attributes.unwrap_or_default()),
        Err(missing) => Err(missing),
    };
    if let Ok(told) = &attributes {
        policies(c, url, told);
    }
    let mut all = told(attributes.as_ref());
    all.extend([
        ("name", text(url.rsplit('/').next())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("url", Value::text(url)),
    ]);
    c.keep("GetQueueAttributes", "aws_sqs_queue", url, all);
}

fn told(attributes: Result<&Attributes, &Missing>) -> Vec<(&'static str, Value)> {
    use QueueAttributeName as Name;
    let attributes = match attributes {
        Ok(attributes) => attributes,
        Err(missing) => return ATTRIBUTES.iter().map(|name| (*name, missing.value())).collect(),
    };
    let given = |name: &Name| attributes.get(name);
    let reuse = match given(&Name::KmsDataKeyReusePeriodSeconds) {
        // Not told of queues without a key; the provider writes the service's default.
        None => number(Some(300)),
        seconds => parsed(seconds),
    };
    vec![
        ("arn", text(given(&Name::QueueArn))),
        ("content_based_deduplication", truth(given(&Name::ContentBasedDeduplication))),
        ("deduplication_scope", text(given(&Name::DeduplicationScope))),
        ("delay_seconds", parsed(given(&Name::DelaySeconds))),
        ("fifo_queue", truth(given(&Name::FifoQueue))),
        ("fifo_throughput_limit", text(given(&Name::FifoThroughputLimit))),
        ("kms_data_key_reuse_period_seconds", reuse),
        ("kms_master_key_id", text(given(&Name::KmsMasterKeyId))),
        ("max_message_size", parsed(given(&Name::MaximumMessageSize))),
        ("message_retention_seconds", parsed(given(&Name::MessageRetentionPeriod))),
        ("policy", text(given(&Name::Policy))),
        ("receive_wait_time_seconds", parsed(given(&Name::ReceiveMessageWaitTimeSeconds))),
        ("redrive_allow_policy", text(given(&Name::RedriveAllowPolicy))),
        ("redrive_policy", text(given(&Name::RedrivePolicy))),
        ("sqs_managed_sse_enabled", truth(given(&Name::SqsManagedSseEnabled))),
        ("visibility_timeout_seconds", parsed(given(&Name::VisibilityTimeout))),
    ]
}

fn policies(c: &Collector, url: &str, attributes: &Attributes) {
    use QueueAttributeName as Name;
    let kinds = [
        ("aws_sqs_queue_policy", "policy", Name::Policy),
        ("aws_sqs_queue_redrive_policy", "redrive_policy", Name::RedrivePolicy),
        ("aws_sqs_queue_redrive_allow_policy", "redrive_allow_policy", Name::RedriveAllowPolicy),
    ];
    for (kind, attribute, name) in kinds {
        let Some(document) = attributes.get(&name).filter(|d| !d.is_empty()) else { continue };
        let parts = [("queue_url", Value::text(url)), (attribute, Value::text(document))];
        c.keep("GetQueueAttributes", kind, url, parts);
    }
}

async fn tags_of(c: &Collector, sqs: &Client, url: &str) -> Value {
    let request = sqs.list_queue_tags().queue_url(url).send();
    match c.optional("ListQueueTags", GONE, request).await {
        Ok(answer) => {
            let list = answer.and_then(|a| a.tags).unwrap_or_default();
            tags(list.iter().map(|(key, value)| (Some(key.as_str()), Some(value.as_str()))))
        }
        Err(missing) => missing.value(),
    }
}
