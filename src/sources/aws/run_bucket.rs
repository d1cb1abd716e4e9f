//! A bucket that keeps runs: the one thing that is ever written in AWS, and only where the user
//! names it as the place of the history.
//!
//! Writers that come at once are kept apart by conditional writes
//! (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>).

use std::time::{Duration, SystemTime};

use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::buckets::{Asked, Buckets, GET, LIST, Patience};
use super::client::{self, Access, Network};
use super::{Refused, certificates, gap};
use crate::model::{Reason, Region};

/// A report waits for this: it is not to wait long.
const PATIENCE: Patience =
    Patience { attempts: 3, attempt: Duration::from_secs(10), call: Duration::from_secs(20) };
const PUT: Asked = Asked { operation: "s3:PutObject", action: "s3:PutObject" };
const HEAD: Asked = Asked { operation: "s3:HeadObject", action: "s3:GetObject" };
const DELETE: Asked = Asked { operation: "s3:DeleteObject", action: "s3:DeleteObject" };
/// Where nothing says in which region to begin: the bucket's own is told by S3.
const ANY_REGION: &str = "us-east-1";
/// Pages of one listing.
const MOST_PAGES: usize = 10_000;

/// A bucket with the beginning of all its keys.
#[derive(Debug)]
pub struct RunBucket {
    buckets: Buckets,
    bucket: String,
    prefix: String,
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Another writer was faster.
    Conflict,
    /// An IAM action is missing: what was attempted, and the action.
    Denied(String, String),
    /// It did not end in time, in seconds.
    Slow(u64),
    /// Something else, in words.
    Other(String),
}

/// What must hold for a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only<'a> {
    /// Nothing.
    Always,
    /// There is no such object.
    New,
    /// The object has this ETag.
    Tagged(&'a str),
}

/// An object that was listed: its key, bytes, and whole seconds since it was written.
pub type ListedRun = (String, u64, u64);

/// Bucket and prefix of `s3://bucket/prefix`; `None` where that is something else.
#[must_use]
pub fn place(text: &str) -> Option<(&str, &str)> {
    let (bucket, prefix) = {
        let rest = text.strip_prefix("s3://")?;
        rest.split_once('/').unwrap_or((rest, ""))
    };
    let good = !bucket.is_empty() && !text.contains(['*', '?', '[']);
    good.then_some((bucket, prefix.trim_end_matches('/')))
}

impl RunBucket {
    /// Opens a bucket with the credentials of the environment. Nothing is asked yet.
    ///
    /// # Errors
    ///
    /// The certificates cannot be read.
    pub async fn open(
        (bucket, prefix): (&str, &str),
        region: Option<Region>,
        network: &Network,
    ) -> Result<Option<Self>, Refused> {
        let http = client::http(network).map_err(|error| certificates(network, error))?;
        let Some(region) = region.or_else(|| Region::parse(ANY_REGION)) else { return Ok(None) };
        let config = client::config(&Access::default(), &region, network, &http).await;
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(Some(Self {
            buckets: Buckets::new(config, PATIENCE),
            bucket: bucket.to_owned(),
            prefix,
        }))
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// The bytes of an object and its ETag; `None` where there is none.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub async fn read(&self, key: &str) -> Result<Option<(Vec<u8>, String)>, Trouble> {
        let key = self.key(key);
        let asked = self
            .buckets
            .ask(&self.bucket, |client| client.get_object().bucket(&self.bucket).key(&key).send());
        match asked.await {
            Ok(object) => {
                let etag = object.e_tag().unwrap_or_default().to_owned();
                let body = tokio::time::timeout(PATIENCE.call, object.body.collect()).await;
                let body = body.map_err(|_| Trouble::Slow(PATIENCE.call.as_secs()))?;
                let body =
                    body.map_err(|error| Trouble::Other(format!("{}: {error}", GET.operation)))?;
                Ok(Some((body.to_vec(), etag)))
            }
            Err(error) if gap::code(&error) == Some("NoSuchKey") => Ok(None),
            Err(error) => Err(trouble(&error, GET)),
        }
    }

