//! Where objects of a bucket are copied to.

use aws_sdk_s3::types::{
    Destination, ReplicationConfiguration, ReplicationRule, ReplicationRuleFilter,
    ReplicationTimeValue, SourceSelectionCriteria, Tag,
};

use super::lifecycle::key_and_value;
use super::{Bucket, Inline, or_zero, tag_map, unread};
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, list, text};

pub(super) const KIND: &str = "aws_s3_bucket_replication_configuration";
pub(super) const INLINE: &[&str] = &["replication_configuration"];

pub(super) async fn all(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketReplication";
    const NONE: &[&str] = &["ReplicationConfigurationNotFoundError"];
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_replication().bucket(name).send();
    let set = match c.optional(OPERATION, NONE, request).await {
        Ok(answer) => answer.and_then(|a| a.replication_configuration),
        Err(missing) => return unread(INLINE, &missing),
    };
    if let Some(set) = &set {
        let parts =
            [("role", text(Some(set.role()))), ("rule", list(set.rules().iter().map(rule)))];
        bucket.keep(OPERATION, KIND, parts);
    }
    vec![("replication_configuration", at_most_one(set.as_ref().map(inline)))]
}

fn rule(rule: &ReplicationRule) -> Value {
    let markers = rule.delete_marker_replication().and_then(|m| m.status());
    let existing = rule.existing_object_replication().map(|e| status(e.status()));
    block([
        ("delete_marker_replication", at_most_one(markers.map(status))),
        ("destination", at_most_one(rule.destination().map(destination))),
        ("existing_object_replication", at_most_one(existing)),
        ("filter", at_most_one(rule.filter().map(filter))),
        ("id", text(rule.id())),
        ("prefix", text(rule_prefix(rule))),
        ("priority", or_zero(rule.priority())),
        ("source_selection_criteria", at_most_one(rule.source_selection_criteria().map(criteria))),
        ("status", text(Some(rule.status()))),
    ])
}

fn status(status: &impl AsRef<str>) -> Value {
    block([("status", text(Some(status)))])
}

fn minutes(minutes: Option<i32>) -> Value {
    block([("minutes", or_zero(minutes))])
}

/// The prefix beside a filter, as rules had it before there were filters.
fn rule_prefix(rule: &ReplicationRule) -> Option<&str> {
    #[expect(deprecated, reason = "rules of the first version still have their prefix here")]
    rule.prefix()
}

fn destination(to: &Destination) -> Value {
    let translation =
        to.access_control_translation().map(|t| block([("owner", text(Some(t.owner())))]));
    let encryption = to
        .encryption_configuration()
        .map(|e| block([("replica_kms_key_id", text(e.replica_kms_key_id()))]));
    let metrics = to.metrics().map(|m| {
        let threshold = m.event_threshold().map(|t| minutes(t.minutes()));
        block([("event_threshold", at_most_one(threshold)), ("status", text(Some(m.status())))])
    });
    let time = to.replication_time().map(|t| {
        let limit = t.time().map(|t| minutes(t.minutes()));
        block([("status", text(Some(t.status()))), ("time", at_most_one(limit))])
    });
    block([
        ("access_control_translation", at_most_one(translation)),
        ("account", text(to.account())),
        ("bucket", text(Some(to.bucket()))),
        ("encryption_configuration", at_most_one(encryption)),
        ("metrics", at_most_one(metrics)),
        ("replication_time", at_most_one(time)),
        ("storage_class", text(to.storage_class())),
    ])
}

fn filter(filter: &ReplicationRuleFilter) -> Value {
    let and = filter
        .and()
        .map(|and| block([("prefix", text(and.prefix())), ("tags", tag_map(and.tags()))]));
    block([
        ("and", at_most_one(and)),
        ("prefix", text(filter.prefix())),
        ("tag", at_most_one(filter.tag().map(key_and_value))),
    ])
}

fn criteria(criteria: &SourceSelectionCriteria) -> Value {
    let replicas = criteria.replica_modifications().map(|r| status(r.status()));
    let encrypted = criteria.sse_kms_encrypted_objects().map(|o| status(o.status()));
    block([
        ("replica_modifications", at_most_one(replicas)),
        ("sse_kms_encrypted_objects", at_most_one(encrypted)),
    ])
}

/// The configuration as `aws_s3_bucket` has it.
fn inline(set: &ReplicationConfiguration) -> Value {
    block([("role", text(Some(set.role()))), ("rules", list(set.rules().iter().map(inline_rule)))])
}

fn inline_rule(rule: &ReplicationRule) -> Value {
    // Only markers that are copied are told.
    let markers = rule.delete_marker_replication().and_then(|m| m.status());
    let markers = markers.filter(|s| s.as_str() == "Enabled");
    let filter = rule.filter().map(|filter| {
        let tags: Vec<&Tag> = match filter.and() {
            Some(and) => and.tags().iter().collect(),
            None => filter.tag().into_iter().collect(),
        };
        let prefix = filter.and().map_or(filter.prefix(), |and| and.prefix());
        block([("prefix", text(prefix)), ("tags", tag_map(tags))])
    });
    let criteria = rule.source_selection_criteria().map(|criteria| {
        let encrypted = criteria
            .sse_kms_encrypted_objects()
            .map(|o| block([("enabled", Value::Bool(o.status().as_str() == "Enabled"))]));
        block([("sse_kms_encrypted_objects", at_most_one(encrypted))])
    });
    block([
        ("delete_marker_replication_status", text(markers)),
        ("destination", at_most_one(rule.destination().map(inline_destination))),
        ("filter", at_most_one(filter)),
        ("id", text(rule.id())),
        ("prefix", text(rule_prefix(rule))),
        ("priority", or_zero(rule.priority())),
        ("source_selection_criteria", at_most_one(criteria)),
        ("status", text(Some(rule.status()))),
    ])
}

fn inline_destination(to: &Destination) -> Value {
    let translation =
        to.access_control_translation().map(|t| block([("owner", text(Some(t.owner())))]));
    let key = to.encryption_configuration().and_then(|e| e.replica_kms_key_id());
    let metrics = to.metrics().map(|m| {
        let minutes = m.event_threshold().and_then(ReplicationTimeValue::minutes);
        block([("minutes", or_zero(minutes)), ("status", text(Some(m.status())))])
    });
    let time = to.replication_time().map(|t| {
        let minutes = t.time().and_then(ReplicationTimeValue::minutes);
        block([("minutes", or_zero(minutes)), ("status", text(Some(t.status())))])
    });
    block([
        ("access_control_translation", at_most_one(translation)),
        ("account_id", text(to.account())),
        ("bucket", text(Some(to.bucket()))),
        ("metrics", at_most_one(metrics)),
        ("replica_kms_key_id", text(key)),
        ("replication_time", at_most_one(time)),
        ("storage_class", text(to.storage_class())),
    ])
}
