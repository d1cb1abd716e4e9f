//! Reading.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use ruzstd::decoding::StreamingDecoder;
use serde::Deserialize;

use super::value::{Attributes, reason_of};
use super::{FORMAT, Stored};
use crate::model::{
    AccountId, Address, Condition, Coverage, Gap, Provenance, Region, RegionEvidence, Resource,
    Side, Site, Snapshot, SnapshotMeta, SourceFile, Text, View,
};
use crate::sources::key_lists::KeyLists;

/// The largest snapshot that is read, uncompressed.
const LARGEST: u64 = 4 << 30;
/// What a file of Zstandard begins with (RFC 8878).
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Why a snapshot cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file cannot be opened or read.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// The file is cut off or damaged.
    #[error("is cut off or damaged ({0}): collect again")]
    Damaged(String),
    /// The file is none.
    #[error("is no snapshot: make one with `passmuster collect -o FILE`")]
    Other,
    /// A later version wrote it.
    #[error("has format {found}, but this version reads up to {FORMAT}: use a newer passmuster")]
    Newer {
        /// The format of the file.
        found: u64,
    },
}

/// The first look at a file: only its format.
#[derive(Deserialize)]
struct Head {
    passmuster_snapshot: Option<u64>,
}

#[derive(Deserialize)]
struct File {
    tool_version: String,
    app: String,
    taken_at: String,
    key: String,
    sides: Vec<SideLine>,
    looked_for: BTreeMap<String, Option<Vec<String>>>,
    gaps: Vec<GapLine>,
    sites: Vec<SideLine>,
    resources: Vec<Line>,
}

#[derive(Deserialize)]
struct SideLine {
    side: String,
    region: Option<String>,
    account: Option<String>,
}

#[derive(Deserialize)]
struct GapLine {
    side: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    attributes: Vec<String>,
    operation: String,
    iam_action: Option<String>,
    reason: String,
    detail: String,
}

#[derive(Deserialize)]
struct Line {
    kind: String,
    id: Option<String>,
    address: String,
    name: Option<String>,
    site: usize,
    operation: String,
    attributes: Attributes,
}

/// Reads a snapshot file.
///
/// # Errors
///
/// The file cannot be read, is none, is damaged, or was written by a later version.
pub fn read(path: &Path) -> Result<Stored, Unreadable> {
    parse(&fs::read(path)?, path)
}

/// Reads the bytes of a snapshot file; `path` is what the resources name as their source.
///
/// # Errors
///
/// As of [`read`].
pub fn parse(bytes: &[u8], path: &Path) -> Result<Stored, Unreadable> {
    let unpacked = bytes.starts_with(&ZSTANDARD).then(|| unpacked(bytes)).transpose()?;
    let json = unpacked.as_deref().unwrap_or(bytes);
    let damaged = |error: serde_json::Error| Unreadable::Damaged(error.to_string());
    let head: Head = match serde_json::from_slice(json) {
        Ok(head) => head,
        Err(error) if error.is_eof() => return Err(damaged(error)),
        Err(_) => return Err(Unreadable::Other),
    };
    match head.passmuster_snapshot {
        None => return Err(Unreadable::Other),
        Some(found) if found > FORMAT => return Err(Unreadable::Newer { found }),
        Some(_) => {}
    }
    let file: File = serde_json::from_slice(json).map_err(damaged)?;
    drop(unpacked);
    stored(file, path).ok_or_else(|| Unreadable::Damaged("a side has no name".to_owned()))
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let damaged = |why: String| Unreadable::Damaged(why);
    let mut from = bytes;
    let decoder = StreamingDecoder::new(&mut from).map_err(|e| damaged(e.to_string()))?;
    let mut json = Vec::with_capacity(bytes.len().saturating_mul(6));
    decoder.take(LARGEST + 1).read_to_end(&mut json).map_err(|e| damaged(e.to_string()))?;
    if json.len() as u64 > LARGEST {
        return Err(damaged(format!("larger than {} GiB", LARGEST >> 30)));
    }
    Ok(json)
}

fn side_of(name: &str) -> Option<Side> {
    [Side::Primary, Side::Dr, Side::Global].into_iter().find(|s| s.name() == name)
}

fn site(line: &SideLine) -> Option<Site> {
    Some(Site {
        side: side_of(&line.side)?,
        region: line.region.as_deref().and_then(Region::parse),
        account: line.account.as_deref().and_then(AccountId::parse),
    })
}

fn stored(file: File, path: &Path) -> Option<Stored> {
    let mut coverage = Coverage::default();
    for (side, kinds) in file.looked_for {
        let side = side_of(&side)?;
        match kinds {
            None => coverage.looked_at(side),
            Some(kinds) => coverage.looked_for(side, kinds.into_iter().map(Text::from)),
        }
    }
    for gap in file.gaps {
        coverage.add(Gap {
            side: gap.side.as_deref().map(side_of).map_or(Some(None), |s| s.map(Some))?,
            kind: gap.kind.map(Text::from),
            attributes: gap.attributes.into_iter().map(Text::from).collect(),
            operation: Text::from(gap.operation),
            iam_action: gap.iam_action.map(Text::from),
            reason: reason_of(&gap.reason),
            detail: Text::from(gap.detail),
        });
    }
    let sites: Vec<Arc<Site>> =
        file.sites.iter().map(|s| site(s).map(Arc::new)).collect::<Option<_>>()?;
    let at = Text::from(file.taken_at);
    let mut key_lists = KeyLists::default();
    let mut kinds: BTreeMap<String, Text> = BTreeMap::new();
    let mut resources = Vec::with_capacity(file.resources.len());
    for line in file.resources {
        let site = Arc::clone(sites.get(line.site)?);
        let kind = kinds.entry(line.kind).or_insert_with_key(|k| Text::from(k.as_str())).clone();
        resources.push(Arc::new(Resource {
            id: line.id.map(Text::from),
            address: Address::new(&line.address),
            name: line.name.map(Text::from),
            region_evidence: match site.region {
                Some(_) => RegionEvidence::Endpoint,
                None => RegionEvidence::Global,
            },
            site,
            attributes: Arc::new(key_lists.map(&kind, line.attributes.0)),
            kind,
            condition: Condition::Current,
            provenance: Provenance::Live { operation: Text::from(line.operation), at: at.clone() },
        }));
    }
    let sides: Vec<Site> = file.sides.iter().map(site).collect::<Option<_>>()?;
    let [primary, dr]: [Site; 2] = sides.try_into().ok()?;
    let source = SourceFile {
        path: Text::from(path.display().to_string()),
        serial: None,
        lineage: None,
        terraform_version: None,
    };
    let meta = SnapshotMeta { view: View::Live, files: vec![Arc::new(source)], taken_at: at };
    Some(Stored {
        app: Text::from(file.app),
        tool_version: Text::from(file.tool_version),
        sites: [primary, dr].map(|s| (s.side, s.region, s.account)),
        key: Text::from(file.key),
        snapshot: Snapshot { meta, resources, coverage },
    })
}
