use std::sync::Mutex;

use super::*;

/// A store in a directory of its own.
fn store() -> (tempfile::TempDir, Store) {
    let temporary = tempfile::tempdir().unwrap();
    let store = open(temporary.path());
    (temporary, store)
}

fn open(directory: &std::path::Path) -> Store {
    Store::new(Box::new(Directory::new(directory.join("runs"), "runs")))
}

fn new(id: &str, at: &str) -> NewRun {
    NewRun {
        run: Run {
            id: id.to_owned(),
            app: "checkout".to_owned(),
            job: "audit".to_owned(),
            at: at.to_owned(),
            ..Run::default()
        },
        report: format!("report {id}").into_bytes(),
        findings: b"what all found".to_vec(),
        snapshot: None,
    }
}

#[test]
fn a_run_is_read_back_and_what_two_share_is_kept_once() {
    let (directory, store) = store();
    assert_eq!(store.index().unwrap(), Index::default());
    store.keep(&[new("a", "2026-11-18T06:00:00Z")], None).unwrap();
    store.keep(&[new("b", "2026-11-25T06:00:00Z")], None).unwrap();
    store.keep(&[new("b", "2026-11-25T06:00:00Z")], None).unwrap();
    let index = store.index().unwrap();
    assert_eq!(index.runs.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(store.object(&index.runs[1].report).unwrap(), b"report b");
    let objects = Directory::new(directory.path().join("runs"), "").list("objects/").unwrap();
    assert_eq!(objects.len(), 3, "two reports, one ledger");
}

#[test]
fn a_damaged_object_is_said_and_not_given() {
    let (directory, store) = store();
    store.keep(&[new("a", "2026-11-18T06:00:00Z")], None).unwrap();
    let name = store.index().unwrap().runs[0].report.clone();
    let file = directory.path().join("runs/objects").join(&name[..2]).join(&name[2..]);
    let file = file.with_extension("zst");
    let whole = std::fs::read(&file).unwrap();
    for damage in [&whole[..whole.len() / 2], b"", &[whole.as_slice(), b"x"].concat()] {
        std::fs::write(&file, damage).unwrap();
        if let Ok(bytes) = store.object(&name) {
            assert_eq!(bytes, b"report a", "what is given is what was written");
        }
    }
    std::fs::write(&file, b"").unwrap();
    assert!(matches!(store.object(&name), Err(StoreError::Object { .. })));
    std::fs::remove_file(&file).unwrap();
    assert!(store.object(&name).unwrap_err().to_string().contains("not there"));
}

#[test]
fn a_later_index_is_read_and_left_alone() {
    let (directory, store) = store();
    store.keep(&[new("a", "2026-11-18T06:00:00Z")], None).unwrap();
    let file = directory.path().join("runs/index.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let later = text.replace("\"minor\":0", "\"minor\":1");
    std::fs::write(&file, &later).unwrap();
    assert_eq!(store.index().unwrap().runs.len(), 1);
    let error = store.keep(&[new("b", "2026-11-25T06:00:00Z")], None).unwrap_err();
    assert!(error.to_string().contains("nothing is kept"), "{error}");
    assert!(store.rebuild().is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), later);
}

