//! S3: the buckets of a region with what is set on them.
//!
//! What is set on a bucket is an attribute of `aws_s3_bucket` and a resource of its own. S3 says
//! with an error that nothing is set; acceleration, logging and notifications come back empty
//! then. Every bucket has versions or none, an access control list and somebody who pays for
//! requests: these are always told.
//!
//! Where an endpoint is given, buckets are named in the path: no host is made of their names there.

mod access;
mod bucket;
mod delivery;
mod lifecycle;
mod protection;
mod replication;
mod reports;
mod website;

use aws_sdk_s3::Client;
use aws_sdk_s3::types::Tag;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::cut_off::RefuseCutOff;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::number;

const BUCKET: &str = "aws_s3_bucket";
const KINDS: &[&str] = &[
    BUCKET,
    access::ACL,
    access::OWNERSHIP,
    access::POLICY,
    access::PUBLIC_ACCESS,
    bucket::ACCELERATION,
    bucket::PAYER,
    delivery::LOGGING,
    delivery::NOTIFICATION,
    lifecycle::KIND,
    protection::ENCRYPTION,
    protection::OBJECT_LOCK,
    protection::VERSIONING,
    replication::KIND,
    reports::ANALYTICS,
    reports::INVENTORY,
    reports::METRIC,
    reports::TIERING,
    website::CORS,
    website::KIND,
];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "s3",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("ListBuckets", "s3:ListAllMyBuckets", KINDS),
        Operation::lists("GetBucketLocation", "s3:GetBucketLocation", KINDS),
        Operation::fills(
            "GetBucketTagging",
            "s3:GetBucketTagging",
            &[(BUCKET, &["tags", "tags_all"])],
        ),
        of_bucket(
            "GetBucketPolicy",
            "s3:GetBucketPolicy",
            &[access::POLICY],
            &[(BUCKET, &["policy"])],
        ),
        of_bucket("GetBucketAcl", "s3:GetBucketAcl", &[access::ACL], &[(BUCKET, &["grant"])]),
        of_bucket(
            "GetPublicAccessBlock",
            "s3:GetBucketPublicAccessBlock",
            &[access::PUBLIC_ACCESS],
            &[],
        ),
        of_bucket(
            "GetBucketOwnershipControls",
            "s3:GetBucketOwnershipControls",
            &[access::OWNERSHIP],
            &[],
        ),
        of_bucket(
            "GetBucketVersioning",
            "s3:GetBucketVersioning",
            &[protection::VERSIONING],
            &[(BUCKET, protection::INLINE_VERSIONING)],
        ),
        of_bucket(
            "GetBucketEncryption",
            "s3:GetEncryptionConfiguration",
            &[protection::ENCRYPTION],
            &[(BUCKET, protection::INLINE_ENCRYPTION)],
        ),
        of_bucket(
            "GetObjectLockConfiguration",
            "s3:GetBucketObjectLockConfiguration",
            &[protection::OBJECT_LOCK],
            &[(BUCKET, protection::INLINE_OBJECT_LOCK)],
        ),
        of_bucket(
            "GetBucketReplication",
            "s3:GetReplicationConfiguration",
            &[replication::KIND],
            &[(BUCKET, replication::INLINE)],
        ),
        of_bucket(
            "GetBucketLifecycleConfiguration",
            "s3:GetLifecycleConfiguration",
            &[lifecycle::KIND],
            &[(BUCKET, lifecycle::INLINE)],
        ),
        of_bucket(
            "GetBucketWebsite",
            "s3:GetBucketWebsite",
            &[website::KIND],
            &[(BUCKET, website::INLINE)],
        ),
        of_bucket(
            "GetBucketCors",
            "s3:GetBucketCORS",
            &[website::CORS],
            &[(BUCKET, website::INLINE_CORS)],
        ),
        of_bucket(
            "GetBucketLogging",
            "s3:GetBucketLogging",
            &[delivery::LOGGING],
            &[(BUCKET, delivery::INLINE_LOGGING)],
        ),
        of_bucket(
            "GetBucketNotificationConfiguration",
            "s3:GetBucketNotification",
            &[delivery::NOTIFICATION],
            &[],
        ),
        of_bucket(
            "GetBucketAccelerateConfiguration",
            "s3:GetAccelerateConfiguration",
            &[bucket::ACCELERATION],
            &[(BUCKET, bucket::INLINE_ACCELERATION)],
        ),
        of_bucket(
            "GetBucketRequestPayment",
            "s3:GetBucketRequestPayment",
            &[bucket::PAYER],
            &[(BUCKET, bucket::INLINE_PAYER)],
        ),
        of_bucket(
            "ListBucketMetricsConfigurations",
            "s3:GetMetricsConfiguration",
            &[reports::METRIC],
            &[],
        ),
        of_bucket(
            "ListBucketInventoryConfigurations",
            "s3:GetInventoryConfiguration",
            &[reports::INVENTORY],
            &[],
        ),
        of_bucket(
            "ListBucketIntelligentTieringConfigurations",
            "s3:GetIntelligentTieringConfiguration",
            &[reports::TIERING],
            &[],
        ),
        of_bucket(
            "ListBucketAnalyticsConfigurations",
            "s3:GetAnalyticsConfiguration",
            &[reports::ANALYTICS],
            &[],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// A call about one bucket: what it tells is a resource, and at times an attribute of the bucket.
const fn of_bucket(
    name: &'static str,
    action: &'static str,
    lists: &'static [&'static str],
    fills: &'static [(&'static str, &'static [&'static str])],
) -> Operation {
    Operation { name, action, lists, fills }
}

