//! The key of a project, under which secrets are digested.
//!
//! Snapshots that are to be compared need one key. It comes from the environment, or lies in a file
//! beside the configuration that version control leaves alone.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::Failure;

/// The directory beside the configuration that belongs to passmuster.
const DIRECTORY: &str = ".passmuster";

/// The key: `given` in 64 hexadecimal digits, else the project's file, which is made when `make`
/// says so. `None` when there is none and none was made.
///
/// # Errors
///
/// The key is malformed, or the file cannot be read or made.
pub fn project_key(
    directory: &Path,
    given: Option<&str>,
    make: bool,
) -> Result<Option<[u8; 32]>, Failure> {
    if let Some(text) = given {
        return parsed(text).map(Some).ok_or_else(|| {
            Failure::Usage("PASSMUSTER_KEY must be 64 hexadecimal digits".to_owned())
        });
    }
    let path = directory.join(DIRECTORY).join("key");
    let failed = |error: io::Error| Failure::Io { path: path.display().to_string(), error };
    match fs::read_to_string(&path) {
        Ok(text) => parsed(text.trim()).map(Some).ok_or_else(|| {
            failed(io::Error::other("it must hold 64 hexadecimal digits: remove it to begin anew"))
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound && make => {
            made(&directory.join(DIRECTORY)).map(Some).map_err(failed)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn parsed(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

/// A new key in a new file that only its owner may read.
fn made(directory: &Path) -> io::Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| io::Error::other(error.to_string()))?;
    fs::create_dir_all(directory)?;
    let ignore = directory.join(".gitignore");
    if !ignore.exists() {
        fs::write(ignore, "*\n")?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(directory.join("key"))?;
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(file, "{text}")?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let none = project_key(directory.path(), None, false).unwrap();
        assert_eq!(none, None);
        let first = project_key(directory.path(), None, true).unwrap();
        assert!(first.is_some());
        assert_eq!(project_key(directory.path(), None, false).unwrap(), first);
    }

    #[test]
    fn a_malformed_key_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        assert!(project_key(directory.path(), Some("abc"), true).is_err());
        let given = project_key(directory.path(), Some(&"0f".repeat(32)), true).unwrap();
        assert_eq!(given, Some([15; 32]));
    }
}
