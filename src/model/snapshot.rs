//! What one source said at one moment.

use std::sync::Arc;

use super::{Coverage, Resource, SourceFile, Text, View};

/// One read of one source.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// What was read, and when.
    pub meta: SnapshotMeta,
    /// The resources, in the source's order.
    pub resources: Vec<Arc<Resource>>,
    /// What was looked at, and what could not be.
    pub coverage: Coverage,
}

/// What was read, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotMeta {
    /// Through which view the source looks at the estate.
    pub view: View,
    /// The files that were read.
    pub files: Vec<Arc<SourceFile>>,
    /// When it was read, in RFC 3339; empty where the source does not carry a time.
    pub taken_at: Text,
}
