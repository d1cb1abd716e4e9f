//! Object storage as a place for runs.

use super::Request;
use super::keeping::unsuitable;
use crate::history::runs::{Storage, StorageError};

/// Opens a bucket.
///
/// # Errors
///
/// The place makes no sense, or the build has no AWS SDK.
pub(super) fn open(place: &str, _: &Request) -> Result<Box<dyn Storage>, StorageError> {
    if !place.starts_with("s3://") {
        return Err(unsuitable(place));
    }
    Err(StorageError::Unsuitable(
        "this build has no AWS SDK and cannot reach S3: name a directory, or build with the feature \
         aws"
        .to_owned(),
    ))
}
