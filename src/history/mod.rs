//! What outlives a run: the log of drills, and bundles of evidence.
//!
//! Files here are append-only or new; nothing that was written is written over.

pub mod drills;
pub mod evidence;

mod digest;

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes the entries of a directory last. Where a directory cannot be opened as a file there is
/// nothing to do.
fn settle(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
