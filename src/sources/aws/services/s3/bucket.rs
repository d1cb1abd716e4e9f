//! A bucket itself: where it is, its names, its tags, its acceleration and who pays for requests.

use aws_sdk_s3::types::BucketLocationConstraint;

use super::{BUCKET, Bucket, Inline, access, delivery, lifecycle, protection, replication};
use super::{reports, unread, website};
use crate::model::Value;
use crate::sources::aws::values::{tags, text};

pub(super) const ACCELERATION: &str = "aws_s3_bucket_accelerate_configuration";
pub(super) const INLINE_ACCELERATION: &[&str] = &["acceleration_status"];
pub(super) const PAYER: &str = "aws_s3_bucket_request_payment_configuration";
pub(super) const INLINE_PAYER: &[&str] = &["request_payer"];

/// Whether a bucket is in the region that is asked.
pub(super) async fn is_here(bucket: Bucket<'_>, listed: Option<&str>) -> bool {
    let Bucket { c, s3, name } = bucket;
    if let Some(region) = listed.filter(|r| !r.is_empty()) {
        return region == c.region();
    }
    let request = s3.get_bucket_location().bucket(name).send();
    match c.optional("GetBucketLocation", &["NoSuchBucket"], request).await {
        Ok(Some(answer)) => {
            // The first two regions are told in the words of their time.
            let region = match answer.location_constraint().map(BucketLocationConstraint::as_str) {
                None | Some("") => "us-east-1",
                Some("EU") => "eu-west-1",
                Some(other) => other,
            };
            region == c.region()
        }
        _ => false,
    }
}

/// A bucket with all that is set on it.
pub(super) async fn all(bucket: Bucket<'_>) {
    let Bucket { c, name, .. } = bucket;
    let apart = async {
        futures_util::join!(
            access::public_access(bucket),
            access::ownership(bucket),
            delivery::notification(bucket),
            reports::all(bucket),
        )
    };
    let (_, policy, grant, tags, acceleration, payer, versioning, encryption, lock) = futures_util::join!(
        apart,
        access::policy(bucket),
        access::acl(bucket),
        tags_of(bucket),
        acceleration(bucket),
        payer(bucket),
        protection::versioning(bucket),
        protection::encryption(bucket),
        protection::object_lock(bucket),
    );
    let (replication, lifecycle, website, cors, logging) = futures_util::join!(
        replication::all(bucket),
        lifecycle::all(bucket),
        website::all(bucket),
        website::cors(bucket),
        delivery::logging(bucket),
    );
    let suffix = dns_suffix(c.region());
    let mut attributes = vec![
        ("arn", Value::text(arn(c.region(), name))),
        ("bucket", Value::text(name)),
        ("bucket_domain_name", Value::text(format!("{name}.s3.{suffix}"))),
        ("bucket_regional_domain_name", Value::text(format!("{name}.s3.{}.{suffix}", c.region()))),
        ("grant", grant),
        ("policy", policy),
        ("region", Value::text(c.region())),
        ("tags", tags.clone()),
        ("tags_all", tags),
    ];
    let inline = [
        acceleration,
        payer,
        versioning,
        encryption,
        lock,
        replication,
        lifecycle,
        website,
        cors,
        logging,
    ];
    attributes.extend(inline.into_iter().flatten());
    c.keep("ListBuckets", BUCKET, name, attributes);
}

/// ARNs of buckets name neither region nor account.
fn arn(region: &str, bucket: &str) -> String {
    let partition = if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    };
    format!("arn:{partition}:s3:::{bucket}")
}

/// What hosts of the region's partition end with.
pub(super) fn dns_suffix(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

async fn tags_of(bucket: Bucket<'_>) -> Value {
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_tagging().bucket(name).send();
    match c.optional("GetBucketTagging", &["NoSuchTagSet"], request).await {
        Ok(answer) => {
            let list = answer.map(|a| a.tag_set).unwrap_or_default();
            tags(list.iter().map(|t| (Some(t.key()), Some(t.value()))))
        }
        Err(missing) => missing.value(),
    }
}

async fn acceleration(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketAccelerateConfiguration";
    // Some regions offer none.
    const NONE: &[&str] = &["MethodNotAllowed", "UnsupportedArgument"];
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_accelerate_configuration().bucket(name).send();
    let status = match c.optional(OPERATION, NONE, request).await {
        Ok(answer) => answer.and_then(|a| a.status),
        Err(missing) => return unread(INLINE_ACCELERATION, &missing),
    };
    if status.is_some() {
        bucket.keep(OPERATION, ACCELERATION, [("status", text(status.as_ref()))]);
    }
    vec![("acceleration_status", text(status))]
}

async fn payer(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketRequestPayment";
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_request_payment().bucket(name).send();
    let payer = match c.call(OPERATION, request).await {
        Ok(answer) => answer.payer,
        Err(missing) => return unread(INLINE_PAYER, &missing),
    };
    bucket.keep(OPERATION, PAYER, [("payer", text(payer.as_ref()))]);
    vec![("request_payer", text(payer))]
}
