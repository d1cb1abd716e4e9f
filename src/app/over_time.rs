//! What became of an estate between two snapshots.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::Failure;
use super::loading::snapshot;
use crate::compare::{Changes, Untold};
use crate::finding::show;
use crate::model::{Resource, Side, Snapshot};
use crate::sources::snapshot_file::Stored;
use crate::sources::without_digests;

/// Two snapshots and what differs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangesView {
    /// The first.
    pub older: SnapshotView,
    /// The second.
    pub newer: SnapshotView,
    /// Whether secrets were digested under one key; otherwise they cannot be compared.
    pub same_key: bool,
    /// What differs on each side.
    pub sides: Vec<SideChangesView>,
}

/// A snapshot.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SnapshotView {
    /// The file.
    pub file: String,
    /// When it was taken, in RFC 3339.
    pub taken_at: String,
    /// How many resources it holds.
    pub resources: usize,
    /// What it could not read.
    pub gaps: Vec<String>,
}

/// What differs on one side.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SideChangesView {
    /// The side, or `global`.
    pub side: String,
    /// Its region; empty for `global`.
    pub region: String,
    /// What has come.
    pub added: Vec<SubjectView>,
    /// What has gone.
    pub removed: Vec<SubjectView>,
    /// What is in both and differs, or cannot be compared.
    pub changed: Vec<ChangedView>,
    /// What is in one of them, while nobody could look for it in the other.
    pub untold: Vec<UntoldView>,
}

/// A resource.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SubjectView {
    /// The Terraform type.
    pub kind: String,
    /// The address.
    pub address: String,
    /// The name that people use, where it has one.
    pub name: Option<String>,
}

/// A resource that differs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangedView {
    /// The resource.
    #[serde(flatten)]
    pub subject: SubjectView,
    /// Path, older and newer value, and why it cannot be told where it cannot.
    pub differences: Vec<AttributeView>,
}

/// An attribute that differs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AttributeView {
    /// The attribute path.
    pub path: String,
    /// The value as it was.
    pub older: Option<String>,
    /// The value as it is.
    pub newer: Option<String>,
    /// Why it cannot be told whether they differ.
    pub undecided: Option<String>,
}

/// A resource of which it cannot be told whether it has come or gone.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UntoldView {
    /// The resource.
    #[serde(flatten)]
    pub subject: SubjectView,
    /// Which snapshot has it: `older` or `newer`.
    pub only_in: String,
    /// Why the other does not tell.
    pub why: String,
}

/// Compares two snapshot files.
///
/// # Errors
///
/// One of them cannot be read, or they are of different regions or accounts.
pub fn changes(older: &Path, newer: &Path, directory: &Path) -> Result<ChangesView, Failure> {
    let read = |path: &Path| -> Result<(PathBuf, Stored), Failure> {
        Ok((path.to_path_buf(), snapshot(&directory.join(path))?))
    };
    let (mut first, mut second) = (read(older)?, read(newer)?);
    check_sites(&first, &second)?;
    let same_key = first.1.key == second.1.key;
    if !same_key {
        let why = "not comparable: the snapshots were made under different keys";
        for stored in [&mut first.1, &mut second.1] {
            for resource in &mut stored.snapshot.resources {
                *resource = without_digests(resource, why);
            }
        }
    }
    let changes = Changes::between(&first.1.snapshot, &second.1.snapshot);
    let regions = second.1.sites.clone();
    let sides = [Side::Primary, Side::Dr, Side::Global].map(|side| {
        let region = regions.iter().find(|(s, ..)| *s == side).and_then(|(_, r, _)| r.clone());
        of_side(&changes, side, region.map(|r| r.to_string()).unwrap_or_default())
    });
    let empty = |view: &SideChangesView| {
        view.side == Side::Global.name()
            && view.added.is_empty()
            && view.removed.is_empty()
            && view.changed.is_empty()
            && view.untold.is_empty()
    };
    Ok(ChangesView {
        older: snapshot_view(&first.0, &first.1.snapshot),
        newer: snapshot_view(&second.0, &second.1.snapshot),
        same_key,
        sides: sides.into_iter().filter(|view| !empty(view)).collect(),
    })
}

/// What lies in different places has nothing to do with time.
fn check_sites(first: &(PathBuf, Stored), second: &(PathBuf, Stored)) -> Result<(), Failure> {
    for ((side, region, account), (_, other_region, other_account)) in
        first.1.sites.iter().zip(&second.1.sites)
    {
        let both = |what: &str, one: String, other: String| {
            Err(Failure::Usage(format!(
                "the {side} side of {} is {what} {one}, that of {} {what} {other}: only snapshots \
                 of the same regions and accounts can be compared",
                first.0.display(),
                second.0.display()
            )))
        };
        match (region, other_region) {
            (Some(one), Some(other)) if one != other => {
                return both("region", one.to_string(), other.to_string());
            }
            _ => {}
        }
        match (account, other_account) {
            (Some(one), Some(other)) if one != other => {
                return both("account", one.to_string(), other.to_string());
            }
            _ => {}
        }
    }
    Ok(())
}

fn snapshot_view(file: &Path, snapshot: &Snapshot) -> SnapshotView {
    SnapshotView {
        file: file.display().to_string(),
        taken_at: snapshot.meta.taken_at.to_string(),
        resources: snapshot.resources.len(),
        gaps: snapshot.coverage.gaps().iter().map(super::storing::gap).collect(),
    }
}

fn subject(resource: &Resource) -> SubjectView {
    SubjectView {
        kind: resource.kind.to_string(),
        address: resource.address.to_string(),
        name: resource.name.as_ref().map(ToString::to_string),
    }
}

fn of_side(changes: &Changes, side: Side, region: String) -> SideChangesView {
    let subjects = |resources: &[Arc<Resource>]| -> Vec<SubjectView> {
        resources.iter().filter(|r| r.side() == side).map(|r| subject(r)).collect()
    };
    let changed = changes.changed.iter().filter(|c| c.newer.side() == side).map(|c| ChangedView {
        subject: subject(&c.newer),
        differences: c
            .differences
            .iter()
            .map(|d| AttributeView {
                path: d.path.to_string(),
                older: d.left.as_ref().map(show),
                newer: d.right.as_ref().map(show),
                undecided: d.undecided.as_ref().map(ToString::to_string),
            })
            .collect(),
    });
    let untold = |u: &Untold| UntoldView {
        subject: subject(&u.resource),
        only_in: if u.newer { "newer" } else { "older" }.to_owned(),
        why: u.why.because(),
    };
    SideChangesView {
        side: side.name().to_owned(),
        region,
        added: subjects(&changes.added),
        removed: subjects(&changes.removed),
        changed: changed.collect(),
        untold: changes.untold.iter().filter(|u| u.resource.side() == side).map(untold).collect(),
    }
}
