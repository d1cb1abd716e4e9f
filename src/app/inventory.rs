//! What was read from any source.

use std::path::PathBuf;

use serde::Serialize;

use crate::model::Gap;
use crate::sources::{self, Context, DigestKey};

/// What the given locations hold.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InventoryView {
    /// The files that were read.
    pub files: Vec<FileView>,
    /// What could not be read.
    pub gaps: Vec<GapView>,
}

/// One file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FileView {
    /// The file as the user named it.
    pub path: String,
    /// `state 4`, `shown state 1.0`, `plan 1.2`.
    pub format: String,
    /// The state's serial.
    pub serial: Option<u64>,
    /// The Terraform version that wrote it.
    pub terraform_version: Option<String>,
    /// How many resources and data sources it holds.
    pub resources: usize,
    /// Changes made outside Terraform, as a plan reports them.
    pub drifted: usize,
    /// Resources that a plan takes away.
    pub removed: usize,
    /// The resources by kind, region and evidence.
    pub rows: Vec<RowView>,
}

/// Resources of one kind in one region.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RowView {
    /// The Terraform type.
    pub kind: String,
    /// The region; empty when it is not known.
    pub region: String,
    /// How the region was known.
    pub evidence: String,
    /// How many there are.
    pub count: usize,
}

/// Something that could not be read.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GapView {
    /// What was attempted.
    pub operation: String,
    /// The reason in words.
    pub reason: String,
    /// Place and mend.
    pub detail: String,
}

fn gap(gap: &Gap) -> GapView {
    GapView {
        operation: gap.operation.to_string(),
        reason: gap.reason.words().to_owned(),
        detail: gap.detail.to_string(),
    }
}

/// Reads each location by itself.
#[must_use]
pub fn inventory(locations: &[String], directory: PathBuf, digest_key: [u8; 32]) -> InventoryView {
    let context = Context::without_sides(directory, DigestKey::new(digest_key));
    let mut view = InventoryView::default();
    for location in locations {
        let listing = sources::inspect(location, &context);
        view.gaps.extend(listing.gaps.iter().map(gap));
        for file in listing.files {
            let mut rows: Vec<RowView> = Vec::new();
            for ((_, kind, region, evidence), count) in file.counts() {
                let region = region.map(|r| r.to_string()).unwrap_or_default();
                rows.push(RowView {
                    kind: kind.to_string(),
                    region,
                    evidence: evidence.words().to_owned(),
                    count,
                });
            }
            view.files.push(FileView {
                path: file.file.path.to_string(),
                format: format!("{} {}", file.format.words(), file.format_version),
                serial: file.file.serial,
                terraform_version: file.file.terraform_version.as_ref().map(ToString::to_string),
                resources: file.resources.len(),
                drifted: file.drifted,
                removed: file.removed,
                rows,
            });
        }
    }
    view
}
