//! The files that configuration is read from.
//!
//! Paths are relative to the project, with `/` between parts and without `.` and `..`, so that a
//! checked-out directory and a commit look alike.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::lang::MAX_SOURCE_BYTES;

/// The files of a project.
pub trait Tree: Sync {
    /// The content of a file; `None` when there is no such file.
    ///
    /// # Errors
    ///
    /// Why a file that is there cannot be read, as a lower-case fragment.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String>;

    /// The names of the files directly in a directory, sorted; `None` when there is no such
    /// directory.
    fn files(&self, directory: &str) -> Option<Vec<String>>;

    /// The names of the directories directly in a directory, sorted.
    fn directories(&self, directory: &str) -> Vec<String>;
}

/// A project as it lies on disk.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The files below a directory. What links out of it is not read.
    ///
    /// # Errors
    ///
    /// The directory is not there.
    pub fn new(root: &Path) -> std::io::Result<Self> {
        Ok(Self { root: root.canonicalize()? })
    }

    /// The directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the project as the project names it; `None` when it lies elsewhere.
    #[must_use]
    pub fn name(&self, path: &Path) -> Option<String> {
        let real = path.canonicalize().ok()?;
        let inner = real.strip_prefix(&self.root).ok()?;
        let parts = inner.components().map(|c| c.as_os_str().to_str());
        Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
    }

    /// The real path of a name, when it lies below the root.
    fn real(&self, name: &str) -> Option<PathBuf> {
        let real = self.root.join(name).canonicalize().ok()?;
        real.starts_with(&self.root).then_some(real)
    }

    fn entries(&self, directory: &str, wanted: impl Fn(&Path) -> bool) -> Option<Vec<String>> {
        let real = self.real(directory)?;
        let entries = fs::read_dir(&real).ok()?.flatten();
        let mut names: Vec<String> = entries
            .filter(|e| wanted(&e.path()))
            .filter_map(|e| e.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        Some(names)
    }
}

impl Tree for Disk {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(real) = self.real(path) else {
            return if self.root.join(path).symlink_metadata().is_ok() {
                Err("it links out of the project".to_owned())
            } else {
                Ok(None)
            };
        };
        if !real.is_file() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let limit = MAX_SOURCE_BYTES as u64 + 1;
        let read = fs::File::open(&real).and_then(|f| f.take(limit).read_to_end(&mut bytes));
        read.map(|_| Some(bytes)).map_err(|e| e.to_string())
    }

    fn files(&self, directory: &str) -> Option<Vec<String>> {
        self.entries(directory, Path::is_file)
    }

    fn directories(&self, directory: &str) -> Vec<String> {
        self.entries(directory, Path::is_dir).unwrap_or_default()
    }
}

/// A project that is given as texts.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, String>,
}

impl Memory {
    /// Takes names and texts.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    /// The paths below a directory, relative to it.
    fn below(&self, directory: &str) -> Vec<&str> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        self.files.keys().filter_map(|path| path.strip_prefix(&prefix)).collect()
    }
}

impl Tree for Memory {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.files.get(path).map(|text| text.clone().into_bytes()))
    }

    fn files(&self, directory: &str) -> Option<Vec<String>> {
        let inside = self.below(directory);
        (!inside.is_empty()).then(|| files_among(&inside))
    }

    fn directories(&self, directory: &str) -> Vec<String> {
        directories_among(&self.below(directory))
    }
}

/// The files directly in a directory, of the paths below it.
pub(crate) fn files_among(below: &[&str]) -> Vec<String> {
    below.iter().filter(|p| !p.contains('/')).map(|p| (*p).to_owned()).collect()
}

/// The directories directly in a directory, of the paths below it.
pub(crate) fn directories_among(below: &[&str]) -> Vec<String> {
    let names: BTreeSet<&str> = below.iter().filter_map(|p| Some(p.split_once('/')?.0)).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// `path` as seen from `directory`, without `.` and `..`; `None` when it leads out of the project.
#[must_use]
pub(crate) fn join(directory: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    let before = if path.starts_with('/') { "" } else { directory };
    for part in before.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_do_not_leave_the_project() {
        assert_eq!(join("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(join("", "x").as_deref(), Some("x"));
        assert_eq!(join("a", "../.."), None);
    }

    #[test]
    fn links_out_of_the_project_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let inside = dir.path().join("p");
        fs::create_dir(&inside).unwrap();
        fs::write(dir.path().join("secret"), "x").unwrap();
        fs::write(inside.join("a.tf"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path().join("secret"), inside.join("link")).unwrap();
        let disk = Disk::new(&inside).unwrap();
        assert_eq!(disk.read("a.tf"), Ok(Some(Vec::new())));
        assert_eq!(disk.read("b.tf"), Ok(None));
        #[cfg(unix)]
        assert!(disk.read("link").is_err());
    }
}
