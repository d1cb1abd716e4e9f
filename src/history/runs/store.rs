//! A store of runs.
//!
//! ```text
//! index.json            a line of facts for each run, replaced as a whole
//! runs/<id>.json        the same line for each run alone: the index can be made anew from them
//! fleets/….json         what each part of a fleet left
//! objects/ab/cdef….zst  reports, ledgers and live facts, named by the SHA-256 of what they hold
//! ```
//!
//! A run is written from the leaves up: objects, its own line, at last the index. Whoever is killed
//! on the way leaves objects that nothing refers to, and a store that reads as before. Two writers
//! never lose a run: the index is written only while it is what was read, else read again.

mod upkeep;

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::thread;
use std::time::{Duration, Instant};

use ruzstd::decoding::StreamingDecoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::index::{Index, IndexError, PartLine, Run};
use super::storage::{Condition, Storage, StorageError, Stored};
use crate::history::digest;

/// The key of the index.
const INDEX: &str = "index.json";
/// Where the runs lie.
const RUNS: &str = "runs/";
/// Where the objects lie.
const OBJECTS: &str = "objects/";
/// Where the parts of fleets lie.
const PARTS: &str = "fleets/";
/// How long the index is tried while others write too.
const PATIENCE: Duration = Duration::from_mins(2);
/// Objects that nothing refers to are left alone for a day: a run may be about to refer to them.
const SPARED_SECONDS: u64 = 24 * 60 * 60;
/// The largest object that is read, in bytes.
const LARGEST: u64 = 2 << 30;

/// Why a store cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The place.
    #[error("history {place}: {error}")]
    Storage {
        /// The place.
        place: String,
        /// What is wrong with it.
        error: StorageError,
    },
    /// The index.
    #[error("history {place}: {error}")]
    Index {
        /// The place.
        place: String,
        /// What is wrong with it.
        error: IndexError,
    },
    /// An object.
    #[error("history {place}: the object {digest} {why}")]
    Object {
        /// The place.
        place: String,
        /// Its name.
        digest: String,
        /// What is wrong with it.
        why: String,
    },
}

/// A run on its way into a store.
#[derive(Clone, Debug, Default)]
pub struct NewRun {
    /// Its line, without the names of its objects.
    pub run: Run,
    /// The whole report as JSON.
    pub report: Vec<u8>,
    /// The ledger's bytes.
    pub findings: Vec<u8>,
    /// The live facts, without their time.
    pub snapshot: Option<Vec<u8>>,
}

/// What a pruning removed, or would remove.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// The runs.
    pub runs: Vec<String>,
    /// How many objects.
    pub objects: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// A store of runs.
pub struct Store {
    storage: Box<dyn Storage>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.storage.place()).finish()
    }
}

impl Store {
    /// A store in a place. Nothing is read or written yet.
    #[must_use]
    pub fn new(storage: Box<dyn Storage>) -> Self {
        Self { storage }
    }

    /// The place as the user named it.
    #[must_use]
    pub fn place(&self) -> String {
        self.storage.place()
    }

    fn storage_error(&self, error: StorageError) -> StoreError {
        StoreError::Storage { place: self.place(), error }
    }

    fn index_error(&self, error: IndexError) -> StoreError {
        StoreError::Index { place: self.place(), error }
    }

