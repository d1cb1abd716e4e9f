//! SNS: topics with their attributes and tags, and subscriptions.
//!
//! Each topic has a policy, which is an attribute of it and a resource of its own. A subscription
//! that nobody has confirmed has no ARN: only what the listing tells is known of it.

use std::collections::HashMap;

use aws_sdk_sns::Client;
use aws_sdk_sns::types::{Subscription, Topic};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{number, parsed, tags, text, truth};

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "sns",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "ListTopics",
            "sns:ListTopics",
            &["aws_sns_topic", "aws_sns_topic_policy"],
        ),
        Operation {
            name: "GetTopicAttributes",
            action: "sns:GetTopicAttributes",
            lists: &["aws_sns_topic_policy"],
            fills: &[("aws_sns_topic", TOLD_OF_TOPICS)],
        },
        Operation::fills(
            "ListTagsForResource",
            "sns:ListTagsForResource",
            &[("aws_sns_topic", &["tags", "tags_all"])],
        ),
        Operation::lists(
            "ListSubscriptions",
            "sns:ListSubscriptions",
            &["aws_sns_topic_subscription"],
        ),
        Operation::fills(
            "GetSubscriptionAttributes",
            "sns:GetSubscriptionAttributes",
            &[("aws_sns_topic_subscription", TOLD_OF_SUBSCRIPTIONS)],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// How an attribute of SNS, which are all texts, is written.
#[derive(Clone, Copy)]
enum As {
    Text,
    Truth,
    /// A number that is 0 where it is not set, as the provider writes it.
    Number,
}

/// Attributes of topics: Terraform's name, the service's name, what it is.
const OF_TOPICS: &[(&str, &str, As)] = &[
    ("application_failure_feedback_role_arn", "ApplicationFailureFeedbackRoleArn", As::Text),
    ("application_success_feedback_role_arn", "ApplicationSuccessFeedbackRoleArn", As::Text),
    (
        "application_success_feedback_sample_rate",
        "ApplicationSuccessFeedbackSampleRate",
        As::Number,
    ),
    ("archive_policy", "ArchivePolicy", As::Text),
    ("beginning_archive_time", "BeginningArchiveTime", As::Text),
    ("content_based_deduplication", "ContentBasedDeduplication", As::Truth),
    ("delivery_policy", "DeliveryPolicy", As::Text),
    ("display_name", "DisplayName", As::Text),
    ("fifo_throughput_scope", "FifoThroughputScope", As::Text),
    ("fifo_topic", "FifoTopic", As::Truth),
    ("firehose_failure_feedback_role_arn", "FirehoseFailureFeedbackRoleArn", As::Text),
    ("firehose_success_feedback_role_arn", "FirehoseSuccessFeedbackRoleArn", As::Text),
    ("firehose_success_feedback_sample_rate", "FirehoseSuccessFeedbackSampleRate", As::Number),
    ("http_failure_feedback_role_arn", "HTTPFailureFeedbackRoleArn", As::Text),
    ("http_success_feedback_role_arn", "HTTPSuccessFeedbackRoleArn", As::Text),
    ("http_success_feedback_sample_rate", "HTTPSuccessFeedbackSampleRate", As::Number),
    ("kms_master_key_id", "KmsMasterKeyId", As::Text),
    ("lambda_failure_feedback_role_arn", "LambdaFailureFeedbackRoleArn", As::Text),
    ("lambda_success_feedback_role_arn", "LambdaSuccessFeedbackRoleArn", As::Text),
    ("lambda_success_feedback_sample_rate", "LambdaSuccessFeedbackSampleRate", As::Number),
    ("owner", "Owner", As::Text),
    ("policy", "Policy", As::Text),
    ("signature_version", "SignatureVersion", As::Number),
    ("sqs_failure_feedback_role_arn", "SQSFailureFeedbackRoleArn", As::Text),
    ("sqs_success_feedback_role_arn", "SQSSuccessFeedbackRoleArn", As::Text),
    ("sqs_success_feedback_sample_rate", "SQSSuccessFeedbackSampleRate", As::Number),
    ("tracing_config", "TracingConfig", As::Text),
];
const TOLD_OF_TOPICS: &[&str] = &names::<{ OF_TOPICS.len() }>(OF_TOPICS);

/// Attributes of subscriptions that the listing does not tell.
const OF_SUBSCRIPTIONS: &[(&str, &str, As)] = &[
    ("confirmation_was_authenticated", "ConfirmationWasAuthenticated", As::Truth),
    ("delivery_policy", "DeliveryPolicy", As::Text),
    ("filter_policy", "FilterPolicy", As::Text),
    ("filter_policy_scope", "FilterPolicyScope", As::Text),
    ("pending_confirmation", "PendingConfirmation", As::Truth),
    ("raw_message_delivery", "RawMessageDelivery", As::Truth),
    ("redrive_policy", "RedrivePolicy", As::Text),
    ("replay_policy", "ReplayPolicy", As::Text),
    ("subscription_role_arn", "SubscriptionRoleArn", As::Text),
];
const TOLD_OF_SUBSCRIPTIONS: &[&str] = &names::<{ OF_SUBSCRIPTIONS.len() }>(OF_SUBSCRIPTIONS);

/// What says that a topic or subscription is gone since it was listed.
const GONE: &[&str] = &["NotFound", "NotFoundException"];
/// What stands for the ARN of a subscription that is not confirmed, or no longer there.
const PENDING: &str = "PendingConfirmation";
const DELETED: &str = "Deleted";
/// Topics or subscriptions that are under way at once.
const BATCH: usize = 64;

type Attributes = HashMap<String, String>;

async fn collect(c: Collector) {
    let sns = client!(c, aws_sdk_sns);
    futures_util::join!(topics(&c, &sns), subscriptions(&c, &sns));
}

async fn topics(c: &Collector, sns: &Client) {
    if !c.wants("ListTopics") {
        return;
    }
    let listed = c
        .pages(
            "ListTopics",
            |token| sns.list_topics().set_next_token(token).send(),
            |page| (page.topics.unwrap_or_default(), page.next_token),
        )
        .await;
    for batch in listed.chunks(BATCH) {
        join_all(batch.iter().map(|entry| topic(c, sns, entry))).await;
    }
}

async fn topic(c: &Collector, sns: &Client, entry: &Topic) {
    let arn = entry.topic_arn().unwrap_or_default();
    let request = sns.get_topic_attributes().topic_arn(arn).send();
    let (attributes, tags) =
        futures_util::join!(c.optional("GetTopicAttributes", GONE, request), tags_of(c, sns, arn));
    let attributes = match attributes {
        Ok(None) => return,
        Ok(Some(answer)) => Ok(answer.attributes.unwrap_or_default()),
        Err(missing) => Err(missing),
    };
    if let Ok(told) = &attributes {
        policy(c, arn, told);
    }
    let mut all = told(OF_TOPICS, attributes.as_ref());
    all.extend([
        ("arn", Value::text(arn)),
        ("name", text(arn.rsplit(':').next())),
        ("tags", tags.clone()),
        ("tags_all", tags),
    ]);
    c.keep("GetTopicAttributes", "aws_sns_topic", arn, all);
}

fn policy(c: &Collector, arn: &str, attributes: &Attributes) {
    let Some(policy) = attributes.get("Policy").filter(|p| !p.is_empty()) else { return };
    let owner = attributes.get("Owner");
    c.keep(
        "GetTopicAttributes",
        "aws_sns_topic_policy",
        arn,
        [("arn", Value::text(arn)), ("owner", text(owner)), ("policy", Value::text(policy))],
    );
}

async fn subscriptions(c: &Collector, sns: &Client) {
    if !c.wants("ListSubscriptions") {
        return;
    }
    let listed = c
        .pages(
            "ListSubscriptions",
            |token| sns.list_subscriptions().set_next_token(token).send(),
            |page| (page.subscriptions.unwrap_or_default(), page.next_token),
        )
        .await;
    for batch in listed.chunks(BATCH) {
        join_all(batch.iter().map(|entry| subscription(c, sns, entry))).await;
    }
}

async fn subscription(c: &Collector, sns: &Client, entry: &Subscription) {
    let arn = entry.subscription_arn().unwrap_or(DELETED);
    let listed = [
        ("endpoint", text(entry.endpoint())),
        ("owner_id", text(entry.owner())),
        ("protocol", text(entry.protocol())),
        ("topic_arn", text(entry.topic_arn())),
    ];
    match arn {
        DELETED => {}
        PENDING => {
            let parts = [entry.topic_arn(), entry.protocol(), entry.endpoint()];
            let id = parts.map(Option::unwrap_or_default).join(",");
            let pending = ("pending_confirmation", Value::Bool(true));
            let all = listed.into_iter().chain([pending]);
            c.keep("ListSubscriptions", "aws_sns_topic_subscription", &id, all);
        }
        _ => {
            let request = sns.get_subscription_attributes().subscription_arn(arn).send();
            let attributes = match c.optional("GetSubscriptionAttributes", GONE, request).await {
                Ok(None) => return,
                Ok(Some(answer)) => Ok(answer.attributes.unwrap_or_default()),
                Err(missing) => Err(missing),
            };
            let mut all = told(OF_SUBSCRIPTIONS, attributes.as_ref());
            all.extend(listed);
            all.push(("arn", Value::text(arn)));
            c.keep("GetSubscriptionAttributes", "aws_sns_topic_subscription", arn, all);
        }
    }
}

fn told(
    table: &'static [(&'static str, &'static str, As)],
    attributes: Result<&Attributes, &Missing>,
) -> Vec<(&'static str, Value)> {
    let value = |name: &str, written: As| match attributes {
        Err(missing) => missing.value(),
        Ok(attributes) => match (written, attributes.get(name)) {
            (As::Text, given) => text(given),
            (As::Truth, given) => truth(given),
            (As::Number, None) => number(Some(0)),
            (As::Number, given) => parsed(given),
        },
    };
    table.iter().map(|(name, of_service, written)| (*name, value(of_service, *written))).collect()
}

async fn tags_of(c: &Collector, sns: &Client, arn: &str) -> Value {
    let request = sns.list_tags_for_resource().resource_arn(arn).send();
    // A topic that is gone is not kept.
    match c.optional("ListTagsForResource", &["ResourceNotFound"], request).await {
        Ok(answer) => {
            let list = answer.and_then(|a| a.tags).unwrap_or_default();
            tags(list.iter().map(|t| (Some(t.key()), Some(t.value()))))
        }
        Err(missing) => missing.value(),
    }
}

/// Terraform's names in a table.
const fn names<const N: usize>(table: &[(&'static str, &str, As)]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = table[at].0;
        at += 1;
    }
    names
}
