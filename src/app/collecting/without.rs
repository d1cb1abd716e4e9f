//! Built without live collection: every request says so.

use std::sync::Arc;

use super::{Call, Collection, Counts, PolicyFormat};
use crate::app::loading::Prepared;
use crate::app::{Failure, Reach, Request};
use crate::sources::snapshot_file::Stored;

fn refused<T>() -> Result<T, Failure> {
    Err(Failure::Usage(
        "this passmuster was built without live collection: build it with the feature aws"
            .to_owned(),
    ))
}

impl Collection {
    /// How far it is.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::default()
    }
}

pub(in crate::app) fn collected(
    _: &Prepared,
    _: &Request,
    _: &Reach,
    _: &Collection,
) -> Result<Stored, Failure> {
    refused()
}

/// Refused: built without live collection.
///
/// # Errors
///
/// Always.
pub fn collect(_: &Request, _: &Reach, _: &Arc<Collection>) -> Result<Stored, Failure> {
    refused()
}

/// Refused: built without live collection.
///
/// # Errors
///
/// Always.
pub fn planned_calls(_: &Request) -> Result<Vec<Call>, Failure> {
    refused()
}

/// Refused: built without live collection.
///
/// # Errors
///
/// Always.
pub fn iam_policy(_: &Request, _: PolicyFormat) -> Result<String, Failure> {
    refused()
}
