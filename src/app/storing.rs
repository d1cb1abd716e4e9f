//! Snapshot files.

use std::path::Path;

use super::Failure;
use crate::model::Gap;
use crate::sources::snapshot_file::{self, Stored};

/// What was stored.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// How many resources.
    pub resources: usize,
    /// What could not be read.
    pub gaps: Vec<String>,
}

/// Writes a snapshot file.
///
/// # Errors
///
/// The file cannot be written; nothing is left behind then.
pub fn store(stored: &Stored, path: &Path) -> Result<Summary, Failure> {
    snapshot_file::write(stored, path)
        .map_err(|error| Failure::Io { path: path.display().to_string(), error })?;
    let snapshot = &stored.snapshot;
    Ok(Summary {
        resources: snapshot.resources.len(),
        gaps: snapshot.coverage.gaps().iter().map(gap).collect(),
    })
}

/// A gap in one line.
pub(super) fn gap(gap: &Gap) -> String {
    let side = gap.side.map_or("both sides", |s| s.name());
    let kind = gap.kind.as_deref().unwrap_or("everything");
    let what = match gap.attributes.as_slice() {
        [] => kind.to_owned(),
        names => {
            let names: Vec<&str> = names.iter().map(|n| n.as_str()).collect();
            format!("{kind} {}", names.join(", "))
        }
    };
    format!("{side}: {what}: {}: {}", gap.reason.words(), gap.detail)
}
