//! What protects the objects of a bucket: versions, encryption and locks.

use aws_sdk_s3::types::{
    BucketVersioningStatus, DefaultRetention, MfaDeleteStatus, ObjectLockEnabled,
    ServerSideEncryptionByDefault,
};

use super::{Bucket, Inline, or_zero, unread};
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, flag, list, text};

pub(super) const VERSIONING: &str = "aws_s3_bucket_versioning";
pub(super) const INLINE_VERSIONING: &[&str] = &["versioning"];
pub(super) const ENCRYPTION: &str = "aws_s3_bucket_server_side_encryption_configuration";
pub(super) const INLINE_ENCRYPTION: &[&str] = &["server_side_encryption_configuration"];
pub(super) const OBJECT_LOCK: &str = "aws_s3_bucket_object_lock_configuration";
pub(super) const INLINE_OBJECT_LOCK: &[&str] =
    &["object_lock_configuration", "object_lock_enabled"];

pub(super) async fn versioning(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketVersioning";
    let Bucket { c, s3, name } = bucket;
    let answer = match c.call(OPERATION, s3.get_bucket_versioning().bucket(name).send()).await {
        Ok(answer) => answer,
        Err(missing) => return unread(INLINE_VERSIONING, &missing),
    };
    let (status, mfa) = (answer.status(), answer.mfa_delete());
    // Without a status the bucket never had versions.
    let word = status.map_or("Disabled", BucketVersioningStatus::as_str);
    let set = block([("mfa_delete", text(mfa)), ("status", text(Some(word)))]);
    bucket.keep(OPERATION, VERSIONING, [("versioning_configuration", list([set]))]);
    let inline = block([
        ("enabled", Value::Bool(status == Some(&BucketVersioningStatus::Enabled))),
        ("mfa_delete", Value::Bool(mfa == Some(&MfaDeleteStatus::Enabled))),
    ]);
    vec![("versioning", list([inline]))]
}

pub(super) async fn encryption(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketEncryption";
    const NONE: &[&str] = &["ServerSideEncryptionConfigurationNotFoundError"];
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_encryption().bucket(name).send();
    let set = match c.optional(OPERATION, NONE, request).await {
        Ok(answer) => answer.and_then(|a| a.server_side_encryption_configuration),
        Err(missing) => return unread(INLINE_ENCRYPTION, &missing),
    };
    let set = set.map(|set| {
        let rules = list(set.rules().iter().map(|rule| {
            let default = rule.apply_server_side_encryption_by_default().map(by_default);
            block([
                ("apply_server_side_encryption_by_default", at_most_one(default)),
                ("bucket_key_enabled", flag(rule.bucket_key_enabled())),
            ])
        }));
        bucket.keep(OPERATION, ENCRYPTION, [("rule", rules.clone())]);
        block([("rule", rules)])
    });
    vec![("server_side_encryption_configuration", at_most_one(set))]
}

fn by_default(default: &ServerSideEncryptionByDefault) -> Value {
    block([
        ("kms_master_key_id", text(default.kms_master_key_id())),
        ("sse_algorithm", text(Some(default.sse_algorithm()))),
    ])
}

pub(super) async fn object_lock(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetObjectLockConfiguration";
    const NONE: &[&str] = &["ObjectLockConfigurationNotFoundError", "MethodNotAllowed"];
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_object_lock_configuration().bucket(name).send();
    let set = match c.optional(OPERATION, NONE, request).await {
        Ok(answer) => answer.and_then(|a| a.object_lock_configuration),
        Err(missing) => return unread(INLINE_OBJECT_LOCK, &missing),
    };
    let enabled = set.as_ref().and_then(|s| s.object_lock_enabled()).cloned();
    let inline = set.map(|set| {
        let retention = set.rule().and_then(|r| r.default_retention()).map(retention);
        let rule = retention.map(|r| block([("default_retention", list([r]))]));
        let parts =
            [("object_lock_enabled", text(set.object_lock_enabled())), ("rule", at_most_one(rule))];
        bucket.keep(OPERATION, OBJECT_LOCK, parts.clone());
        block(parts)
    });
    vec![
        ("object_lock_configuration", at_most_one(inline)),
        ("object_lock_enabled", Value::Bool(enabled == Some(ObjectLockEnabled::Enabled))),
    ]
}

fn retention(retention: &DefaultRetention) -> Value {
    block([
        ("days", or_zero(retention.days())),
        ("mode", text(retention.mode())),
        ("years", or_zero(retention.years())),
    ])
}
