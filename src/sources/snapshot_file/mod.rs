//! Snapshots as files: what was collected once can be assessed again and compared with later.
//!
//! A file is JSON, compressed with Zstandard, with a format version. Of values only what JSON lacks
//! is written with a mark: `{"$unknown": …}`, `{"$sensitive": "…"}`, `{"$open": …}`. The file holds
//! no secret in clear; digests compare only with those made under the same key, so the file names
//! its key by a digest of the key itself.

mod read;
mod value;
mod write;

use super::DigestKey;
use crate::model::{AccountId, Region, Side, Snapshot, Text};

pub use read::{Unreadable, parse, read};
#[cfg(feature = "aws")]
pub(super) use value::{Attributes, Entries};
#[cfg(feature = "aws")]
pub(super) use write::whole;
pub use write::{bytes, write};

/// The version of the format that is written, and the newest that is read.
pub const FORMAT: u64 = 1;

/// A snapshot with what says where it comes from.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The application.
    pub app: Text,
    /// The version of passmuster that collected.
    pub tool_version: Text,
    /// Region and account of both sides, primary first.
    pub sites: [(Side, Option<Region>, Option<AccountId>); 2],
    /// What tells the key apart under which secrets were digested.
    pub key: Text,
    /// What was collected.
    pub snapshot: Snapshot,
}

/// What tells a key apart, without telling the key.
#[must_use]
pub fn key_name(key: &DigestKey) -> Text {
    use std::fmt::Write as _;
    let mut name = String::new();
    for byte in &key.digest(b"passmuster snapshot key").bytes()[..8] {
        let _ = write!(name, "{byte:02x}");
    }
    Text::from(name)
}
