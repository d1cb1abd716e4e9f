//! Writing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Bundle, EvidenceError, FORMAT, MANIFEST, Manifest, ManifestFile, SUMS, is_plain};
use crate::history::{digest, settle};

/// Bundles of one application and one second.
const MOST: usize = 100;
/// Bytes of the application's name in the bundle's.
const LONGEST: usize = 64;

/// A bundle that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its directory.
    pub directory: PathBuf,
    /// SHA-256 of its manifest.
    pub manifest_sha256: String,
}

/// Writes a bundle into a new directory of `place`, for its owner alone.
///
/// # Errors
///
/// It cannot be written. Nothing is left behind then.
pub fn write(place: &Path, bundle: &Bundle) -> Result<Written, EvidenceError> {
    let (files, manifest_sha256) = files(bundle)?;
    private(place, true)?;
    let part = beside(place)?;
    let done = fill(&part, &files).and_then(|()| settled(place, &part, bundle));
    if done.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_dir_all(&part);
    }
    Ok(Written { directory: done?, manifest_sha256 })
}

/// The files with manifest and digests, and the digest of the manifest.
fn files(bundle: &Bundle) -> Result<(BTreeMap<String, Vec<u8>>, String), EvidenceError> {
    let mut files = BTreeMap::new();
    let mut taken = vec![MANIFEST.to_lowercase(), SUMS.to_lowercase()];
    for file in &bundle.files {
        // Names that differ in case alone are one on some file systems.
        let folded = file.name.to_lowercase();
        if !is_plain(&file.name) || taken.contains(&folded) {
            return Err(EvidenceError::Name(file.name.clone()));
        }
        taken.push(folded);
        files.insert(file.name.clone(), file.bytes.clone());
    }
    let lines = files.iter().map(|(name, bytes)| ManifestFile {
        file: name.clone(),
        size: bytes.len() as u64,
        sha256: digest::of(bytes),
    });
    let manifest = Manifest {
        passmuster_evidence: FORMAT,
        app: bundle.app.clone(),
        job: bundle.job.clone(),
        level: bundle.level.clone(),
        topology: bundle.topology.clone(),
        started_at: bundle.started_at.clone(),
        made_at: bundle.made_at.clone(),
        tool_version: bundle.tool_version.clone(),
        exit_status: bundle.exit_status,
        command_line: bundle.command_line.clone(),
        configuration: bundle.configuration.clone(),
        rules_sha256: bundle.rules_sha256.clone(),
        files: lines.collect(),
    };
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
    text.push(b'\n');
    let of_manifest = digest::of(&text);
    let mut sums = String::new();
    for line in &manifest.files {
        let _ = writeln!(sums, "{}  {}", line.sha256, line.file);
    }
    let _ = writeln!(sums, "{of_manifest}  {MANIFEST}");
    files.insert(MANIFEST.to_owned(), text);
    files.insert(SUMS.to_owned(), sums.into_bytes());
    Ok((files, of_manifest))
}

/// Makes a directory that only its owner may enter.
fn private(directory: &Path, above: bool) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(above);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(directory) {
        // What is there may be a file.
        Err(error) if above && error.kind() == io::ErrorKind::AlreadyExists => {
            Err(io::ErrorKind::NotADirectory.into())
        }
        other => other,
    }
}

/// A new directory that is not yet the bundle.
fn beside(place: &Path) -> Result<PathBuf, EvidenceError> {
    for at in 0..MOST {
        let part = place.join(format!(".passmuster-{}-{at}.part", std::process::id()));
        match private(&part, false) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => return Ok(other.map(|()| part)?),
        }
    }
    Err(EvidenceError::Crowded)
}

fn fill(part: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), EvidenceError> {
    for (name, bytes) in files {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(part.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    Ok(settle(part)?)
}

/// Gives the bundle its name: the first that is free.
fn settled(place: &Path, part: &Path, bundle: &Bundle) -> Result<PathBuf, EvidenceError> {
    let name = name(bundle);
    for at in 1..=MOST {
        let directory = place.join(if at == 1 { name.clone() } else { format!("{name}-{at}") });
        // A rename would take the place of an empty directory.
        if fs::symlink_metadata(&directory).is_ok() {
            continue;
        }
        match fs::rename(part, &directory) {
            Ok(()) => {
                settle(place)?;
                return Ok(directory);
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::AlreadyExists
                        | io::ErrorKind::DirectoryNotEmpty
                        | io::ErrorKind::NotADirectory
                ) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(EvidenceError::Crowded)
}

/// `checkout-20261120T140500Z`.
fn name(bundle: &Bundle) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let app: String = bundle.app.chars().take(LONGEST).map(plain).collect();
    let app = app.trim_matches('-');
    let time: String = bundle.made_at.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{}-{time}", if app.is_empty() { "app" } else { app })
}
