//! What outlives a run: the runs themselves, the log of drills, and bundles of evidence.
//!
//! Files here are append-only or new, save the index of runs, which is replaced as a whole.

pub mod drills;
pub mod evidence;
pub mod runs;

mod digest;

pub use digest::of as sha256;

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes the entries of a directory last. Where a directory cannot be opened as a file there is
/// nothing to do.
fn settle(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