    /// Writes an object.
    ///
    /// # Errors
    ///
    /// [`Trouble::Conflict`] where the condition does not hold; else it cannot be written.
    pub async fn write(&self, key: &str, bytes: &[u8], only: Only<'_>) -> Result<(), Trouble> {
        let key = self.key(key);
        let asked = self.buckets.ask(&self.bucket, |client| {
            let put = client.put_object().bucket(&self.bucket).key(&key);
            let put = put.body(ByteStream::from(bytes.to_vec()));
            match only {
                Only::Always => put,
                Only::New => put.if_none_match("*"),
                Only::Tagged(etag) => put.if_match(etag),
            }
            .send()
        });
        match asked.await {
            Ok(_) => Ok(()),
            Err(error) if only != Only::Always && is_conflict(&error) => Err(Trouble::Conflict),
            Err(error) => Err(trouble(&error, PUT)),
        }
    }

    /// The objects whose keys begin so, sorted.
    ///
    /// # Errors
    ///
    /// They cannot be listed.
    pub async fn list(&self, prefix: &str) -> Result<Vec<ListedRun>, Trouble> {
        let whole = self.key(prefix);
        let mut found = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let asked = self.buckets.ask(&self.bucket, |client| {
                let list = client.list_objects_v2().bucket(&self.bucket).prefix(&whole);
                list.set_continuation_token(next.clone()).send()
            });
            let page = asked.await.map_err(|error| trouble(&error, LIST))?;
            for object in page.contents() {
                let key = object.key().and_then(|key| key.strip_prefix(&self.prefix));
                let size = object.size().and_then(|s| u64::try_from(s).ok()).unwrap_or_default();
                let age = age(object.last_modified());
                found.extend(key.map(|key| (key.to_owned(), size, age)));
            }
            next = page.next_continuation_token().map(str::to_owned);
            if next.is_none() {
                found.sort();
                return Ok(found);
            }
        }
        Err(Trouble::Other(format!("{}: the listing does not end", LIST.operation)))
    }

    /// Removes an object that was written longer ago; tells whether it did.
    ///
    /// # Errors
    ///
    /// It cannot be looked at or removed.
    pub async fn remove(&self, key: &str, older_than_seconds: u64) -> Result<bool, Trouble> {
        let key = self.key(key);
        let asked = self
            .buckets
            .ask(&self.bucket, |client| client.head_object().bucket(&self.bucket).key(&key).send());
        let head = match asked.await {
            Ok(head) => head,
            Err(error) if status(&error) == Some(404) => return Ok(false),
            Err(error) => return Err(trouble(&error, HEAD)),
        };
        if age(head.last_modified()) < older_than_seconds {
            return Ok(false);
        }
        let asked = self.buckets.ask(&self.bucket, |client| {
            client.delete_object().bucket(&self.bucket).key(&key).send()
        });
        asked.await.map(|_| true).map_err(|error| trouble(&error, DELETE))
    }
}

/// Whole seconds since a moment; none where that lies ahead or is not known.
fn age(modified: Option<&aws_smithy_types::DateTime>) -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let then = modified.and_then(|m| u64::try_from(m.secs()).ok());
    then.map_or(0, |then| now.as_secs().saturating_sub(then))
}

fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|answer| answer.status().as_u16())
}

/// Another writer was faster: the object is there already, is another one, or is gone.
fn is_conflict<E>(error: &SdkError<E, HttpResponse>) -> bool
where
    E: ProvideErrorMetadata,
{
    matches!(status(error), Some(409 | 412)) || gap::code(error) == Some("NoSuchKey")
}

fn trouble<E>(error: &SdkError<E, HttpResponse>, asked: Asked) -> Trouble
where
    E: ProvideErrorMetadata,
{
    if gap::code(error) == Some("NoSuchBucket") {
        return Trouble::Other("there is no such bucket: make it, or check its name".to_owned());
    }
    if gap::is_denied(error) {
        return Trouble::Denied(asked.operation.to_owned(), asked.action.to_owned());
    }
    match gap::explain(error, asked.operation, asked.action, PATIENCE.attempts) {
        (Reason::TimedOut, _) => Trouble::Slow(PATIENCE.call.as_secs()),
        (_, why) => Trouble::Other(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_a_bucket_and_perhaps_a_prefix() {
        assert_eq!(place("s3://acme/runs/prod/"), Some(("acme", "runs/prod")));
        assert_eq!(place("s3://acme"), Some(("acme", "")));
        for text in ["s3://", "s3:///x", "acme/runs", "s3://a*/x", "https://acme"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
