//! What a resource kind is, and how two of it compare.
//!
//! A [`Kind`] is a table: which attributes name the resource, which change by themselves, which
//! hold documents or secrets, which differ by design between two regions. The comparison, the
//! readers and the rules take all knowledge of AWS services from here; there is one file per
//! service. Attribute names and types come from the bundled provider schema ([`schema`]).
//!
//! Paths are Terraform attribute names joined by dots. Lists are passed through: the path
//! `load_balancer.container_port` means that attribute in every member.

pub mod schema;

mod kind;

pub use kind::{Document, Kind, Meaning, NameScope, Scope};

/// The kind of a Terraform type; `None` when no service file knows it.
///
/// An unknown kind is still compared, with the bundled schema alone if there is one.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    let _ = name;
    None
}
