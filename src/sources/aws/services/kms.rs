//! KMS: keys with their policy, rotation and tags, and aliases.
//!
//! Keys that AWS manages (`alias/aws/rds`) cannot be configured; they are told as data sources, so
//! that rules can look up whose key it is. The state of every key is told, also of those that are
//! to be deleted.

use aws_sdk_kms::Client;
use aws_sdk_kms::types::{KeyListEntry, KeyManagerType, KeyMetadata, KeyState};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{number, tags, text};

const STATUS: &str = "status.aws_kms_key";
const KEYS: &[&str] = &["aws_kms_key", "aws_kms_replica_key", "data.aws_kms_key", STATUS];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "kms",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("ListKeys", "kms:ListKeys", KEYS),
        Operation::lists("DescribeKey", "kms:DescribeKey", KEYS),
        Operation::lists("ListAliases", "kms:ListAliases", &["aws_kms_alias"]),
        Operation::fills(
            "GetKeyPolicy",
            "kms:GetKeyPolicy",
            &[("aws_kms_key", &["policy"]), ("aws_kms_replica_key", &["policy"])],
        ),
        Operation::fills(
            "GetKeyRotationStatus",
            "kms:GetKeyRotationStatus",
            &[
                ("aws_kms_key", &["enable_key_rotation", "rotation_period_in_days"]),
                ("aws_kms_replica_key", &["key_rotation_enabled"]),
            ],
        ),
        Operation::fills(
            "ListResourceTags",
            "kms:ListResourceTags",
            &[
                ("aws_kms_key", &["tags", "tags_all"]),
                ("aws_kms_replica_key", &["tags", "tags_all"]),
            ],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let kms = client!(c, aws_sdk_kms);
    futures_util::join!(keys(&c, &kms), aliases(&c, &kms));
}

async fn keys(c: &Collector, kms: &Client) {
    if !c.wants("ListKeys") {
        return;
    }
    let listed = c
        .pages(
            "ListKeys",
            |token| kms.list_keys().set_marker(token).limit(1000).send(),
            |page| (page.keys.unwrap_or_default(), page.next_marker),
        )
        .await;
    join_all(listed.iter().map(|entry| key(c, kms, entry))).await;
}

async fn key(c: &Collector, kms: &Client, entry: &KeyListEntry) {
    let id = entry.key_id().unwrap_or_default();
    let Ok(answer) = c.call("DescribeKey", kms.describe_key().key_id(id).send()).await else {
        return;
    };
    let Some(key) = answer.key_metadata() else { return };
    c.keep(
        "DescribeKey",
        STATUS,
        id,
        [
            ("arn", text(key.arn())),
            ("deletion_date", time(key.deletion_date())),
            ("key_id", text(Some(key.key_id()))),
            ("key_manager", text(key.key_manager())),
            ("key_state", text(key.key_state())),
        ],
    );
    // A key that is to be deleted cannot be used; Terraform regards it as gone.
    if matches!(key.key_state(), Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion))
    {
        return;
    }
    if key.key_manager() == Some(&KeyManagerType::Aws) {
        let mut attributes = common(key);
        attributes.push(("key_manager", Value::from("AWS")));
        c.keep("DescribeKey", "data.aws_kms_key", id, attributes);
        return;
    }
    let (policy, rotation, tags) =
        futures_util::join!(policy(c, kms, id), rotation(c, kms, key), tags_of(c, kms, id),);
    let region = key.multi_region_configuration();
    let primary = region.and_then(|m| m.primary_key()).filter(|p| p.region() != Some(c.region()));
    let mut attributes = common(key);
    attributes.extend([("policy", policy), ("tags", tags.clone()), ("tags_all", tags)]);
    if let Some(primary) = primary {
        attributes.extend([
            ("enabled", Value::Bool(key.enabled())),
            ("key_rotation_enabled", rotation.0),
            ("key_spec", text(key.key_spec())),
            ("primary_key_arn", text(primary.arn())),
        ]);
        c.keep("DescribeKey", "aws_kms_replica_key", id, attributes);
        return;
    }
    attributes.extend([
        ("custom_key_store_id", text(key.custom_key_store_id())),
        ("customer_master_key_spec", text(key.key_spec())),
        ("enable_key_rotation", rotation.0),
        ("is_enabled", Value::Bool(key.enabled())),
        ("multi_region", Value::Bool(key.multi_region().unwrap_or_default())),
        ("rotation_period_in_days", rotation.1),
        ("xks_key_id", text(key.xks_key_configuration().and_then(|x| x.id()))),
    ]);
    c.keep("DescribeKey", "aws_kms_key", id, attributes);
}

