//! What is reported of a bucket, and how its objects are tiered: of each there may be many, by
//! name.

use aws_sdk_s3::types::{
    AnalyticsConfiguration, AnalyticsFilter, IntelligentTieringConfiguration,
    InventoryConfiguration, InventoryEncryption, MetricsConfiguration, MetricsFilter, Tag,
};

use super::{Bucket, tag_map};
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

pub(super) const ANALYTICS: &str = "aws_s3_bucket_analytics_configuration";
pub(super) const INVENTORY: &str = "aws_s3_bucket_inventory";
pub(super) const METRIC: &str = "aws_s3_bucket_metric";
pub(super) const TIERING: &str = "aws_s3_bucket_intelligent_tiering_configuration";

pub(super) async fn all(bucket: Bucket<'_>) {
    futures_util::join!(metrics(bucket), inventories(bucket), tierings(bucket), analytics(bucket));
}

async fn metrics(bucket: Bucket<'_>) {
    const OPERATION: &str = "ListBucketMetricsConfigurations";
    let Bucket { c, s3, name } = bucket;
    let request = |token| {
        s3.list_bucket_metrics_configurations().bucket(name).set_continuation_token(token).send()
    };
    let listed = c
        .pages(OPERATION, request, |page| {
            (page.metrics_configuration_list.unwrap_or_default(), page.next_continuation_token)
        })
        .await;
    for set in &listed {
        let parts = [("filter", at_most_one(set.filter().map(|_| metrics_filter(set))))];
        bucket.keep_named(OPERATION, METRIC, set.id(), parts);
    }
}

fn metrics_filter(set: &MetricsConfiguration) -> Value {
    let (access_point, prefix, tags): (_, _, Vec<&Tag>) = match set.filter() {
        Some(MetricsFilter::And(and)) => {
            (and.access_point_arn(), and.prefix(), and.tags().iter().collect())
        }
        Some(MetricsFilter::AccessPointArn(arn)) => (Some(arn.as_str()), None, Vec::new()),
        Some(MetricsFilter::Prefix(prefix)) => (None, Some(prefix.as_str()), Vec::new()),
        Some(MetricsFilter::Tag(tag)) => (None, None, vec![tag]),
        _ => (None, None, Vec::new()),
    };
    block([("access_point", text(access_point)), ("prefix", text(prefix)), ("tags", tag_map(tags))])
}

async fn inventories(bucket: Bucket<'_>) {
    const OPERATION: &str = "ListBucketInventoryConfigurations";
    let Bucket { c, s3, name } = bucket;
    let request = |token| {
        s3.list_bucket_inventory_configurations().bucket(name).set_continuation_token(token).send()
    };
    let listed = c
        .pages(OPERATION, request, |page| {
            (page.inventory_configuration_list.unwrap_or_default(), page.next_continuation_token)
        })
        .await;
    for set in &listed {
        let filter = set.filter().map(|f| block([("prefix", text(Some(f.prefix())))]));
        let schedule = set.schedule().map(|s| block([("frequency", text(Some(s.frequency())))]));
        bucket.keep_named(
            OPERATION,
            INVENTORY,
            set.id(),
            [
                ("destination", at_most_one(destination(set))),
                ("enabled", Value::Bool(set.is_enabled())),
                ("filter", at_most_one(filter)),
                ("included_object_versions", text(Some(set.included_object_versions()))),
                ("optional_fields", texts(set.optional_fields())),
                ("schedule", at_most_one(schedule)),
            ],
        );
    }
}

fn destination(set: &InventoryConfiguration) -> Option<Value> {
    let to = set.destination()?.s3_bucket_destination()?;
    let bucket = block([
        ("account_id", text(to.account_id())),
        ("bucket_arn", text(Some(to.bucket()))),
        ("encryption", at_most_one(to.encryption().map(encryption))),
        ("format", text(Some(to.format()))),
        ("prefix", text(to.prefix())),
    ]);
    Some(block([("bucket", list([bucket]))]))
}

