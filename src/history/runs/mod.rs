//! The store of runs, and what they say over time.

mod course;
mod directory;
mod index;
mod ledger;
mod retention;
mod storage;
mod store;
#[cfg(test)]
mod tests;

pub use course::tell;
pub use directory::Directory;
pub use index::{Index, IndexError, IndexVersion, Part, PartLine, Run, VERSION};
pub use ledger::{Ledger, Line, Standing};
pub use retention::{Keep, NoSuchKeep};
pub use storage::{Condition, Entry, Storage, StorageError, Stored, Version};
pub use store::{NewRun, Pruned, Store, StoreError};
