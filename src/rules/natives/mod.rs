//! Native functions: what a rule should not spell out.
//!
//! Each takes unknowns and open lists and answers honestly.

pub(super) mod capacity;
mod comparing;
mod drift;
mod images;
mod lookup;
pub(super) mod names;
mod network;
mod versions;

use std::collections::HashMap;
use std::sync::Arc;

use super::world::World;
use crate::lang::{Function, unknown_of};
use crate::model::{List, ListFlavour, Map, MapFlavour, Resource, Side, Text, Unknown, Value};

type Body = fn(&World<'_>, &[Value]) -> Result<Value, String>;
type Row = (&'static str, usize, usize, Body);

const ROWS: &[Row] = &[
    ("arn", 1, 1, lookup::arn),
    ("aurora_versions_compatible", 3, 3, versions::aurora_compatible),
    ("azs", 1, 1, network::azs),
    ("capacity", 1, 1, capacity::capacity),
    ("cidr_overlaps", 1, 1, network::overlaps),
    ("cidr_within", 2, 2, network::within),
    ("coalesce_known", 1, usize::MAX, lookup::coalesce_known),
    ("containers", 1, 1, images::containers_of),
    ("counterpart", 1, 1, lookup::counterpart),
    ("differences", 1, 1, comparing::differences),
    ("drift", 1, 1, drift::drift),
    ("duplicates", 1, 1, names::duplicates),
    ("global_names", 0, 0, names::global_names),
    ("image", 1, 1, images::image),
    ("image_mismatches", 1, 1, images::mismatches),
    ("kind_of", 1, 1, lookup::kind_of),
    ("live_of", 1, 1, drift::live_of),
    ("lookup_all", 2, 2, lookup::lookup_all),
    ("lookup_one", 2, 2, lookup::lookup_one),
    ("peer_references", 1, 1, comparing::peer_references),
    ("recorded", 0, 0, drift::recorded),
    ("replicated", 1, 1, lookup::replicated),
    ("resources", 1, 2, lookup::resources),
    ("rule_differences", 1, 1, comparing::rule_differences),
    ("running", 0, 0, drift::running),
    ("state_of", 1, 1, drift::state_of),
    ("unknown", 1, 1, lookup::unknown),
    ("version_compare", 2, 2, versions::compare),
    ("vpc_cidrs", 1, 1, network::vpc_cidrs),
    ("vpc_ranges", 0, 0, network::vpc_ranges),
];

/// The names of the native functions, sorted.
pub const NAMES: &[&str] = &{
    let mut names = [""; ROWS.len()];
    let mut at = 0;
    while at < ROWS.len() {
        names[at] = ROWS[at].0;
        at += 1;
    }
    names
};

/// The native functions over one world.
pub struct Natives<'w> {
    table: HashMap<&'static str, Native<'w>, foldhash::fast::RandomState>,
}

impl std::fmt::Debug for Natives<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Natives").field("functions", &self.table.len()).finish()
    }
}

impl<'w> Natives<'w> {
    /// Binds the functions to a world.
    #[must_use]
    pub fn new(world: &'w World<'w>) -> Self {
        let bind = |(name, least, most, body): &Row| {
            (*name, Native { world, least: *least, most: *most, body: *body })
        };
        Self { table: ROWS.iter().map(bind).collect() }
    }

    pub(super) fn get(&self, name: &str) -> Option<&dyn Function> {
        self.table.get(name).map(|native| -> &dyn Function { native })
    }
}

struct Native<'w> {
    world: &'w World<'w>,
    least: usize,
    most: usize,
    body: Body,
}

impl Function for Native<'_> {
    fn call(&self, arguments: &[Value]) -> Result<Value, String> {
        if arguments.len() < self.least || arguments.len() > self.most {
            return Err(format!("takes {} arguments, but has {}", self.least, arguments.len()));
        }
        (self.body)(self.world, arguments)
    }

    fn accepts_unknown(&self) -> bool {
        true
    }
}

/// An object.
fn object<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    let entries = entries.into_iter().map(|(k, v)| (Text::from(k), v)).collect();
    Value::Map(Arc::new(Map::new(entries, MapFlavour::Object)))
}

/// A list, open where there is a reason.
fn list(items: Vec<Value>, open: Option<Arc<Unknown>>) -> Value {
    Value::List(Arc::new(match open {
        Some(why) => List::open(items, ListFlavour::List, why),
        None => List::new(items, ListFlavour::List),
    }))
}

/// The argument as a resource; `Err` with the answer when it is null or unknown.
fn resource_at(arguments: &[Value], at: usize) -> Result<Arc<Resource>, Result<Value, String>> {
    match arguments.get(at) {
        Some(Value::Resource(resource)) => Ok(Arc::clone(resource)),
        Some(Value::Null) => Err(Ok(Value::Null)),
        Some(other) => match unknown_of(other) {
            Some(why) => Err(Ok(Value::Unknown(why))),
            None => Err(Err(format!("a resource is required, but have {}", other.type_word()))),
        },
        None => Err(Err(format!("argument {} is missing", at + 1))),
    }
}

/// Both members of the argument, which must be a pair.
fn pair_at(arguments: &[Value]) -> Result<(Arc<Resource>, Arc<Resource>), String> {
    let map = arguments.first().and_then(Value::as_map);
    match map.map(|m| (m.get("primary"), m.get("dr"))) {
        Some((Some(Value::Resource(primary)), Some(Value::Resource(dr)))) => {
            Ok((Arc::clone(primary), Arc::clone(dr)))
        }
        _ => Err("a pair with both members is required".to_owned()),
    }
}

fn text_at(arguments: &[Value], at: usize) -> Result<Text, String> {
    match arguments.get(at) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(other) => Err(format!("a string is required, but have {}", other.type_word())),
        None => Err(format!("argument {} is missing", at + 1)),
    }
}

fn side_named(name: &str) -> Result<Side, String> {
    [Side::Primary, Side::Dr, Side::Global]
        .into_iter()
        .find(|s| s.name() == name)
        .ok_or_else(|| format!("{name:?} is no side; sides are primary, dr, global"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted() {
        assert!(NAMES.is_sorted());
    }
}