fn time(at: Option<&DateTime>) -> Value {
    text(at.and_then(|at| DateTime::from_secs(at.secs()).fmt(Format::DateTime).ok()))
}

fn common(key: &KeyMetadata) -> Vec<(&'static str, Value)> {
    vec![
        ("arn", text(key.arn())),
        ("description", text(key.description())),
        ("key_id", text(Some(key.key_id()))),
        ("key_usage", text(key.key_usage())),
    ]
}

async fn policy(c: &Collector, kms: &Client, id: &str) -> Value {
    let request = kms.get_key_policy().key_id(id).policy_name("default").send();
    match c.call("GetKeyPolicy", request).await {
        Ok(answer) => text(answer.policy()),
        Err(missing) => missing.value(),
    }
}

/// Whether the key is rotated, and after how many days.
async fn rotation(c: &Collector, kms: &Client, key: &KeyMetadata) -> (Value, Value) {
    // Asymmetric and HMAC keys, and keys with imported material, are never rotated by AWS; the
    // call is refused for them.
    let symmetric = key.key_spec().is_none_or(|s| s.as_str() == "SYMMETRIC_DEFAULT");
    if !symmetric || key.origin().is_some_and(|o| o.as_str() != "AWS_KMS") {
        return (Value::Bool(false), Value::Null);
    }
    let request = kms.get_key_rotation_status().key_id(key.key_id()).send();
    match c.call("GetKeyRotationStatus", request).await {
        Ok(answer) => (
            Value::Bool(answer.key_rotation_enabled()),
            number(Some(answer.rotation_period_in_days().unwrap_or_default())),
        ),
        Err(missing) => (missing.value(), missing.value()),
    }
}

async fn tags_of(c: &Collector, kms: &Client, id: &str) -> Value {
    let listed = c
        .whole(
            "ListResourceTags",
            |token| kms.list_resource_tags().key_id(id).set_marker(token).send(),
            |page| (page.tags.unwrap_or_default(), page.next_marker),
        )
        .await;
    match listed {
        Ok(list) => tags(list.iter().map(|t| (Some(t.tag_key()), Some(t.tag_value())))),
        Err(missing) => missing.value(),
    }
}

async fn aliases(c: &Collector, kms: &Client) {
    if !c.wants("ListAliases") {
        return;
    }
    let listed = c
        .pages(
            "ListAliases",
            |token| kms.list_aliases().set_marker(token).limit(100).send(),
            |page| (page.aliases.unwrap_or_default(), page.next_marker),
        )
        .await;
    // Without a key an alias is only reserved by AWS.
    for alias in listed.iter().filter(|a| a.target_key_id().is_some()) {
        let name = alias.alias_name().unwrap_or_default();
        let target = alias.target_key_id().unwrap_or_default();
        c.keep(
            "ListAliases",
            "aws_kms_alias",
            name,
            [
                ("arn", text(alias.alias_arn())),
                ("name", text(alias.alias_name())),
                ("target_key_arn", text(Some(c.arn("kms", format!("key/{target}"))))),
                ("target_key_id", text(Some(target))),
            ],
        );
    }
}