#[test]
fn a_damaged_index_is_made_anew_from_the_runs() {
    let (directory, store) = store();
    store.keep(&[new("b", "2026-11-25T06:00:00Z")], None).unwrap();
    store.keep(&[new("a", "2026-11-18T06:00:00Z")], None).unwrap();
    let file = directory.path().join("runs/index.json");
    std::fs::remove_file(&file).unwrap();
    assert!(store.index().unwrap_err().to_string().contains("it is missing"));
    std::fs::write(&file, "{\"passmuster_hi").unwrap();
    let error = store.index().unwrap_err();
    assert!(error.to_string().contains("history rebuild"), "{error}");
    assert!(store.keep(&[new("c", "2026-11-26T06:00:00Z")], None).is_err(), "nothing is lost");
    assert_eq!(store.rebuild().unwrap(), (2, 0));
    let index = store.index().unwrap();
    assert_eq!(index.runs.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn pruning_spares_what_others_need_and_what_is_young() {
    let (directory, store) = store();
    store.keep(&[new("a", "2024-11-18T06:00:00Z")], None).unwrap();
    store.keep(&[new("b", "2026-11-25T06:00:00Z")], None).unwrap();
    let keep: Keep = "52w".parse().unwrap();
    let leaves = |index: &Index| keep.leaves(index, "2026-11-25T07:00:00Z");
    let told = store.prune(leaves, true).unwrap();
    assert_eq!((told.runs.as_slice(), told.objects), (["a".to_owned()].as_slice(), 0));
    assert_eq!(store.index().unwrap().runs.len(), 2, "nothing was removed");
    let days_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(72);
    let place = Directory::new(directory.path().join("runs"), "");
    for entry in place.list("objects/").unwrap() {
        let file = directory.path().join("runs").join(entry.key);
        std::fs::OpenOptions::new()
            .append(true)
            .open(file)
            .unwrap()
            .set_modified(days_ago)
            .unwrap();
    }
    let pruned = store.prune(leaves, false).unwrap();
    assert_eq!((pruned.runs.len(), pruned.objects), (1, 1), "its report, not the shared ledger");
    let index = store.index().unwrap();
    assert_eq!(index.runs.len(), 1);
    assert!(store.object(&index.runs[0].findings).is_ok());
    assert_eq!(store.prune(leaves, false).unwrap(), Pruned::default());
    assert_eq!(store.rebuild().unwrap(), (1, 0));
}

#[test]
fn writers_at_once_lose_nothing() {
    let temporary = tempfile::tempdir().unwrap();
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (failed, path) = (&failed, temporary.path());
            scope.spawn(move || {
                let store = open(path);
                for number in 0..10 {
                    let id = format!("{writer}-{number}");
                    if let Err(error) = store.keep(&[new(&id, "2026-11-25T06:00:00Z")], None) {
                        failed.lock().unwrap().push(error);
                    }
                }
            });
        }
    });
    assert_eq!(failed.into_inner().unwrap(), Vec::new());
    assert_eq!(open(temporary.path()).index().unwrap().runs.len(), 40);
}

/// A place where a write fails, each time another one.
struct Failing {
    inner: Directory,
    left: Mutex<usize>,
    error: StorageError,
}

impl Storage for Failing {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn read(&self, key: &str) -> Result<Option<Stored>, StorageError> {
        self.inner.read(key)
    }

    fn write(&self, key: &str, bytes: &[u8], when: &Condition) -> Result<(), StorageError> {
        let mut left = self.left.lock().unwrap();
        if *left == 0 {
            return Err(self.error.clone());
        }
        *left -= 1;
        self.inner.write(key, bytes, when)
    }

    fn list(&self, prefix: &str) -> Result<Vec<Entry>, StorageError> {
        self.inner.list(prefix)
    }

    fn remove(&self, key: &str, older: u64) -> Result<bool, StorageError> {
        self.inner.remove(key, older)
    }
}

#[test]
fn wherever_a_write_fails_the_store_reads_as_before() {
    for error in [StorageError::Full, StorageError::Slow(10), StorageError::ReadOnly("ro".into())] {
        for left in 0..4 {
            let temporary = tempfile::tempdir().unwrap();
            let whole = open(temporary.path());
            whole.keep(&[new("a", "2026-11-18T06:00:00Z")], None).unwrap();
            let before = whole.index().unwrap();
            let inner = Directory::new(temporary.path().join("runs"), "runs");
            let failing = Failing { inner, left: Mutex::new(left), error: error.clone() };
            let store = Store::new(Box::new(failing));
            let said = store.keep(&[new("b", "2026-11-25T06:00:00Z")], None).unwrap_err();
            assert!(said.to_string().starts_with("history runs: "), "{said}");
            assert_eq!(whole.index().unwrap(), before, "{error:?} after {left}");
            whole.keep(&[new("b", "2026-11-25T06:00:00Z")], None).unwrap();
            assert_eq!(whole.index().unwrap().runs.len(), 2);
        }
    }
}
