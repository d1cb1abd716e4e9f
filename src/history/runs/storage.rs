//! Where a store of runs lies: a directory, or a bucket.

use std::fmt;

/// A place that keeps named bytes.
///
/// Keys are relative, with `/` between their parts. A write replaces the whole of a key's bytes:
/// readers see what was there before or what is there now, never a part.
pub trait Storage {
    /// The place as the user named it.
    fn place(&self) -> String;

    /// The bytes of a key; `None` where there are none.
    ///
    /// # Errors
    ///
    /// The place cannot be read.
    fn read(&self, key: &str) -> Result<Option<Stored>, StorageError>;

    /// Writes the bytes of a key.
    ///
    /// # Errors
    ///
    /// [`StorageError::Conflict`] where the condition does not hold, else the place cannot be
    /// written. Nothing is changed then.
    fn write(&self, key: &str, bytes: &[u8], when: &Condition) -> Result<(), StorageError>;

    /// The bytes of many keys, in their order. A place that is far away reads several at once.
    fn read_many(&self, keys: &[String]) -> Vec<Result<Option<Stored>, StorageError>> {
        keys.iter().map(|key| self.read(key)).collect()
    }

    /// Writes many keys whose bytes are never others. A place that is far away writes several at
    /// once.
    ///
    /// # Errors
    ///
    /// One of them cannot be written; others may have been.
    fn write_many(&self, all: &[(String, Vec<u8>)]) -> Result<(), StorageError> {
        all.iter().try_for_each(|(key, bytes)| self.write(key, bytes, &Condition::Same))
    }

    /// All keys that begin so, sorted.
    ///
    /// # Errors
    ///
    /// The place cannot be listed.
    fn list(&self, prefix: &str) -> Result<Vec<Entry>, StorageError>;

    /// Removes a key that was written longer ago than this; tells whether it did. One that is not
    /// there is no error.
    ///
    /// # Errors
    ///
    /// The place cannot be written.
    fn remove(&self, key: &str, older_than_seconds: u64) -> Result<bool, StorageError>;
}

/// The bytes of a key, with what tells them from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What tells these bytes from those that another writer puts in their place.
    pub version: Version,
}

/// What tells the bytes of a key from others: a digest, or an ETag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub String);

/// What must hold for a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The bytes of this key are never others: what is there is as good as written, and counts as
    /// written now.
    Same,
    /// The key has no bytes yet.
    New,
    /// The key's bytes are those that were read.
    Unchanged(Version),
}

/// A key that was listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// Whole seconds since it was written, as the place's own clock says.
    pub age_seconds: u64,
}

/// Why a place cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// Another writer was faster.
    #[error("another run wrote at the same moment")]
    Conflict,
    /// Another writer holds the store.
    #[error("another run holds its lock for too long; wait for it, or end it")]
    Locked,
    /// There is no space left.
    #[error("there is no space left; make room, or prune with `passmuster history prune`")]
    Full,
    /// It may not be written.
    #[error("it cannot be written: {0}")]
    ReadOnly(String),
    /// It may not be read or written for want of a permission.
    #[error("{operation} is denied: grant {action} on it")]
    Denied {
        /// What was attempted.
        operation: String,
        /// The IAM action that is missing.
        action: String,
    },
    /// It did not answer in time.
    #[error("it did not answer within {0} s")]
    Slow(u64),
    /// It is no place for runs.
    #[error("{0}")]
    Unsuitable(String),
    /// Something else.
    #[error("{0}")]
    Other(String),
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
