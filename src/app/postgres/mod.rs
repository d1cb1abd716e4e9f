//! The PostgreSQL pairs of an application: connection strings are read, servers are asked.

#[cfg(feature = "postgres")]
mod live;
#[cfg(not(feature = "postgres"))]
mod without;

use std::sync::Arc;

use crate::kinds::schema;
use crate::model::{Coverage, Resource, Side, Text};

#[cfg(feature = "postgres")]
pub use live::observe;
#[cfg(not(feature = "postgres"))]
pub use without::observe;

/// What was observed of all pairs.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// Servers, standbys, slots, and the replication of each pair.
    pub resources: Vec<Arc<Resource>>,
    /// That these kinds were looked for, and what could not be read.
    pub coverage: Coverage,
}

/// The kinds of PostgreSQL, which are looked for even where there is no pair.
fn kinds() -> impl Iterator<Item = Text> {
    schema::names().into_iter().filter(|name| name.starts_with("postgres.")).map(Text::from)
}

/// A coverage in which both sides were looked at.
fn looked_for() -> Coverage {
    let mut coverage = Coverage::default();
    for side in [Side::Primary, Side::Dr] {
        coverage.looked_for(side, kinds());
    }
    coverage
}
