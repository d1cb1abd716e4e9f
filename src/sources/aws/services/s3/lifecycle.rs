//! When objects of a bucket move to other storage or go.
//!
//! The provider writes 0, false and an empty text in some places where S3 has nothing set, and null
//! in others.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter,
    NoncurrentVersionTransition, Tag, Transition,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::{Bucket, Inline, or_zero, tag_map, unread};
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, list, number, text};

pub(super) const KIND: &str = "aws_s3_bucket_lifecycle_configuration";
pub(super) const INLINE: &[&str] = &["lifecycle_rule"];

pub(super) async fn all(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketLifecycleConfiguration";
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_lifecycle_configuration().bucket(name).send();
    let answer = match c.optional(OPERATION, &["NoSuchLifecycleConfiguration"], request).await {
        Ok(answer) => answer,
        Err(missing) => return unread(INLINE, &missing),
    };
    let rules = answer.as_ref().map_or(&[][..], |a| a.rules());
    if let Some(answer) = answer.as_ref().filter(|_| !rules.is_empty()) {
        let size = text(answer.transition_default_minimum_object_size());
        bucket.keep(
            OPERATION,
            KIND,
            [
                ("rule", list(rules.iter().map(rule))),
                ("transition_default_minimum_object_size", size),
            ],
        );
    }
    vec![("lifecycle_rule", list(rules.iter().map(inline)))]
}

fn rule(rule: &LifecycleRule) -> Value {
    let abort = rule
        .abort_incomplete_multipart_upload()
        .map(|a| block([("days_after_initiation", number(a.days_after_initiation()))]));
    let noncurrent = rule.noncurrent_version_expiration().map(|e| {
        block([
            ("newer_noncurrent_versions", number(e.newer_noncurrent_versions())),
            ("noncurrent_days", number(e.noncurrent_days())),
        ])
    });
    block([
        ("abort_incomplete_multipart_upload", at_most_one(abort)),
        ("expiration", at_most_one(rule.expiration().map(expiration))),
        ("filter", at_most_one(rule.filter().and_then(filter))),
        ("id", text(rule.id())),
        ("noncurrent_version_expiration", at_most_one(noncurrent)),
        (
            "noncurrent_version_transition",
            list(rule.noncurrent_version_transitions().iter().map(noncurrent_transition)),
        ),
        ("prefix", text(rule_prefix(rule).or(Some("")))),
        ("status", text(Some(rule.status()))),
        ("transition", list(rule.transitions().iter().map(transition))),
    ])
}

fn expiration(expiration: &LifecycleExpiration) -> Value {
    let marker = expiration.expired_object_delete_marker();
    block([
        ("date", text(expiration.date().and_then(moment))),
        ("days", or_zero(expiration.days())),
        ("expired_object_delete_marker", Value::Bool(marker.unwrap_or_default())),
    ])
}

/// A filter that says nothing is none.
fn filter(filter: &LifecycleRuleFilter) -> Option<Value> {
    let and = filter.and().map(|and| {
        block([
            ("object_size_greater_than", or_zero(and.object_size_greater_than())),
            ("object_size_less_than", or_zero(and.object_size_less_than())),
            ("prefix", text(and.prefix().or(Some("")))),
            ("tags", tag_map(and.tags())),
        ])
    });
    let (more, less) = (filter.object_size_greater_than(), filter.object_size_less_than());
    let (prefix, tag) = (filter.prefix(), filter.tag());
    let says =
        and.is_some() || more.is_some() || less.is_some() || prefix.is_some() || tag.is_some();
    says.then(|| {
        block([
            ("and", at_most_one(and)),
            ("object_size_greater_than", number(more)),
            ("object_size_less_than", number(less)),
            ("prefix", text(prefix)),
            ("tag", at_most_one(tag.map(key_and_value))),
        ])
    })
}

pub(super) fn key_and_value(tag: &Tag) -> Value {
    block([("key", text(Some(tag.key()))), ("value", text(Some(tag.value())))])
}

fn noncurrent_transition(transition: &NoncurrentVersionTransition) -> Value {
    block([
        ("newer_noncurrent_versions", number(transition.newer_noncurrent_versions())),
        ("noncurrent_days", number(transition.noncurrent_days())),
        ("storage_class", text(transition.storage_class())),
    ])
}

fn transition(transition: &Transition) -> Value {
    block([
        ("date", text(transition.date().and_then(moment))),
        ("days", number(transition.days())),
        ("storage_class", text(transition.storage_class())),
    ])
}

fn moment(date: &DateTime) -> Option<String> {
    date.fmt(Format::DateTime).ok()
}

/// The prefix beside a filter, as rules had it before there were filters.
fn rule_prefix(rule: &LifecycleRule) -> Option<&str> {
    #[expect(deprecated, reason = "rules of the first version still have their prefix here")]
    rule.prefix()
}

/// The rule as `aws_s3_bucket` has it.
fn inline(rule: &LifecycleRule) -> Value {
    let filter = rule.filter();
    let and = filter.and_then(|f| f.and());
    let tags: Vec<&Tag> = match and {
        Some(and) => and.tags().iter().collect(),
        None => filter.and_then(|f| f.tag()).into_iter().collect(),
    };
    let prefix = match (and, filter) {
        (Some(and), _) => and.prefix(),
        (None, Some(filter)) => filter.prefix(),
        (None, None) => rule_prefix(rule),
    };
    let abort = rule
        .abort_incomplete_multipart_upload()
        .and_then(AbortIncompleteMultipartUpload::days_after_initiation);
    let expiration = rule.expiration().map(|e| {
        let marker = e.expired_object_delete_marker();
        block([
            ("date", text(e.date().and_then(day))),
            ("days", or_zero(e.days())),
            ("expired_object_delete_marker", Value::Bool(marker.unwrap_or_default())),
        ])
    });
    let noncurrent = rule
        .noncurrent_version_expiration()
        .map(|e| block([("days", or_zero(e.noncurrent_days()))]));
    let noncurrent_transitions = rule.noncurrent_version_transitions().iter().map(|t| {
        block([("days", or_zero(t.noncurrent_days())), ("storage_class", text(t.storage_class()))])
    });
    let transitions = rule.transitions().iter().map(|t| {
        block([
            ("date", text(t.date().and_then(day))),
            ("days", or_zero(t.days())),
            ("storage_class", text(t.storage_class())),
        ])
    });
    block([
        ("abort_incomplete_multipart_upload_days", or_zero(abort)),
        ("enabled", Value::Bool(rule.status().as_str() == "Enabled")),
        ("expiration", at_most_one(expiration)),
        ("id", text(rule.id())),
        ("noncurrent_version_expiration", at_most_one(noncurrent)),
        ("noncurrent_version_transition", list(noncurrent_transitions)),
        ("prefix", text(prefix)),
        ("tags", tag_map(tags)),
        ("transition", list(transitions)),
    ])
}

fn day(date: &DateTime) -> Option<String> {
    let moment = moment(date)?;
    moment.split('T').next().map(str::to_owned)
}
