//! Why a call failed, in the words of a gap.

use std::error::Error as _;
use std::sync::Arc;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::{Origin, Reason, Text, Unknown, Value};

/// What a call would have told.
#[derive(Clone, Debug)]
pub(super) struct Missing(pub(super) Arc<Unknown>);

impl Missing {
    /// The unknown that stands for each value that the call would have told.
    pub(super) fn value(&self) -> Value {
        Value::Unknown(Arc::clone(&self.0))
    }
}

/// Codes of services that mean *not allowed*.
const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "NotAuthorized",
    "UnauthorizedOperation",
    "UnauthorizedAccess",
    "Forbidden",
    "403",
];
/// Codes that mean that the credentials themselves are no longer good.
const CREDENTIALS: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "AuthFailure",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "IncompleteSignature",
    "MissingAuthenticationToken",
];
/// Codes of throttling.
pub(super) const THROTTLED: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "SlowDown",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
];
/// Codes that mean that the service or the region does not know the call.
const UNSUPPORTED: &[&str] = &[
    "InvalidAction",
    "UnknownOperationException",
    "UnsupportedOperation",
    "UnsupportedOperationException",
    "NotImplemented",
    "OptInRequired",
    "SubscriptionRequiredException",
];
/// Characters of a message that are kept.
const LONGEST: usize = 300;

/// The code that the service answered with; `None` when no service answered.
pub(super) fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Option<&str> {
    match error {
        SdkError::ServiceError(answer) => answer.err().meta().code(),
        _ => None,
    }
}

/// Whether an IAM action is missing.
pub(super) fn is_denied<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    code(error).is_some_and(|code| DENIED.contains(&code))
}

/// The reason, and one sentence with the mend.
pub(super) fn explain<E>(
    error: &SdkError<E, HttpResponse>,
    operation: &str,
    action: &str,
    attempts: u32,
) -> (Reason, String)
where
    E: ProvideErrorMetadata,
{
    match error {
        SdkError::ServiceError(answer) => {
            let meta = answer.err().meta();
            let status = answer.raw().status();
            if status.is_success() {
                let detail = format!("{operation}: the answer cannot be understood: collect again");
                return (Reason::Unreadable, detail);
            }
            let status = format!("HTTP status {}", status.as_u16());
            let code = meta.code().unwrap_or(&status);
            let said = cut(meta.message().unwrap_or("the service says no more"));
            let is = |codes: &[&str]| codes.contains(&code);
            if is(DENIED) {
                (
                    Reason::Denied,
                    format!("{operation} is denied: grant {action} to the role that collects"),
                )
            } else if is(CREDENTIALS) {
                (
                    Reason::Denied,
                    format!(
                        "{operation}: the credentials are not or no longer accepted ({code}): renew them and collect again"
                    ),
                )
            } else if is(THROTTLED) {
                (
                    Reason::Throttled,
                    format!(
                        "{operation} was throttled at each of {attempts} attempts ({code}): collect again when less else is asked"
                    ),
                )
            } else if is(UNSUPPORTED) {
                (Reason::Unsupported, format!("{operation} is not offered here ({code}): {said}"))
            } else {
                (Reason::Unreadable, format!("{operation} failed with {code}: {said}"))
            }
        }
        SdkError::TimeoutError(_) => {
            (Reason::TimedOut, format!("{operation} did not end in time: collect again"))
        }
        SdkError::DispatchFailure(failure) if failure.is_timeout() => (
            Reason::TimedOut,
            format!("{operation}: no connection in time: check the network and the endpoint"),
        ),
        SdkError::DispatchFailure(failure) if failure.is_io() => (
            Reason::Unreachable,
            format!(
                "{operation}: the endpoint cannot be reached: check the network and the endpoint"
            ),
        ),
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(error) => match credentials(error) {
                Some(why) => (Reason::Denied, format!("{operation} was not sent: {why}")),
                None => (
                    Reason::Unreachable,
                    format!("{operation} was not sent: {}", cut(&error.to_string())),
                ),
            },
            None => (Reason::Unreachable, format!("{operation} was not sent")),
        },
        SdkError::ResponseError(_) => (
            Reason::Unreadable,
            format!("{operation}: the answer is cut off or cannot be understood: collect again"),
        ),
        _ => (Reason::Unreadable, format!("{operation} could not be made")),
    }
}

/// What is the matter with the credentials, where they are why a call was not sent. What a
/// credential process printed may be among the causes, so none of their words are shown.
fn credentials(error: &ConnectorError) -> Option<&'static str> {
    let mut cause = error.source();
    while let Some(now) = cause {
        if let Some(error) = now.downcast_ref::<CredentialsError>() {
            return Some(match error {
                CredentialsError::CredentialsNotLoaded(_) => {
                    "there are no credentials: check that the profile exists, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                }
                CredentialsError::ProviderTimedOut(_) => {
                    "the credentials did not come in time: check the network and the profile"
                }
                CredentialsError::InvalidConfiguration(_) => {
                    "the credentials are not configured as they should be: check that the profile exists and is complete"
                }
                _ => {
                    "the credentials cannot be loaded: check the profile and the role, and sign in again where there is a session"
                }
            });
        }
        cause = now.source();
    }
    None
}

/// The unknown for what a call would have told.
pub(super) fn unknown(reason: Reason, detail: &str, operation: &str) -> Missing {
    let mut unknown = Unknown::new(reason, detail);
    unknown.origin = Some(Origin::Call(Text::from(operation)));
    Missing(Arc::new(unknown))
}

/// Messages of services may hold anything, at any length.
fn cut(message: &str) -> String {
    let line: String = message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST).chain(['…']).collect()
}
