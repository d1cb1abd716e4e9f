//! What every other layer speaks of: values with unknowns, resources, snapshots, estates.
//!
//! Nothing here reads a file, a clock or the network, and nothing here knows a rule or a
//! report. A [`Resource`] has a Terraform type and Terraform attribute names, wherever it came
//! from. A [`Value`] may be [`Unknown`], and lists and maps may be *open* (perhaps more members
//! than listed): what could not be read is a value with a reason, never an absence.
//!
//! Values are cheap to clone (one reference count) and small (16 bytes), because an estate of
//! 100,000 resources holds some ten million of them.

mod address;
mod arn;
mod coverage;
mod difference;
mod estate;
mod map;
mod number;
mod pattern;
mod provenance;
mod resource;
mod severity;
mod side;
mod snapshot;
mod unknown;
mod value;

pub use address::{Address, InstanceKey};
pub use arn::Arn;
pub use coverage::{Completeness, Coverage, Gap};
pub use difference::Difference;
pub use estate::{Estate, Inventory, Objectives, View};
pub use map::{Map, MapFlavour, Shape};
pub use number::{Number, NumberError};
pub use pattern::{fits, without_members};
pub use provenance::{ConfigPlaces, Place, Provenance, RegionEvidence, SourceFile};
pub use resource::{Condition, Resource, is_managed_kind, is_observed_kind, plain_kind};
pub use severity::{NoSuchSeverity, Severity};
pub use side::{AccountId, Region, Side, Site};
pub use snapshot::{Snapshot, SnapshotMeta};
pub use unknown::{Bounds, Origin, Reason, Unknown};
pub use value::{Digest, List, ListFlavour, Value};

/// A shared immutable string, one machine word wide.
pub type Text = arcstr::ArcStr;
