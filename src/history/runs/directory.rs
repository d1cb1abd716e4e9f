//! A directory that keeps runs.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::storage::{Condition, Entry, Storage, StorageError, Stored, Version};
use crate::history::{digest, settle};

/// How long another process may hold the lock.
const PATIENCE: Duration = Duration::from_secs(10);
/// The file that writers lock.
const LOCK: &str = "lock";
/// What is being written lies here until it is whole.
const UNFINISHED: &str = "unfinished";
/// What a killed writer left is removed by later ones after this.
const LEFT_FOR: Duration = Duration::from_hours(1);

/// A directory that keeps runs, for its owner alone. It is made by the first write.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    shown: String,
}

impl Directory {
    /// A directory; `shown` is how the user named it.
    #[must_use]
    pub fn new(path: PathBuf, shown: &str) -> Self {
        Self { path, shown: shown.to_owned() }
    }

    fn file(&self, key: &str) -> Result<PathBuf, StorageError> {
        let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
        if !key.split('/').all(plain) || key.contains(['\\', '\0']) {
            return Err(StorageError::Other(format!("{key:?} is no key")));
        }
        Ok(self.path.join(key))
    }

    /// The lock on all writers, as long as the file is open.
    fn locked(&self) -> Result<File, StorageError> {
        make(&self.path)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        private(&mut options);
        let file = options.open(self.path.join(LOCK))?;
        let begin = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) if begin.elapsed() > PATIENCE => {
                    return Err(StorageError::Locked);
                }
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
            }
        }
    }

    fn holds(file: &Path, when: &Condition) -> Result<(), StorageError> {
        let there = match fs::read(file) {
            Ok(bytes) => Some(Version(digest::of(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        match (when, there) {
            (Condition::Same, _) | (Condition::New, None) => Ok(()),
            (Condition::Unchanged(read), Some(there)) if *read == there => Ok(()),
            _ => Err(StorageError::Conflict),
        }
    }

    /// Writes beside the place and moves there: whoever is killed meanwhile leaves a part.
    fn put(&self, file: &Path, bytes: &[u8]) -> Result<(), StorageError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let unfinished = self.path.join(UNFINISHED);
        make(&unfinished)?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let part = unfinished.join(format!("{}.{number}", std::process::id()));
        let directory = file.parent().unwrap_or(&self.path);
        make(directory)?;
        let written = (|| {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true);
            private(&mut options);
            let mut out = options.open(&part)?;
            out.write_all(bytes)?;
            out.sync_all()?;
            fs::rename(&part, file)?;
            settle(directory)
        })();
        if written.is_err() {
            // The first error is the one to tell.
            let _ = fs::remove_file(&part);
        }
        written.map_err(StorageError::from)
    }

    /// Removes what killed writers left behind. That it is there harms nobody.
    fn tidy(&self) {
        let Ok(entries) = fs::read_dir(self.path.join(UNFINISHED)) else { return };
        for entry in entries.flatten() {
            let old = entry.metadata().ok().and_then(|m| m.modified().ok());
            if old.and_then(|t| t.elapsed().ok()).is_some_and(|age| age > LEFT_FOR) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Storage for Directory {
    fn place(&self) -> String {
        self.shown.clone()
    }

    fn read(&self, key: &str) -> Result<Option<Stored>, StorageError> {
        match fs::read(self.file(key)?) {
            Ok(bytes) => {
                let version = Version(digest::of(&bytes));
                Ok(Some(Stored { bytes, version }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&self, key: &str, bytes: &[u8], when: &Condition) -> Result<(), StorageError> {
        let file = self.file(key)?;
        let _lock = self.locked()?;
        if *when == Condition::Same {
            // What is damaged is written anew.
            let same = fs::read(&file).is_ok_and(|there| there == bytes);
            return if same && touch(&file)? { Ok(()) } else { self.put(&file, bytes) };
        }
        Self::holds(&file, when)?;
        self.put(&file, bytes)
    }

    fn list(&self, prefix: &str) -> Result<Vec<Entry>, StorageError> {
        self.tidy();
        let (folder, _) = prefix.rsplit_once('/').unwrap_or(("", prefix));
        let mut found = Vec::new();
        let start = if folder.is_empty() { self.path.clone() } else { self.file(folder)? };
        let mut folders = vec![(start, folder.to_owned())];
        while let Some((path, name)) = folders.pop() {
            let entries = match fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error.into()),
            };
            for entry in entries {
                let entry = entry?;
                let own = entry.file_name().to_string_lossy().into_owned();
                let key = if name.is_empty() { own } else { format!("{name}/{own}") };
                let metadata = entry.metadata()?;
                if metadata.is_dir() {
                    folders.push((entry.path(), key));
                } else if key.starts_with(prefix) {
                    let modified = metadata.modified().ok().and_then(|t| t.elapsed().ok());
                    found.push(Entry {
                        key,
                        size: metadata.len(),
                        age_seconds: modified.map_or(0, |age| age.as_secs()),
                    });
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn remove(&self, key: &str, older_than_seconds: u64) -> Result<bool, StorageError> {
        let file = self.file(key)?;
        let _lock = self.locked()?;
        let gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let metadata = match fs::metadata(&file) {
            Ok(metadata) => metadata,
            Err(error) if gone(&error) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let age = metadata.modified().ok().and_then(|t| t.elapsed().ok()).unwrap_or_default();
        if age.as_secs() < older_than_seconds {
            return Ok(false);
        }
        match fs::remove_file(&file) {
            Err(error) if !gone(&error) => Err(error.into()),
            _ => Ok(true),
        }
    }
}

/// Makes a file as new as if it had just been written; tells whether it is there.
fn touch(file: &Path) -> Result<bool, StorageError> {
    match OpenOptions::new().append(true).open(file) {
        Ok(file) => file.set_modified(SystemTime::now()).map(|()| true).map_err(StorageError::from),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn make(directory: &Path) -> Result<(), StorageError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(StorageError::from)
}

#[cfg_attr(not(unix), expect(unused_variables, reason = "modes are Unix's"))]
fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly(error.to_string())
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                Self::Unsuitable("it is a file, not a directory".to_owned())
            }
            _ => Self::Other(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> (tempfile::TempDir, Directory) {
        let temporary = tempfile::tempdir().unwrap();
        let directory = Directory::new(temporary.path().join("runs"), "runs");
        (temporary, directory)
    }

    #[test]
    fn a_write_holds_only_while_its_condition_does() {
        let (_temporary, store) = directory();
        assert_eq!(store.read("a/b"), Ok(None));
        store.write("a/b", b"one", &Condition::New).unwrap();
        assert_eq!(store.write("a/b", b"two", &Condition::New), Err(StorageError::Conflict));
        let read = store.read("a/b").unwrap().unwrap();
        assert_eq!(read.bytes, b"one");
        store.write("a/b", b"two", &Condition::Unchanged(read.version.clone())).unwrap();
        let again = store.write("a/b", b"three", &Condition::Unchanged(read.version));
        assert_eq!(again, Err(StorageError::Conflict));
        assert_eq!(store.read("a/b").unwrap().unwrap().bytes, b"two");
    }

    #[test]
    fn keys_are_listed_by_their_beginning() {
        let (_temporary, store) = directory();
        for key in ["objects/ab/1", "objects/ac/2", "other"] {
            store.write(key, b"x", &Condition::Same).unwrap();
        }
        let keys = |prefix: &str| -> Vec<String> {
            store.list(prefix).unwrap().into_iter().map(|e| e.key).collect()
        };
        assert_eq!(keys("objects/"), ["objects/ab/1", "objects/ac/2"]);
        assert_eq!(keys("objects/ab"), ["objects/ab/1"]);
        assert_eq!(store.remove("objects/ab/1", 60), Ok(false), "it is too young");
        assert_eq!(store.remove("objects/ab/1", 0), Ok(true));
        assert_eq!(store.remove("objects/ab/1", 0), Ok(false), "it is gone");
        assert_eq!(keys("objects/"), ["objects/ac/2"]);
    }

    #[test]
    fn no_key_leads_out_of_the_directory() {
        let (_temporary, store) = directory();
        for key in ["../x", "a/../../x", "", "a//b", "/etc/passwd"] {
            assert!(store.read(key).is_err(), "{key}");
        }
    }

    #[test]
    fn a_file_in_its_place_is_said() {
        let temporary = tempfile::tempdir().unwrap();
        let file = temporary.path().join("file");
        fs::write(&file, "x").unwrap();
        let store = Directory::new(file, "file");
        let error = store.write("a", b"x", &Condition::New).unwrap_err();
        assert!(matches!(error, StorageError::Unsuitable(_)), "{error:?}");
    }
}