fn encryption(encryption: &InventoryEncryption) -> Value {
    let kms = encryption.ssekms().map(|k| block([("key_id", text(Some(k.key_id())))]));
    block([
        ("sse_kms", at_most_one(kms)),
        ("sse_s3", at_most_one(encryption.sses3().map(|_| block([])))),
    ])
}

async fn tierings(bucket: Bucket<'_>) {
    const OPERATION: &str = "ListBucketIntelligentTieringConfigurations";
    let Bucket { c, s3, name } = bucket;
    let request = |token| {
        s3.list_bucket_intelligent_tiering_configurations()
            .bucket(name)
            .set_continuation_token(token)
            .send()
    };
    let listed = c
        .pages(OPERATION, request, |page| {
            let all = page.intelligent_tiering_configuration_list.unwrap_or_default();
            (all, page.next_continuation_token)
        })
        .await;
    for set in &listed {
        let tiers = set.tierings().iter().map(|t| {
            block([("access_tier", text(Some(t.access_tier()))), ("days", number(Some(t.days())))])
        });
        bucket.keep_named(
            OPERATION,
            TIERING,
            set.id(),
            [
                ("filter", at_most_one(tiering_filter(set))),
                ("status", text(Some(set.status()))),
                ("tiering", list(tiers)),
            ],
        );
    }
}

fn tiering_filter(set: &IntelligentTieringConfiguration) -> Option<Value> {
    let filter = set.filter()?;
    let (prefix, tags): (_, Vec<&Tag>) = match filter.and() {
        Some(and) => (and.prefix(), and.tags().iter().collect()),
        None => (filter.prefix(), filter.tag().into_iter().collect()),
    };
    Some(block([("prefix", text(prefix)), ("tags", tag_map(tags))]))
}

async fn analytics(bucket: Bucket<'_>) {
    const OPERATION: &str = "ListBucketAnalyticsConfigurations";
    let Bucket { c, s3, name } = bucket;
    let request = |token| {
        s3.list_bucket_analytics_configurations().bucket(name).set_continuation_token(token).send()
    };
    let listed = c
        .pages(OPERATION, request, |page| {
            (page.analytics_configuration_list.unwrap_or_default(), page.next_continuation_token)
        })
        .await;
    for set in &listed {
        bucket.keep_named(
            OPERATION,
            ANALYTICS,
            set.id(),
            [
                ("filter", at_most_one(set.filter().map(analytics_filter))),
                ("storage_class_analysis", at_most_one(storage_class_analysis(set))),
            ],
        );
    }
}

fn analytics_filter(filter: &AnalyticsFilter) -> Value {
    let (prefix, tags): (_, Vec<&Tag>) = match filter {
        AnalyticsFilter::And(and) => (and.prefix(), and.tags().iter().collect()),
        AnalyticsFilter::Prefix(prefix) => (Some(prefix.as_str()), Vec::new()),
        AnalyticsFilter::Tag(tag) => (None, vec![tag]),
        _ => (None, Vec::new()),
    };
    block([("prefix", text(prefix)), ("tags", tag_map(tags))])
}

/// An analysis that is not exported is none.
fn storage_class_analysis(set: &AnalyticsConfiguration) -> Option<Value> {
    let export = set.storage_class_analysis()?.data_export()?;
    let to = export.destination().and_then(|d| d.s3_bucket_destination()).map(|to| {
        let bucket = block([
            ("bucket_account_id", text(to.bucket_account_id())),
            ("bucket_arn", text(Some(to.bucket()))),
            ("format", text(Some(to.format()))),
            ("prefix", text(to.prefix())),
        ]);
        block([("s3_bucket_destination", list([bucket]))])
    });
    let export = block([
        ("destination", at_most_one(to)),
        ("output_schema_version", text(Some(export.output_schema_version()))),
    ]);
    Some(block([("data_export", list([export]))]))
}
