//! Built with the AWS SDK: S3.

use std::time::Duration;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::runtime::{Builder, Runtime};

use crate::app::Request;
use crate::app::collecting::network;
use crate::app::keeping::unsuitable;
use crate::history::runs::{Condition, Entry, Storage, StorageError, Stored, Version};
use crate::model::Region;
use crate::sources::aws::run_bucket::{Only, RunBucket, Trouble, place};

/// Calls to a bucket that are under way at once.
const AT_ONCE: usize = 32;

/// How long many objects together are waited for.
const TOGETHER: Duration = Duration::from_mins(1);

/// A bucket as a place for runs.
struct Bucket {
    shown: String,
    runtime: Runtime,
    bucket: RunBucket,
}

/// Opens a bucket. Nothing is asked yet.
///
/// # Errors
///
/// The place makes no sense, or the certificates cannot be read.
pub(in crate::app) fn open(
    shown: &str,
    request: &Request,
) -> Result<Box<dyn Storage>, StorageError> {
    let whole = place(shown).ok_or_else(|| unsuitable(shown))?;
    let failed = |why: String| StorageError::Other(why);
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(error.to_string()))?;
    let region = request.history_region.as_deref().and_then(Region::parse);
    let opened = runtime.block_on(RunBucket::open(whole, region, &network(&request.reach)));
    let bucket = opened.map_err(|refused| failed(refused.to_string()))?;
    let bucket = bucket.ok_or_else(|| unsuitable(shown))?;
    Ok(Box::new(Bucket { shown: shown.to_owned(), runtime, bucket }))
}

fn stored((bytes, etag): (Vec<u8>, String)) -> Stored {
    Stored { bytes, version: Version(etag) }
}

impl From<Trouble> for StorageError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Conflict => Self::Conflict,
            Trouble::Denied(operation, action) => Self::Denied { operation, action },
            Trouble::Slow(seconds) => Self::Slow(seconds),
            Trouble::Other(why) => Self::Other(why),
        }
    }
}

impl Storage for Bucket {
    fn place(&self) -> String {
        self.shown.clone()
    }

    fn read(&self, key: &str) -> Result<Option<Stored>, StorageError> {
        let read = self.runtime.block_on(self.bucket.read(key))?;
        Ok(read.map(stored))
    }

    fn write(&self, key: &str, bytes: &[u8], when: &Condition) -> Result<(), StorageError> {
        let only = match when {
            // Written anew although it may be there: an object is as old as its last write.
            Condition::Same => Only::Always,
            Condition::New => Only::New,
            Condition::Unchanged(version) => Only::Tagged(&version.0),
        };
        Ok(self.runtime.block_on(self.bucket.write(key, bytes, only))?)
    }

    fn read_many(&self, keys: &[String]) -> Vec<Result<Option<Stored>, StorageError>> {
        let reads = stream::iter(keys).map(|key| self.bucket.read(key)).buffered(AT_ONCE);
        let reads = async { tokio::time::timeout(TOGETHER, reads.collect::<Vec<_>>()).await };
        match self.runtime.block_on(reads) {
            Ok(read) => read.into_iter().map(|read| Ok(read?.map(stored))).collect(),
            Err(_) => keys.iter().map(|_| Err(StorageError::Slow(TOGETHER.as_secs()))).collect(),
        }
    }

    fn write_many(&self, all: &[(String, Vec<u8>)]) -> Result<(), StorageError> {
        let writes = stream::iter(all)
            .map(|(key, bytes)| self.bucket.write(key, bytes, Only::Always))
            .buffer_unordered(AT_ONCE);
        let writes = async { tokio::time::timeout(TOGETHER, writes.try_collect::<()>()).await };
        let written = self.runtime.block_on(writes);
        Ok(written.map_err(|_| StorageError::Slow(TOGETHER.as_secs()))??)
    }

    fn list(&self, prefix: &str) -> Result<Vec<Entry>, StorageError> {
        let listed = self.runtime.block_on(self.bucket.list(prefix))?;
        let entry = |(key, size, age_seconds)| Entry { key, size, age_seconds };
        Ok(listed.into_iter().map(entry).collect())
    }

    fn remove(&self, key: &str, older_than_seconds: u64) -> Result<bool, StorageError> {
        Ok(self.runtime.block_on(self.bucket.remove(key, older_than_seconds))?)
    }
}