/// Buckets that are under way at once.
const BATCH: usize = 8;

/// Attributes of `aws_s3_bucket`.
type Inline = Vec<(&'static str, Value)>;

/// One bucket, and how it is asked about.
#[derive(Clone, Copy)]
struct Bucket<'a> {
    c: &'a Collector,
    s3: &'a Client,
    name: &'a str,
}

impl Bucket<'_> {
    /// Keeps what there is at most one of on a bucket.
    fn keep<const N: usize>(
        &self,
        operation: &'static str,
        kind: &'static str,
        attributes: [(&'static str, Value); N],
    ) {
        let bucket = ("bucket", Value::text(self.name));
        self.c.keep(operation, kind, self.name, attributes.into_iter().chain([bucket]));
    }

    /// Keeps what there may be many of on a bucket, each with its name.
    fn keep_named<const N: usize>(
        &self,
        operation: &'static str,
        kind: &'static str,
        name: &str,
        attributes: [(&'static str, Value); N],
    ) {
        let names = [("bucket", Value::text(self.name)), ("name", Value::text(name))];
        let id = format!("{}:{name}", self.name);
        self.c.keep(operation, kind, &id, attributes.into_iter().chain(names));
    }
}

/// Attributes that a failed call would have told.
fn unread(names: &[&'static str], missing: &Missing) -> Inline {
    names.iter().map(|name| (*name, missing.value())).collect()
}

/// A number that the provider writes as 0 where it is not set.
fn or_zero(value: Option<impl Into<i64>>) -> Value {
    number(Some(value.map_or(0, Into::into)))
}

/// Tags that choose objects.
fn tag_map<'t>(tags: impl IntoIterator<Item = &'t Tag>) -> Value {
    Value::map(tags.into_iter().map(|t| (t.key(), Value::text(t.value()))))
}

async fn collect(c: Collector) {
    if !c.wants("ListBuckets") {
        return;
    }
    let s3 = client(&c);
    let listed = c
        .pages(
            "ListBuckets",
            |token| {
                s3.list_buckets()
                    .bucket_region(c.region())
                    .set_continuation_token(token)
                    .max_buckets(10_000)
                    .send()
            },
            |page| (page.buckets.unwrap_or_default(), page.continuation_token),
        )
        .await;
    for batch in listed.chunks(BATCH) {
        join_all(batch.iter().map(|entry| async {
            let bucket = Bucket { c: &c, s3: &s3, name: entry.name().unwrap_or_default() };
            if bucket::is_here(bucket, entry.bucket_region()).await {
                // Some twenty calls at once are too much for the stack.
                Box::pin(bucket::all(bucket)).await;
            }
        }))
        .await;
    }
}

fn client(c: &Collector) -> Client {
    Client::from_conf(
        aws_sdk_s3::config::Builder::from(c.config())
            .force_path_style(c.config().endpoint_url().is_some())
            .retry_partition(c.partition())
            .interceptor(c.watch())
            .interceptor(RefuseCutOff)
            .build(),
    )
}
