//! Attribute names and types of the bundled resource types.
//!
//! The table `aws.txt` is made by `regenerate.py` from the Terraform AWS provider's own schema;
//! its grammar is described there. Each type is read when it is first asked for.

mod parse;

use std::collections::HashMap;
use std::sync::OnceLock;

pub use parse::{Attribute, Flags, Nesting, Schema, Type};

const TABLE: &str = include_str!("aws.txt");

/// What can be seen of an estate and has no Terraform attribute, in the same grammar: the state
/// that something is in (`status.`), what was measured of it (`metric.`), what a region offers
/// (`offering.`), what a principal may do (`permission.`), PostgreSQL servers (`postgres.`) and
/// past drills (`drill.`). Quotas stand here too: they belong to the account and the region, and
/// no kind that sides are compared by.
const OBSERVED: &str = include_str!("observed.txt");

const DEFAULTS: &str = include_str!("defaults.txt");

type Index =
    HashMap<&'static str, (&'static str, OnceLock<Option<Schema>>), foldhash::fast::RandomState>;

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        [TABLE, OBSERVED]
            .into_iter()
            .flat_map(|table| table.split("\n\n"))
            .filter_map(|paragraph| {
                let (name, rest) = paragraph.trim_start_matches('\n').split_once('\n')?;
                Some((name, (rest, OnceLock::new())))
            })
            .collect()
    })
}

/// The schema of a Terraform type; `None` when it is not bundled.
#[must_use]
pub fn of(kind: &str) -> Option<&'static Schema> {
    let (text, slot) = index().get(kind)?;
    slot.get_or_init(|| parse::schema(text)).as_ref()
}

/// What the provider sets where a configuration leaves an attribute out.
#[derive(Clone, Debug, PartialEq)]
pub enum Default {
    /// This value.
    Value(crate::model::Value),
    /// Something that is known only after apply, although the schema does not say so.
    Computed,
}

/// What the provider sets where a configuration leaves an attribute of a type out; `path` is
/// dotted. `None` when the schema alone says it.
#[must_use]
pub fn default_of(kind: &str, path: &str) -> Option<Default> {
    static INDEX: OnceLock<
        HashMap<(&'static str, &'static str), &'static str, foldhash::fast::RandomState>,
    > = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let row = |line: &'static str| {
            let (kind, rest) = line.split_once(' ')?;
            let (path, value) = rest.split_once(' ')?;
            Some(((kind, path), value))
        };
        DEFAULTS.lines().filter_map(row).collect()
    });
    match *index.get(&(kind, path))? {
        "unknown" => Some(Default::Computed),
        text => parse::constant(text).map(Default::Value),
    }
}

/// The types in the table, sorted.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = index().keys().copied().collect();
    names.sort_unstable();
    names
}
