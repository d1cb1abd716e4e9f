//! The file.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::Record;
use crate::history::settle;

/// The version of the format that is written, and the newest that is read.
const FORMAT: u64 = 1;
/// The largest log that is read: a thousand drills take less than a hundredth of it.
const LARGEST: u64 = 64 << 20;
/// How long another process may hold the log.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Serialize)]
struct Line<'a> {
    passmuster_drill: u64,
    record: &'a Record,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnLine {
    #[serde(rename = "passmuster_drill")]
    _version: u64,
    record: Record,
}

#[derive(Deserialize)]
struct Head {
    passmuster_drill: u64,
}

/// All that a log holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The records, in the order in which they were recorded.
    pub entries: Vec<Entry>,
    /// Lines that are no records.
    pub damages: Vec<Damage>,
}

/// A record with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line, from 1: the record's number.
    pub line: usize,
    /// The record.
    pub record: Record,
}

/// A line that is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is the last, and has no end.
    #[error("it was not written to its end ({0} bytes are there); complete or remove it")]
    Torn(usize),
    /// It is no record.
    #[error("it is no record of a drill: {0}; mend or remove it")]
    Malformed(String),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.flaw)
    }
}

/// Why a log can be neither read nor written. The file is named by whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// It is a directory, a device or something of that sort.
    #[error("it is no file; name another with --log")]
    NotAFile,
    /// It is larger than any log.
    #[error("it has {0} bytes and cannot be a drill log; name another with --log")]
    TooLarge(u64),
    /// It is something else.
    #[error("it is no drill log: line {0} is no record; name another with --log")]
    NotALog(usize),
    /// A later passmuster wrote in it.
    #[error(
        "line {line} is of version {version}, and this passmuster knows versions up to {FORMAT}; \
         use the passmuster that wrote it, or a later one"
    )]
    Newer {
        /// The line, from 1.
        line: usize,
        /// The version.
        version: u64,
    },
    /// Another process holds it.
    #[error("another process has it locked; wait for it, or end it")]
    Locked,
    /// There is no space left.
    #[error("there is no space left: nothing was recorded; make room and record it again")]
    Full,
    /// Something else went wrong.
    #[error("{0}")]
    Io(io::Error),
}

impl From<io::Error> for LogError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// Reads a log; a file that does not exist is an empty one.
pub fn read(path: &Path) -> Result<Log, LogError> {
    let mut file = match is_file(path).and_then(|()| Ok(File::open(path)?)) {
        Ok(file) => file,
        Err(LogError::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Log::default());
        }
        Err(error) => return Err(error),
    };
    // Held, so that no line is seen while it is written. Where files cannot be locked nobody
    // writes either.
    match patiently(|| file.try_lock_shared()) {
        Err(LogError::Io(_)) => {}
        other => other?,
    }
    log(&contents(&mut file)?)
}

/// Appends a record; returns its line. The log holds the whole line afterwards, or what it held
/// before. What another process left half-written stays, on a line of its own.
pub fn append(path: &Path, record: &Record) -> Result<usize, LogError> {
    let line = Line { passmuster_drill: FORMAT, record };
    let mut text = serde_json::to_vec(&line).map_err(io::Error::other)?;
    text.push(b'\n');
    let mut file = locked(path)?;
    let before = contents(&mut file)?;
    let found = log(&before)?;
    // A lone torn line is a first record that did not come through.
    let foreign = found.damages.iter().find(|d| matches!(d.flaw, Flaw::Malformed(_)));
    if let (true, Some(damage)) = (found.entries.is_empty(), foreign) {
        return Err(LogError::NotALog(damage.line));
    }
    let ends = before.is_empty() || before.ends_with(b"\n");
    if !ends {
        text.insert(0, b'\n');
    }
    let written = file.write_all(&text).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // The first error is the one to tell.
        let _ = file.set_len(before.len() as u64).and_then(|()| file.sync_all());
        return Err(error.into());
    }
    if before.is_empty() {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
        settle(parent.unwrap_or(Path::new(".")))?;
    }
    let breaks = memchr::memchr_iter(b'\n', &before).count();
    Ok(breaks + usize::from(!ends) + 1)
}

/// The log, held by this process alone; made where it is not there.
fn locked(path: &Path) -> Result<File, LogError> {
    loop {
        match is_file(path) {
            Err(LogError::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
            other => other?,
        }
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        patiently(|| file.try_lock())?;
        // Somebody may have put another file in its place meanwhile.
        if is_same(&file, path)? {
            return Ok(file);
        }
    }
}

fn is_file(path: &Path) -> Result<(), LogError> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(LogError::NotAFile);
    }
    if metadata.len() > LARGEST {
        return Err(LogError::TooLarge(metadata.len()));
    }
    Ok(())
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let held = file.metadata()?;
    match fs::metadata(path) {
        Ok(there) => Ok((held.dev(), held.ino()) == (there.dev(), there.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> io::Result<bool> {
    path.try_exists()
}

/// Tries to lock until it works or patience ends.
fn patiently(mut lock: impl FnMut() -> Result<(), TryLockError>) -> Result<(), LogError> {
    let begin = Instant::now();
    loop {
        match lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) if begin.elapsed() > PATIENCE => {
                return Err(LogError::Locked);
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
        }
    }
}

fn contents(file: &mut File) -> Result<Vec<u8>, LogError> {
    file.rewind()?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(LogError::TooLarge(bytes.len() as u64));
    }
    Ok(bytes)
}

/// The lines of a log.
fn log(bytes: &[u8]) -> Result<Log, LogError> {
    let mut log = Log::default();
    for (at, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let number = at + 1;
        let whole = line.ends_with(b"\n");
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        let why = match serde_json::from_slice::<Head>(text) {
            Ok(head) if head.passmuster_drill > FORMAT => {
                return Err(LogError::Newer { line: number, version: head.passmuster_drill });
            }
            Ok(head) if head.passmuster_drill < FORMAT => "there is no version 0".to_owned(),
            Ok(_) => match serde_json::from_slice::<OwnLine>(text) {
                Ok(own) => {
                    log.entries.push(Entry { line: number, record: own.record });
                    continue;
                }
                Err(error) => what(&error),
            },
            Err(error) => what(&error),
        };
        let flaw = if whole { Flaw::Malformed(why) } else { Flaw::Torn(line.len()) };
        log.damages.push(Damage { line: number, flaw });
    }
    Ok(log)
}

/// The message without its place: every record is one line.
fn what(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}

#[cfg(test)]
mod tests;
