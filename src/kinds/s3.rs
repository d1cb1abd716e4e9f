//! S3 buckets and their sub-resources. Bucket names are unique in the world, so a pair never has
//! equal ones: sub-resources find their pair through the bucket.

use super::{Document, Kind, NameScope};
use crate::model::Severity;

/// Attributes of `aws_s3_bucket` that became resources of their own in provider 4.
const SPLIT: &[&str] = &[
    "acceleration_status",
    "acl",
    "cors_rule",
    "grant",
    "lifecycle_rule",
    "logging",
    "object_lock_configuration",
    "object_lock_enabled",
    "policy",
    "replication_configuration",
    "request_payer",
    "server_side_encryption_configuration",
    "versioning",
    "website",
    "hosted_zone_id",
];
/// The same as resources of their own.
const INLINE: &[(&str, &[&str])] = &[
    ("acceleration_status", &["aws_s3_bucket_accelerate_configuration"]),
    ("acl", &["aws_s3_bucket_acl"]),
    ("cors_rule", &["aws_s3_bucket_cors_configuration"]),
    ("grant", &["aws_s3_bucket_acl"]),
    ("lifecycle_rule", &["aws_s3_bucket_lifecycle_configuration"]),
    ("logging", &["aws_s3_bucket_logging"]),
    ("object_lock_configuration", &["aws_s3_bucket_object_lock_configuration"]),
    ("policy", &["aws_s3_bucket_policy"]),
    ("replication_configuration", &["aws_s3_bucket_replication_configuration"]),
    ("request_payer", &["aws_s3_bucket_request_payment_configuration"]),
    (
        "server_side_encryption_configuration",
        &["aws_s3_bucket_server_side_encryption_configuration"],
    ),
    ("versioning", &["aws_s3_bucket_versioning"]),
    ("website", &["aws_s3_bucket_website_configuration"]),
];
const PART: Kind = Kind {
    service: "s3",
    identity: &["bucket"],
    part_of: Some(("aws_s3_bucket", "bucket")),
    name_references: &[("bucket", "aws_s3_bucket")],
    name_scope: NameScope::None,
    ..Kind::PLAIN
};

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_s3_bucket",
        service: "s3",
        names: &["bucket"],
        name_scope: NameScope::World,
        per_site: SPLIT,
        inline: INLINE,
        provider_only: &["force_destroy", "bucket_prefix", "timeouts"],
        missing: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_s3_bucket_versioning",
        provider_only: &["mfa"],
        severity: Severity::High,
        ..PART
    },
    // On the source of a one-way replication.
    Kind {
        name: "aws_s3_bucket_replication_configuration",
        primary_alone: true,
        keyed: &[("rule", &["id"])],
        secrets: &["token"],
        severity: Severity::High,
        ..PART
    },
    Kind {
        name: "aws_s3_bucket_policy",
        documents: &[("policy", Document::IamPolicy)],
        severity: Severity::High,
        ..PART
    },
    Kind {
        name: "aws_s3_bucket_public_access_block",
        meaningful_when_off: &[
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets",
        ],
        severity: Severity::High,
        ..PART
    },
    Kind {
        name: "aws_s3_bucket_server_side_encryption_configuration",
        severity: Severity::High,
        ..PART
    },
    Kind {
        name: "aws_s3_bucket_lifecycle_configuration",
        keyed: &[("rule", &["id"])],
        provider_only: &["timeouts"],
        ..PART
    },
    Kind { name: "aws_s3_bucket_logging", ..PART },
    Kind { name: "aws_s3_bucket_notification", ..PART },
    Kind { name: "aws_s3_bucket_cors_configuration", keyed: &[("cors_rule", &["id"])], ..PART },
    Kind { name: "aws_s3_bucket_acl", ..PART },
    Kind { name: "aws_s3_bucket_ownership_controls", ..PART },
    Kind {
        name: "aws_s3_bucket_object_lock_configuration",
        severity: Severity::High,
        secrets: &["token"],
        ..PART
    },
    Kind { name: "aws_s3_bucket_website_configuration", ..PART },
    Kind { name: "aws_s3_bucket_accelerate_configuration", ..PART },
    Kind { name: "aws_s3_bucket_request_payment_configuration", ..PART },
    Kind {
        name: "aws_s3_bucket_metric",
        identity: &["bucket", "name"],
        missing: Severity::Low,
        ..PART
    },
    Kind {
        name: "aws_s3_bucket_inventory",
        identity: &["bucket", "name"],
        missing: Severity::Low,
        ..PART
    },
    Kind {
        name: "aws_s3_bucket_intelligent_tiering_configuration",
        identity: &["bucket", "name"],
        ..PART
    },
    Kind {
        name: "aws_s3_bucket_analytics_configuration",
        identity: &["bucket", "name"],
        missing: Severity::Low,
        ..PART
    },
    Kind {
        name: "aws_s3_object",
        identity: &["bucket", "key"],
        volatile: &["version_id", "etag"],
        provider_only: &["force_destroy", "source", "source_hash"],
        missing: Severity::Medium,
        ..PART
    },
    Kind {
        name: "aws_s3_bucket_object",
        identity: &["bucket", "key"],
        volatile: &["version_id", "etag"],
        provider_only: &["force_destroy", "source", "source_hash"],
        missing: Severity::Medium,
        ..PART
    },
];