    /// The index; an empty one where nothing was kept yet.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn index(&self) -> Result<Index, StoreError> {
        self.read_index().map(|(index, _)| index)
    }

    fn read_index(&self) -> Result<(Index, Condition), StoreError> {
        match self.storage.read(INDEX).map_err(|e| self.storage_error(e))? {
            None => {
                let runs = self.storage.list(RUNS).map_err(|e| self.storage_error(e))?;
                if runs.is_empty() {
                    return Ok((Index::default(), Condition::New));
                }
                let why = "it is missing, and there are runs".to_owned();
                Err(self.index_error(IndexError::Damaged(why)))
            }
            Some(Stored { bytes, version }) => {
                let index = Index::parse(&bytes).map_err(|e| self.index_error(e))?;
                Ok((index, Condition::Unchanged(version)))
            }
        }
    }

    /// Changes the index; what another writer changed meanwhile is kept.
    fn change(&self, mut change: impl FnMut(&mut Index)) -> Result<(), StoreError> {
        let end = Instant::now() + PATIENCE;
        let mut pause = 20;
        while Instant::now() < end {
            let (mut index, condition) = self.read_index()?;
            index.may_be_written().map_err(|e| self.index_error(e))?;
            let before = index.clone();
            change(&mut index);
            if index == before {
                return Ok(());
            }
            match self.storage.write(INDEX, &index.text(), &condition) {
                Ok(()) => return Ok(()),
                Err(StorageError::Conflict) => {
                    // Writers that began together drift apart.
                    thread::sleep(Duration::from_millis(pause / 2 + random() % pause));
                    pause = (pause * 2).min(2_000);
                }
                Err(error) => return Err(self.storage_error(error)),
            }
        }
        Err(self.storage_error(StorageError::Conflict))
    }

    /// Keeps runs, and that a part of a fleet came to its end. Either all of them are in the index
    /// afterwards, or none.
    ///
    /// # Errors
    ///
    /// They cannot be kept. The store reads as before then.
    pub fn keep(&self, runs: &[NewRun], part: Option<&PartLine>) -> Result<(), StoreError> {
        let (index, condition) = self.read_index()?;
        index.may_be_written().map_err(|e| self.index_error(e))?;
        if condition == Condition::New {
            // From now on a store without an index is one that lost it.
            match self.storage.write(INDEX, &index.text(), &condition) {
                Ok(()) | Err(StorageError::Conflict) => {}
                Err(error) => return Err(self.storage_error(error)),
            }
        }
        let mut objects = BTreeMap::new();
        let mut lines = Vec::with_capacity(runs.len());
        for new in runs {
            let mut run = new.run.clone();
            run.report = object(&new.report, &mut objects);
            run.findings = object(&new.findings, &mut objects);
            run.snapshot = new.snapshot.as_deref().map(|bytes| object(bytes, &mut objects));
            lines.push(run);
        }
        let objects: Vec<(String, Vec<u8>)> = objects.into_iter().collect();
        self.storage.write_many(&objects).map_err(|e| self.storage_error(e))?;
        let own: Vec<(String, Vec<u8>)> = lines
            .iter()
            .map(|run| (run_key(&run.id), serde_json::to_vec(run).unwrap_or_default()))
            .collect();
        self.storage.write_many(&own).map_err(|e| self.storage_error(e))?;
        if let Some(line) = part {
            let text = serde_json::to_vec(line).unwrap_or_default();
            let written = self.storage.write(&part_key(line), &text, &Condition::Same);
            written.map_err(|e| self.storage_error(e))?;
        }
        self.change(|index| {
            for run in &lines {
                // The same run told twice is one.
                if !index.runs.iter().any(|r| r.id == run.id && r.app == run.app) {
                    index.runs.push(run.clone());
                }
            }
            if let Some(line) = part {
                // A part that is run again takes the place of what it left before.
                index.parts.retain(|p| p.key() != line.key());
                index.parts.push(line.clone());
            }
        })
    }

    /// The bytes of an object.
    ///
    /// # Errors
    ///
    /// It is not there, or not what its name says.
    pub fn object(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let read = self.storage.read(&object_key(name));
        self.checked(name, read)
    }

    /// The bytes of many objects, in the order of their names.
    #[must_use]
    pub fn objects(&self, names: &[&str]) -> Vec<Result<Vec<u8>, StoreError>> {
        let keys: Vec<String> = names.iter().map(|name| object_key(name)).collect();
        let read = self.storage.read_many(&keys);
        names.iter().zip(read).map(|(name, read)| self.checked(name, read)).collect()
    }

    /// What was read as an object, if it is what its name says.
    fn checked(
        &self,
        name: &str,
        read: Result<Option<Stored>, StorageError>,
    ) -> Result<Vec<u8>, StoreError> {
        let wrong = |why: &str| StoreError::Object {
            place: self.place(),
            digest: name.to_owned(),
            why: why.to_owned(),
        };
        let read = read.map_err(|e| self.storage_error(e))?;
        let compressed = read.ok_or_else(|| wrong("is not there"))?.bytes;
        let bytes = decompressed(&compressed).map_err(|_| wrong("is damaged"))?;
        if digest::of(&bytes) == name { Ok(bytes) } else { Err(wrong("is damaged")) }
    }
}

/// A number that no other writer has; the same for all where the system gives none.
fn random() -> u64 {
    let mut bytes = [0; 8];
    if getrandom::fill(&mut bytes).is_err() {
        return 0;
    }
    u64::from_le_bytes(bytes)
}

fn part_key(line: &PartLine) -> String {
    let name = digest::of(line.run_id.as_bytes());
    let name = name.get(..16).unwrap_or_default();
    format!("{PARTS}{name}-{}-{}-of-{}.json", line.job, line.part.number, line.part.of)
}

fn run_key(id: &str) -> String {
    format!("{RUNS}{id}.json")
}

/// Takes bytes among the objects that are to be written, and tells their name.
fn object(bytes: &[u8], objects: &mut BTreeMap<String, Vec<u8>>) -> String {
    let name = digest::of(bytes);
    let compressed = || compress_to_vec(bytes, CompressionLevel::Fastest);
    objects.entry(object_key(&name)).or_insert_with(compressed);
    name
}

fn object_key(name: &str) -> String {
    let (folder, rest) = name.split_at_checked(2).unwrap_or((name, ""));
    format!("{OBJECTS}{folder}/{rest}.zst")
}

fn object_name(key: &str) -> Option<String> {
    let name: String = key.strip_prefix(OBJECTS)?.strip_suffix(".zst")?.split('/').collect();
    digest::is_digest(&name).then_some(name)
}

fn decompressed(compressed: &[u8]) -> io::Result<Vec<u8>> {
    let decoder = StreamingDecoder::new(compressed).map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    let read = decoder.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if read as u64 > LARGEST { Err(io::Error::other("too large")) } else { Ok(bytes) }
}
