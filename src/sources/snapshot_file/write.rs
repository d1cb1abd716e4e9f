//! Writing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde::Serialize;

use super::value::{Entries, reason_word};
use super::{FORMAT, Stored};
use crate::model::{Gap, Provenance, Resource, Site};

#[derive(Serialize)]
struct File<'a> {
    passmuster_snapshot: u64,
    tool_version: &'a str,
    app: &'a str,
    taken_at: &'a str,
    key: &'a str,
    sides: Vec<SideLine<'a>>,
    looked_for: BTreeMap<&'a str, Option<Vec<&'a str>>>,
    gaps: Vec<GapLine<'a>>,
    sites: Vec<SideLine<'a>>,
    resources: Vec<Line<'a>>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
struct SideLine<'a> {
    side: &'a str,
    region: Option<&'a str>,
    account: Option<&'a str>,
}

#[derive(Serialize)]
struct GapLine<'a> {
    side: Option<&'a str>,
    kind: Option<&'a str>,
    attributes: Vec<&'a str>,
    operation: &'a str,
    iam_action: Option<&'a str>,
    reason: &'a str,
    detail: &'a str,
}

#[derive(Serialize)]
struct Line<'a> {
    kind: &'a str,
    id: Option<&'a str>,
    address: &'a str,
    name: Option<&'a str>,
    /// Index into the sites.
    site: usize,
    operation: &'a str,
    attributes: Entries<'a>,
}

fn side_line(site: &Site) -> SideLine<'_> {
    SideLine {
        side: site.side.name(),
        region: site.region.as_ref().map(|r| r.as_str()),
        account: site.account.as_ref().map(|a| a.as_str()),
    }
}

fn gap_line(gap: &Gap) -> GapLine<'_> {
    GapLine {
        side: gap.side.map(|s| s.name()),
        kind: gap.kind.as_deref(),
        attributes: gap.attributes.iter().map(|a| a.as_str()).collect(),
        operation: &gap.operation,
        iam_action: gap.iam_action.as_deref(),
        reason: reason_word(gap.reason),
        detail: &gap.detail,
    }
}

fn line<'a>(resource: &'a Resource, sites: &[SideLine<'_>]) -> Line<'a> {
    let operation = match &resource.provenance {
        Provenance::Live { operation, .. } => operation.as_str(),
        _ => "",
    };
    Line {
        kind: &resource.kind,
        id: resource.id.as_deref(),
        address: resource.address.as_str(),
        name: resource.name.as_deref(),
        site: sites.binary_search(&side_line(&resource.site)).unwrap_or_default(),
        operation,
        attributes: Entries(&resource.attributes),
    }
}

/// The bytes of a snapshot file.
pub fn bytes(stored: &Stored) -> io::Result<Vec<u8>> {
    let snapshot = &stored.snapshot;
    let mut sites: Vec<SideLine<'_>> =
        snapshot.resources.iter().map(|r| side_line(&r.site)).collect();
    sites.sort_unstable();
    sites.dedup();
    let coverage = &snapshot.coverage;
    let looked_for = coverage.sides().map(|side| {
        let kinds = coverage.kinds_looked_for(side);
        (side.name(), kinds.map(|k| k.iter().map(|k| k.as_str()).collect()))
    });
    let file = File {
        passmuster_snapshot: FORMAT,
        tool_version: &stored.tool_version,
        app: &stored.app,
        taken_at: &snapshot.meta.taken_at,
        key: &stored.key,
        sides: stored
            .sites
            .iter()
            .map(|(side, region, account)| SideLine {
                side: side.name(),
                region: region.as_ref().map(|r| r.as_str()),
                account: account.as_ref().map(|a| a.as_str()),
            })
            .collect(),
        looked_for: looked_for.collect(),
        gaps: coverage.gaps().iter().map(gap_line).collect(),
        resources: snapshot.resources.iter().map(|r| line(r, &sites)).collect(),
        sites: sites.clone(),
    };
    let json = serde_json::to_vec(&file).map_err(io::Error::other)?;
    Ok(compress_to_vec(json.as_slice(), CompressionLevel::Fastest))
}

/// Writes a snapshot to a file that only its owner may read. The file is there whole or not at
/// all: it is written beside its place and moved there.
///
/// # Errors
///
/// The file cannot be written. Nothing is left behind then.
pub fn write(stored: &Stored, path: &Path) -> io::Result<()> {
    whole(path, &bytes(stored)?)
}

/// Writes a file whole or not at all, for its owner alone.
pub(in crate::sources) fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path);
    let written = write_new(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
