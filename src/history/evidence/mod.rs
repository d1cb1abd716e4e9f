//! Bundles of evidence: what a gate saw and said, as it was then.
//!
//! A bundle is a directory of its own, with a manifest (`MANIFEST.json`) and a list of digests
//! (`SHA256SUMS`) that `sha256sum -c` reads. It appears whole or not at all, and is never written
//! over. Digests tell damage and hasty edits; who rewrites files and digests alike is found out
//! only by a digest of the manifest that is kept elsewhere, as the log of drills does.

mod verify;
mod write;

use std::io;

use serde::{Deserialize, Serialize};

pub use verify::{Flaw, Verified, verify};
pub use write::{Written, write};

/// The version of the manifest that is written, and the newest that is read.
const FORMAT: u64 = 1;
/// The manifest.
const MANIFEST: &str = "MANIFEST.json";
/// The digests.
const SUMS: &str = "SHA256SUMS";

/// What goes into a bundle. No text in it may hold a secret.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// The application.
    pub app: String,
    /// The job that was run: `gate`.
    pub job: String,
    /// The readiness level that it ended with.
    pub level: Option<String>,
    /// The topology that it saw.
    pub topology: Option<String>,
    /// When it began, in RFC 3339.
    pub started_at: String,
    /// When it ended, in RFC 3339: the bundle is named after it.
    pub made_at: String,
    /// The version of passmuster.
    pub tool_version: String,
    /// The exit status.
    pub exit_status: u8,
    /// The command line.
    pub command_line: Vec<String>,
    /// The configuration that held.
    pub configuration: Option<ReadFile>,
    /// SHA-256 over all rules that were loaded.
    pub rules_sha256: Option<String>,
    /// The files: reports and snapshots.
    pub files: Vec<BundleFile>,
}

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    /// Its name, without a directory.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A file that was read and is not in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFile {
    /// The file as it was named.
    pub file: String,
    /// SHA-256 of what was in it.
    pub sha256: String,
}

/// What a bundle says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    passmuster_evidence: u64,
    /// The application.
    pub app: String,
    /// The job that was run.
    pub job: String,
    /// The readiness level that it ended with.
    pub level: Option<String>,
    /// The topology that it saw.
    pub topology: Option<String>,
    /// When it began, in RFC 3339.
    pub started_at: String,
    /// When it ended, in RFC 3339.
    pub made_at: String,
    /// The version of passmuster.
    pub tool_version: String,
    /// The exit status.
    pub exit_status: u8,
    /// The command line.
    pub command_line: Vec<String>,
    /// The configuration that held.
    pub configuration: Option<ReadFile>,
    /// SHA-256 over all rules that were loaded.
    pub rules_sha256: Option<String>,
    /// The files, in the order of their names.
    pub files: Vec<ManifestFile>,
}

/// A file as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its name.
    pub file: String,
    /// How many bytes it has.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: String,
}

/// Why a bundle could not be written or looked at. The directory is named by whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// There is no space left.
    #[error("there is no space left for the evidence; make room, or name another directory")]
    Full,
    /// It may be read only.
    #[error("nothing can be written there ({0}); name another directory")]
    ReadOnly(io::Error),
    /// The place is taken by something that is no directory.
    #[error("it is no directory; name another")]
    NotADirectory,
    /// A name that no file of a bundle may have.
    #[error("{0:?} cannot be the name of a file in a bundle, or is there twice")]
    Name(String),
    /// There are too many of one second.
    #[error("there are too many bundles of one second; name another directory")]
    Crowded,
    /// It is no bundle.
    #[error("it is no bundle: it has neither {MANIFEST} nor {SUMS}; name the bundle itself")]
    NotABundle,
    /// A later passmuster made it.
    #[error(
        "the bundle is of version {0}, and this passmuster knows versions up to {FORMAT}; use the \
         passmuster that made it, or sha256sum -c {SUMS}"
    )]
    Newer(u64),
    /// Something else went wrong.
    #[error("{0}")]
    Io(io::Error),
}

impl From<io::Error> for EvidenceError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Self::ReadOnly(error)
            }
            io::ErrorKind::NotADirectory => Self::NotADirectory,
            _ => Self::Io(error),
        }
    }
}

/// Whether a name is that of a file in a bundle: nothing that leads elsewhere, is hidden, or
/// needs quoting.
fn is_plain(name: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    (1..=128).contains(&name.len())
        && name.bytes().all(good)
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
}
