//! What is done to a store now and then: old runs are removed, a lost index is made anew.

use std::collections::BTreeSet;

use super::{
    INDEX, OBJECTS, PARTS, Pruned, RUNS, SPARED_SECONDS, Store, StoreError, object_name, part_key,
    run_key,
};
use crate::history::runs::index::{Index, IndexError, PartLine, Run};
use crate::history::runs::storage::{Condition, Stored};

impl Store {
    /// Removes runs from the index, then what only they referred to. With `only_tell` nothing is
    /// removed.
    ///
    /// # Errors
    ///
    /// The store cannot be read or written.
    pub fn prune(
        &self,
        leaves: impl Fn(&Index) -> Vec<String>,
        only_tell: bool,
    ) -> Result<Pruned, StoreError> {
        let mut index = self.index()?;
        let runs = leaves(&index);
        if only_tell {
            without(&mut index, &runs);
        } else {
            self.change(|index| without(index, &runs))?;
            index = self.index()?;
            self.remove_lines(&index, &runs)?;
        }
        let mut pruned = Pruned { runs, ..Pruned::default() };
        let kept = index.objects();
        for entry in self.storage.list(OBJECTS).map_err(|e| self.storage_error(e))? {
            let is_kept = object_name(&entry.key).is_none_or(|n| kept.contains(n.as_str()));
            if is_kept || entry.age_seconds < SPARED_SECONDS {
                continue;
            }
            let removed = only_tell
                || self
                    .storage
                    .remove(&entry.key, SPARED_SECONDS)
                    .map_err(|e| self.storage_error(e))?;
            if removed {
                pruned.objects += 1;
                pruned.bytes += entry.size;
            }
        }
        Ok(pruned)
    }

    /// Removes the lines of runs and parts that are no more in the index. What another writer may
    /// be about to name there is spared.
    fn remove_lines(&self, index: &Index, pruned: &[String]) -> Result<(), StoreError> {
        let runs = index.runs.iter().map(|run| run_key(&run.id));
        let kept: BTreeSet<String> = runs.chain(index.parts.iter().map(part_key)).collect();
        let pruned: BTreeSet<String> = pruned.iter().map(|id| run_key(id)).collect();
        for prefix in [RUNS, PARTS] {
            for entry in self.storage.list(prefix).map_err(|e| self.storage_error(e))? {
                if kept.contains(&entry.key) {
                    continue;
                }
                let spared = if pruned.contains(&entry.key) { 0 } else { SPARED_SECONDS };
                let removed = self.storage.remove(&entry.key, spared);
                removed.map_err(|e| self.storage_error(e))?;
            }
        }
        Ok(())
    }

    /// Makes the index anew from the lines of the single runs and parts, and tells how many runs
    /// there are, and how many lines cannot be read.
    ///
    /// # Errors
    ///
    /// The store cannot be read or written, or the index is of a later version.
    pub fn rebuild(&self) -> Result<(usize, usize), StoreError> {
        let stored = self.storage.read(INDEX).map_err(|e| self.storage_error(e))?;
        let condition = match stored {
            None => Condition::New,
            Some(Stored { bytes, version }) => {
                match Index::parse(&bytes).and_then(|index| index.may_be_written()) {
                    Ok(()) | Err(IndexError::Damaged(_)) => Condition::Unchanged(version),
                    Err(error) => return Err(self.index_error(error)),
                }
            }
        };
        let (runs, lost) = self.lines::<Run>(RUNS)?;
        let (parts, lost_parts) = self.lines::<PartLine>(PARTS)?;
        let mut index = Index { runs, parts, ..Index::default() };
        index.runs.sort_by(|a, b| (&a.at, &a.app, &a.id).cmp(&(&b.at, &b.app, &b.id)));
        let written = self.storage.write(INDEX, &index.text(), &condition);
        written.map_err(|e| self.storage_error(e))?;
        Ok((index.runs.len(), lost + lost_parts))
    }

    /// The single lines of one sort, and how many of them cannot be read.
    fn lines<T: serde::de::DeserializeOwned>(
        &self,
        prefix: &str,
    ) -> Result<(Vec<T>, usize), StoreError> {
        let listed = self.storage.list(prefix).map_err(|e| self.storage_error(e))?;
        let keys: Vec<String> = listed.into_iter().map(|entry| entry.key).collect();
        let mut lines = Vec::with_capacity(keys.len());
        for read in self.storage.read_many(&keys) {
            let read = read.map_err(|e| self.storage_error(e))?;
            lines.extend(read.and_then(|r| serde_json::from_slice(&r.bytes).ok()));
        }
        let lost = keys.len() - lines.len();
        Ok((lines, lost))
    }
}

/// Takes runs from an index, and with the last run of a fleet's run its parts.
fn without(index: &mut Index, runs: &[String]) {
    let gone: BTreeSet<&str> = runs.iter().map(String::as_str).collect();
    let of = |run: &Run| run.run_id.clone();
    let (gone, kept): (Vec<Run>, Vec<Run>) =
        std::mem::take(&mut index.runs).into_iter().partition(|r| gone.contains(r.id.as_str()));
    let left: BTreeSet<String> = kept.iter().filter_map(of).collect();
    let ended: BTreeSet<String> =
        gone.iter().filter_map(of).filter(|r| !left.contains(r)).collect();
    index.runs = kept;
    index.parts.retain(|p| !ended.contains(&p.run_id));
}
