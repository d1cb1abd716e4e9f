//! Calls to S3 with the access of one side, wherever the bucket lies.
//!
//! A bucket in another region than the side says so in its refusal, and is asked there.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_s3::Client;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::{Gap, Reason, Side, Text};
use crate::sources::aws::gap;

/// How long a call may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Attempts of one call.
    pub(super) attempts: u32,
    /// The longest that one attempt may take.
    pub(super) attempt: Duration,
    /// The longest that a call may take with all its attempts.
    pub(super) call: Duration,
}

/// For states: a region may be dark, and the states of the other are to be read soon.
pub(super) const FOR_STATES: Patience =
    Patience { attempts: 5, attempt: Duration::from_secs(20), call: Duration::from_mins(1) };

/// One call to S3 and what allows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) operation: &'static str,
    pub(super) action: &'static str,
}

/// A listing of keys.
pub(super) const LIST: Asked = Asked { operation: "s3:ListObjectsV2", action: "s3:ListBucket" };
/// The content of an object.
pub(super) const GET: Asked = Asked { operation: "s3:GetObject", action: "s3:GetObject" };

/// The buckets as one side sees them.
#[derive(Debug)]
pub(super) struct Buckets {
    config: SdkConfig,
    /// The regions of buckets that lie elsewhere.
    elsewhere: Mutex<HashMap<String, String>>,
}

impl Buckets {
    pub(super) fn new(config: SdkConfig, patience: Patience) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(3))
            .read_timeout(patience.attempt)
            .operation_attempt_timeout(patience.attempt)
            .operation_timeout(patience.call)
            .build();
        let config = config
            .into_builder()
            .retry_config(RetryConfig::standard().with_max_attempts(patience.attempts))
            .timeout_config(timeouts)
            .build();
        Self { config, elsewhere: Mutex::default() }
    }

    /// The endpoint that stands for AWS; empty where AWS is meant.
    pub(super) fn endpoint(&self) -> &str {
        self.config.endpoint_url().unwrap_or_default()
    }

    fn region_of(&self, bucket: &str) -> Option<String> {
        let elsewhere = self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
        let own = self.config.region().map(ToString::to_string);
        elsewhere.get(bucket).cloned().or(own)
    }

    fn lies_in(&self, bucket: &str, region: &str) {
        let mut elsewhere = self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
        elsewhere.insert(bucket.to_owned(), region.to_owned());
    }

    fn client(&self, region: Option<String>) -> Client {
        let mut config = aws_sdk_s3::config::Builder::from(&self.config);
        // No host is made of a bucket's name where an endpoint is given.
        config.set_force_path_style(Some(self.config.endpoint_url().is_some()));
        config.set_region(region.map(aws_sdk_s3::config::Region::new));
        Client::from_conf(config.build())
    }

    /// Asks in the bucket's region.
    pub(super) async fn ask<O, E, F>(
        &self,
        bucket: &str,
        request: impl Fn(Client) -> F,
    ) -> Result<O, SdkError<E, HttpResponse>>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    {
        let asked = self.region_of(bucket);
        // A request of the SDK takes tens of kilobytes, and many wait at once.
        match Box::pin(request(self.client(asked.clone()))).await {
            Err(error) => match told_region(&error).filter(|told| asked.as_ref() != Some(told)) {
                Some(region) => {
                    self.lies_in(bucket, &region);
                    Box::pin(request(self.client(Some(region)))).await
                }
                None => Err(error),
            },
            answer => answer,
        }
    }
}

/// The region in which S3 says that the bucket lies.
fn told_region<E>(error: &SdkError<E, HttpResponse>) -> Option<String> {
    error.raw_response()?.headers().get("x-amz-bucket-region").map(str::to_owned)
}

/// Whether S3 says that the object is as it was.
pub(super) fn is_unchanged<E>(error: &SdkError<E, HttpResponse>) -> bool {
    error.raw_response().is_some_and(|answer| answer.status().as_u16() == 304)
}

/// A failed call as a gap of a side; `place` is the location that was asked for.
pub(super) fn failed<E>(
    error: &SdkError<E, HttpResponse>,
    asked: Asked,
    side: Side,
    place: &str,
) -> Gap
where
    E: ProvideErrorMetadata,
{
    let said = match error {
        SdkError::ServiceError(answer) => answer.err().meta().message().unwrap_or_default(),
        _ => "",
    };
    // The key that encrypts an object may be closed where the object is not.
    let action = if said.contains("kms:Decrypt") { "kms:Decrypt" } else { asked.action };
    let (reason, why) = match gap::code(error) {
        Some("NoSuchBucket") => {
            (Reason::Unreadable, "there is no such bucket: check its name".to_owned())
        }
        Some("NoSuchKey") => {
            (Reason::Unreadable, "there is no such object: check its key".to_owned())
        }
        _ => match gap::explain(error, asked.operation, action, FOR_STATES.attempts) {
            (Reason::Denied, why) if asked.operation == GET.operation && action == GET.action => (
                Reason::Denied,
                format!("{why}; S3 says the same of a missing object without s3:ListBucket"),
            ),
            other => other,
        },
    };
    Gap {
        side: Some(side),
        kind: None,
        attributes: Vec::new(),
        operation: Text::from(asked.operation),
        iam_action: (reason == Reason::Denied).then(|| Text::from(action)),
        reason,
        detail: Text::from(format!("{place}: {why}")),
    }
}
