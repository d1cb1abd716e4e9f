//! Checking.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::{EvidenceError, FORMAT, MANIFEST, Manifest, SUMS, is_plain};
use crate::history::digest;

/// The largest manifest or list of digests that is read.
const LARGEST: u64 = 16 << 20;

/// What a bundle is like now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What it says of itself, where that can be read.
    pub manifest: Option<Manifest>,
    /// SHA-256 of the manifest as it is now.
    pub manifest_sha256: Option<String>,
    /// What is not as it was made, sorted; empty when all is.
    pub flaws: Vec<Flaw>,
}

/// Something that is not as it was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Flaw {
    /// A file is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// A file is there that was not made with the bundle.
    #[error("{0} does not belong to the bundle")]
    Foreign(String),
    /// A file has other bytes.
    #[error("{0} was changed: its SHA-256 is not the one in {1}")]
    Changed(String, &'static str),
    /// A file has more or fewer bytes.
    #[error("{file} was changed: it had {had} bytes and has {has}")]
    Size {
        /// The file.
        file: String,
        /// How many bytes it was made with.
        had: u64,
        /// How many it has.
        has: u64,
    },
    /// One of the two lists names a file and the other does not.
    #[error("{0} is not in {1}")]
    Unlisted(String, &'static str),
    /// A list cannot be understood.
    #[error("{0} cannot be read: {1}")]
    Unreadable(&'static str, String),
}

/// Compares a bundle with its manifest and its digests.
///
/// # Errors
///
/// The directory is no bundle, is a later one, or cannot be read.
pub fn verify(directory: &Path) -> Result<Verified, EvidenceError> {
    let mut flaws = BTreeSet::new();
    let found = present(directory, &mut flaws)?;
    if !found.contains_key(MANIFEST) && !found.contains_key(SUMS) {
        return Err(EvidenceError::NotABundle);
    }
    let manifest = manifest(directory, &found, &mut flaws)?;
    let sums = sums(directory, &found, &mut flaws)?;
    let mut listed = BTreeSet::from([MANIFEST, SUMS]);
    if let Some(manifest) = &manifest {
        for line in &manifest.files {
            let name = line.file.as_str();
            listed.insert(name);
            if sums.as_ref().is_some_and(|s| !s.contains_key(name)) {
                flaws.insert(Flaw::Unlisted(name.to_owned(), SUMS));
            }
            match found.get(name) {
                None => drop(flaws.insert(Flaw::Missing(name.to_owned()))),
                Some((_, has)) if *has != line.size => {
                    let (file, had) = (name.to_owned(), line.size);
                    flaws.insert(Flaw::Size { file, had, has: *has });
                }
                Some((digest, _)) if *digest != line.sha256 => {
                    flaws.insert(Flaw::Changed(name.to_owned(), MANIFEST));
                }
                Some(_) => {}
            }
        }
    }
    for (name, digest) in sums.iter().flatten() {
        let own = manifest.as_ref().is_some_and(|m| m.files.iter().all(|f| f.file != *name));
        if own && name != MANIFEST {
            flaws.insert(Flaw::Unlisted(name.clone(), MANIFEST));
        }
        listed.insert(name);
        match found.get(name) {
            None => drop(flaws.insert(Flaw::Missing(name.clone()))),
            Some((has, _)) if has != digest => {
                flaws.insert(Flaw::Changed(name.clone(), SUMS));
            }
            Some(_) => {}
        }
    }
    for list in [MANIFEST, SUMS] {
        if !found.contains_key(list) {
            flaws.insert(Flaw::Missing(list.to_owned()));
        }
    }
    // Where a list is gone it is not known what belongs there.
    if manifest.is_some() || sums.is_some() {
        let foreign = found.keys().filter(|name| !listed.contains(name.as_str()));
        flaws.extend(foreign.map(|name| Flaw::Foreign(name.clone())));
    }
    Ok(Verified {
        manifest_sha256: found.get(MANIFEST).map(|(digest, _)| digest.clone()),
        manifest,
        flaws: flaws.into_iter().collect(),
    })
}

/// The files of the directory with digest and size; what is no plain file does not belong there.
fn present(
    directory: &Path,
    flaws: &mut BTreeSet<Flaw>,
) -> Result<BTreeMap<String, (String, u64)>, EvidenceError> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Of a link the link is meant, not what it leads to.
        if !entry.file_type()?.is_file() || !is_plain(&name) {
            flaws.insert(Flaw::Foreign(name));
            continue;
        }
        let read = digest::of_reader(File::open(entry.path())?)?;
        found.insert(name, read);
    }
    Ok(found)
}

/// A list, where it is there and can be read.
fn text(
    directory: &Path,
    name: &'static str,
    found: &BTreeMap<String, (String, u64)>,
    flaws: &mut BTreeSet<Flaw>,
) -> io::Result<Option<String>> {
    let Some((_, size)) = found.get(name) else { return Ok(None) };
    let mut bytes = Vec::new();
    File::open(directory.join(name))?.take(LARGEST).read_to_end(&mut bytes)?;
    let why = if *size > LARGEST {
        "it is too large"
    } else if let Ok(text) = String::from_utf8(bytes) {
        return Ok(Some(text));
    } else {
        "it is not UTF-8"
    };
    flaws.insert(Flaw::Unreadable(name, why.to_owned()));
    Ok(None)
}

fn manifest(
    directory: &Path,
    found: &BTreeMap<String, (String, u64)>,
    flaws: &mut BTreeSet<Flaw>,
) -> Result<Option<Manifest>, EvidenceError> {
    #[derive(serde::Deserialize)]
    struct Head {
        passmuster_evidence: u64,
    }
    let Some(text) = text(directory, MANIFEST, found, flaws)? else { return Ok(None) };
    if let Ok(head) = serde_json::from_str::<Head>(&text)
        && head.passmuster_evidence > FORMAT
    {
        return Err(EvidenceError::Newer(head.passmuster_evidence));
    }
    match serde_json::from_str(&text) {
        Ok(manifest) => Ok(Some(manifest)),
        Err(error) => {
            flaws.insert(Flaw::Unreadable(MANIFEST, error.to_string()));
            Ok(None)
        }
    }
}

fn sums(
    directory: &Path,
    found: &BTreeMap<String, (String, u64)>,
    flaws: &mut BTreeSet<Flaw>,
) -> Result<Option<BTreeMap<String, String>>, EvidenceError> {
    let Some(text) = text(directory, SUMS, found, flaws)? else { return Ok(None) };
    let mut sums = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let parts = line.split_once("  ").filter(|(d, n)| digest::is_digest(d) && is_plain(n));
        match parts {
            Some((digest, name)) => {
                sums.insert(name.to_owned(), digest.to_owned());
            }
            None => {
                let why = format!("line {} is no digest with a name", at + 1);
                flaws.insert(Flaw::Unreadable(SUMS, why));
            }
        }
    }
    if !sums.contains_key(MANIFEST) {
        flaws.insert(Flaw::Unlisted(MANIFEST.to_owned(), SUMS));
    }
    Ok(Some(sums))
}
