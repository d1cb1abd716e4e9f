//! Built without the AWS SDK.

use crate::app::Request;
use crate::app::keeping::unsuitable;
use crate::history::runs::{Storage, StorageError};

/// Reaches no bucket.
///
/// # Errors
///
/// Always: the place makes no sense, or this build cannot reach it.
pub(in crate::app) fn open(place: &str, _: &Request) -> Result<Box<dyn Storage>, StorageError> {
    if !place.starts_with("s3://") {
        return Err(unsuitable(place));
    }
    Err(StorageError::Unsuitable(
        "this build has no AWS SDK and cannot reach S3: name a directory, or build with the feature \
         aws"
        .to_owned(),
    ))
}
