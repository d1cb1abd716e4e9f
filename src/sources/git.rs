//! The files of a commit, and what a change touches, asked of `git`.
//!
//! Nothing is checked out: the files of a commit are read from the repository's objects. Only
//! commands that read are run.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use super::terraform::{Tree, directories_among, files_among, join};
use crate::lang::MAX_SOURCE_BYTES;

/// The files of one commit.
#[derive(Debug)]
pub struct Commit {
    top: PathBuf,
    id: String,
    /// Blob ids by path, through links inside the repository.
    blobs: BTreeMap<String, String>,
    read: Mutex<BTreeMap<String, Vec<u8>>>,
}

/// The lines that a change adds or rewrites, by file: first and last, from 1.
pub type ChangedLines = BTreeMap<String, Vec<(u32, u32)>>;

fn git(top: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(top)
        // Neither hooks nor pagers nor helpers of the repository may run.
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("git cannot be run: {e}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned())
}

/// The directory that holds the repository around a directory.
#[must_use]
pub fn top_of(directory: &Path) -> Option<PathBuf> {
    let mut at = directory.canonicalize().ok()?;
    loop {
        if at.join(".git").exists() {
            return Some(at);
        }
        at = at.parent()?.to_path_buf();
    }
}

/// The commit that a change is measured against: the last one that `reference` and the checked
/// out one have in common.
///
/// # Errors
///
/// The reference names nothing, or the history that is here does not reach so far.
pub fn merge_base(top: &Path, reference: &str) -> Result<String, String> {
    if reference.starts_with('-') {
        return Err(format!("{reference:?} is no reference"));
    }
    let commit = format!("{reference}^{{commit}}");
    git(top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).map_err(|_| {
        format!("there is no commit {reference}; fetch it, for example with fetch-depth: 0")
    })?;
    let found = git(top, &["merge-base", reference, "HEAD"]).map_err(|_| {
        format!(
            "{reference} and HEAD have no commit in common here; fetch the whole history, for \
             example with fetch-depth: 0"
        )
    })?;
    Ok(String::from_utf8_lossy(&found).trim().to_owned())
}

/// The checked-out commit.
#[must_use]
pub fn head(top: &Path) -> Option<String> {
    let found = git(top, &["rev-parse", "--verify", "--quiet", "HEAD"]).ok()?;
    Some(String::from_utf8_lossy(&found).trim().to_owned())
}

/// The lines that the working tree changes against a commit.
///
/// # Errors
///
/// What git says.
pub fn changed_lines(top: &Path, commit: &str) -> Result<ChangedLines, String> {
    let arguments = [
        "diff",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-renames",
        "-U0",
        commit,
        "--",
    ];
    let diff = git(top, &arguments)?;
    let mut changed = lines_of(&String::from_utf8_lossy(&diff));
    // What git does not know yet is new as a whole.
    let others = git(top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    for path in String::from_utf8_lossy(&others).split('\0').filter(|p| !p.is_empty()) {
        changed.insert(path.to_owned(), vec![(1, u32::MAX)]);
    }
    Ok(changed)
}

/// Reads a unified difference without context.
fn lines_of(diff: &str) -> ChangedLines {
    let mut changed = ChangedLines::new();
    let mut file = None;
    let mut left = 0_u32;
    for line in diff.lines() {
        // Lines of content are counted, so that none of them is taken for a head.
        if left > 0 && (line.starts_with('+') || line.starts_with('-')) {
            left -= 1;
            continue;
        }
        if let Some(path) = line.strip_prefix("+++ ") {
            let path = path.strip_prefix("b/").unwrap_or(path);
            file = (path != "/dev/null").then(|| path.trim_end_matches('\t').to_owned());
        } else if let Some(head) = line.strip_prefix("@@ -") {
            let mut parts = head.split(' ');
            let count = |range: &str| -> (u32, u32) {
                let (start, count) = range.split_once(',').unwrap_or((range, "1"));
                (start.parse().unwrap_or(0), count.parse().unwrap_or(0))
            };
            let (_, gone) = count(parts.next().unwrap_or_default());
            let (start, added) = count(parts.next().unwrap_or_default().trim_start_matches('+'));
            left = gone + added;
            if let Some(file) = &file {
                let ranges = changed.entry(file.clone()).or_default();
                if added > 0 {
                    ranges.push((start, start + added - 1));
                }
            }
        }
    }
    changed
}

impl Commit {
    /// The files of a commit.
    ///
    /// # Errors
    ///
    /// What git says.
    pub fn new(top: &Path, id: &str) -> Result<Self, String> {
        let listed = git(top, &["ls-tree", "-r", "-z", "--full-tree", id])?;
        let mut blobs = BTreeMap::new();
        let mut links = Vec::new();
        for entry in String::from_utf8_lossy(&listed).split('\0') {
            let Some((head, path)) = entry.split_once('\t') else { continue };
            let mut words = head.split(' ');
            let (mode, _, blob) = (words.next(), words.next(), words.next());
            match (mode, blob) {
                (Some("100644" | "100755"), Some(blob)) => {
                    blobs.insert(path.to_owned(), blob.to_owned());
                }
                (Some("120000"), Some(blob)) => links.push((path.to_owned(), blob.to_owned())),
                _ => {}
            }
        }
        for (path, blob) in links {
            let target = git(top, &["cat-file", "blob", &blob])?;
            follow(&path, &String::from_utf8_lossy(&target), &mut blobs);
        }
        let commit =
            Self { top: top.to_path_buf(), id: id.to_owned(), blobs, read: Mutex::default() };
        commit.preload()?;
        Ok(commit)
    }

    /// The commit's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Reads everything that an evaluation is sure to want in one go.
    fn preload(&self) -> Result<(), String> {
        let wanted: Vec<(&String, &String)> = self
            .blobs
            .iter()
            .filter(|(path, _)| {
                [".tf", ".tf.json", ".tofu", ".tfvars", ".tfvars.json", ".tofu.json"]
                    .iter()
                    .any(|end| path.ends_with(end))
            })
            .collect();
        let mut child = Command::new("git")
            .arg("-C")
            .arg(&self.top)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("git cannot be run: {e}"))?;
        let mut input = child.stdin.take().ok_or("git takes no input")?;
        let ids: String = wanted.iter().map(|(_, blob)| format!("{blob}\n")).collect();
        // Written beside the reading: a full pipe would stop both.
        let writer = std::thread::spawn(move || input.write_all(ids.as_bytes()));
        let mut answer = Vec::new();
        let mut output = child.stdout.take().ok_or("git gives no output")?;
        output.read_to_end(&mut answer).map_err(|e| e.to_string())?;
        let _ = writer.join();
        let _ = child.wait();
        let mut rest = answer.as_slice();
        let mut read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (path, _) in wanted {
            let Some(end) = rest.iter().position(|b| *b == b'\n') else { break };
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            let Some(size) = head.rsplit(' ').next().and_then(|n| n.parse::<usize>().ok()) else {
                break;
            };
            let Some(bytes) = rest.get(end + 1..end + 1 + size) else { break };
            if size <= MAX_SOURCE_BYTES {
                read.insert(path.clone(), bytes.to_vec());
            }
            rest = rest.get(end + 2 + size..).unwrap_or_default();
        }
        Ok(())
    }
}

/// Lets a link stand for the file or the directory that it points at, inside the repository.
fn follow(link: &str, target: &str, blobs: &mut BTreeMap<String, String>) {
    let directory = link.rsplit_once('/').map_or("", |(directory, _)| directory);
    if target.starts_with('/') {
        return;
    }
    let Some(target) = join(directory, target) else { return };
    if let Some(blob) = blobs.get(&target).cloned() {
        blobs.insert(link.to_owned(), blob);
        return;
    }
    let prefix = format!("{target}/");
    let inside: Vec<(String, String)> = blobs
        .range(prefix.clone()..)
        .take_while(|(path, _)| path.starts_with(&prefix))
        // A link into a directory that it lies in would have no end.
        .filter(|(path, _)| !path.starts_with(&format!("{link}/")))
        .map(|(path, blob)| (format!("{link}/{}", &path[prefix.len()..]), blob.clone()))
        .collect();
    blobs.extend(inside);
}

impl Tree for Commit {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let mut read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(bytes) = read.get(path) {
            return Ok(Some(bytes.clone()));
        }
        let Some(blob) = self.blobs.get(path) else { return Ok(None) };
        let bytes = git(&self.top, &["cat-file", "blob", blob])?;
        read.insert(path.to_owned(), bytes.clone());
        Ok(Some(bytes))
    }

    fn files(&self, directory: &str) -> Option<Vec<String>> {
        let inside = self.below(directory);
        if inside.is_empty() && !directory.is_empty() {
            return None;
        }
        Some(files_among(&inside))
    }

    fn directories(&self, directory: &str) -> Vec<String> {
        directories_among(&self.below(directory))
    }
}

impl Commit {
    /// The paths below a directory, relative to it.
    fn below(&self, directory: &str) -> Vec<&str> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        self.blobs
            .range(prefix.clone()..)
            .take_while(|(path, _)| path.starts_with(&prefix))
            .map(|(path, _)| &path[prefix.len()..])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lines_are_those_that_a_difference_adds() {
        let diff = "diff --git a/x.tf b/x.tf\n--- a/x.tf\n+++ b/x.tf\n@@ -1,2 +1,3 @@\n-a\n-++ b/y\n+c\n+--- d\n+e\n@@ -9 +10,0 @@\n-z\n--- a/gone.tf\n+++ /dev/null\n@@ -1 +0,0 @@\n-q\n";
        let changed = lines_of(diff);
        assert_eq!(changed.get("x.tf"), Some(&vec![(1, 3)]));
        assert_eq!(changed.len(), 1);
    }
}
