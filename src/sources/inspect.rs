//! What a location holds, without sides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::locate;
use super::settle::{self, ReadFile};
use super::terraform::{self, Disk, Root};
use super::{Context, Format, git, read_file, source_file};
use crate::model::{
    Gap, Region, RegionEvidence, Resource, Side, Snapshot, SourceFile, Text, is_managed_kind,
};

/// What one location holds.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The files that were read, in order of their names.
    pub files: Vec<FileListing>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

/// What one file holds.
#[derive(Clone, Debug)]
pub struct FileListing {
    /// The file, with serial, lineage and the version that wrote it.
    pub file: Arc<SourceFile>,
    /// The format.
    pub format: Format,
    /// The version of the format: `4`, `1.2`.
    pub format_version: Text,
    /// The resources and data sources, in the file's order.
    pub resources: Vec<Arc<Resource>>,
    /// Changes made outside Terraform, as a plan reports them.
    pub drifted: usize,
    /// Resources that a plan takes away; they are not among the resources.
    pub removed: usize,
}

impl FileListing {
    /// How many resources there are of each side, kind, region and evidence for the region.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<(Side, Text, Option<Region>, RegionEvidence), usize> {
        let mut counts = BTreeMap::new();
        for resource in &self.resources {
            let key = (
                resource.side(),
                resource.kind.clone(),
                resource.site.region.clone(),
                resource.region_evidence,
            );
            *counts.entry(key).or_default() += 1;
        }
        counts
    }
}

/// Reads what a location holds; each file stands alone.
///
/// Resources belong to a side only when the context gives a side their region; otherwise they
/// are listed as global.
#[must_use]
pub fn inspect(location: &str, context: &Context) -> Listing {
    if let Some(listing) = configuration(location, context) {
        return listing;
    }
    let located = locate::files(location, &context.base);
    let mut listing = Listing::default();
    for problem in &located.problems {
        listing.gaps.push(problem.gap(None, Text::from(location)));
    }
    for found in located.files {
        let document = match read_file(&found, context) {
            Ok(document) => document,
            Err(problem) => {
                listing.gaps.push(problem.gap(None, Text::from(found.name())));
                continue;
            }
        };
        let file = source_file(found.name(), &document);
        let (format, format_version) = (document.format, document.format_version.clone());
        let (drifted, removed) = (document.drifted, document.removed);
        let sides = BTreeSet::from([Side::Global]);
        let read = ReadFile { file: Arc::clone(&file), sides, document };
        let mut resources = settle::resources(read, &BTreeMap::new(), context);
        resources.retain(|r| is_managed_kind(&r.kind) || r.kind.starts_with("data."));
        listing.files.push(FileListing {
            file,
            format,
            format_version,
            resources,
            drifted,
            removed,
        });
    }
    listing
}

/// A Terraform directory as a root module of its own; `None` when the location is none, or holds
/// states besides.
fn configuration(location: &str, context: &Context) -> Option<Listing> {
    let path = context.base.join(location);
    let names: Vec<String> = std::fs::read_dir(&path)
        .ok()?
        .flatten()
        .filter_map(|e| e.file_name().into_string().ok())
        .collect();
    let configured = names.iter().any(|n| terraform::is_configuration(n));
    if !configured || names.iter().any(|n| n.ends_with(".tfstate")) {
        return None;
    }
    let project = git::top_of(&path).unwrap_or_else(|| path.clone());
    let disk = Disk::new(&project).ok()?;
    let root = Root {
        dir: disk.name(&path)?,
        workspace: Text::from("default"),
        sides: BTreeSet::from([Side::Global]),
        ..Root::default()
    };
    let Snapshot { meta, mut resources, coverage } =
        terraform::read(&disk, &[root], context).snapshot;
    resources.retain(|r| is_managed_kind(&r.kind) || r.kind.starts_with("data."));
    let file = meta.files.into_iter().next()?;
    let listed = FileListing {
        file: Arc::new(SourceFile { path: Text::from(location), ..file.as_ref().clone() }),
        format: Format::Configuration,
        format_version: Text::new(),
        resources,
        drifted: 0,
        removed: 0,
    };
    Some(Listing { files: vec![listed], gaps: coverage.gaps().to_vec() })
}
