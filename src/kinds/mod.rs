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

mod apigatewayv2;
mod aws_made;
mod backup;
mod cloudwatch;
mod compute;
mod data_stores;
mod ecr;
mod ecs;
mod edge;
mod elasticache;
mod elb;
mod iam;
mod identity;
mod kind;
mod kms;
mod lambda;
mod messaging;
mod parts;
mod rds;
mod route53;
mod s3;
mod secrecy;
mod secrets;
mod security_groups;
#[cfg(test)]
mod tests;
mod vpc;

use std::collections::HashMap;
use std::sync::OnceLock;

pub use aws_made::{MadeByAws, made_as_told_by};
pub use identity::{has_made_up_id, id_attribute};
pub use kind::{Document, Kind, Meaning, NameScope, Scope};
pub use parts::{siblings, told_by_owner};
pub use secrecy::{is_secret, name_looks_secret};

/// Every kind, by service file.
fn files() -> impl Iterator<Item = &'static Kind> {
    [
        apigatewayv2::KINDS,
        backup::KINDS,
        cloudwatch::KINDS,
        compute::KINDS,
        data_stores::KINDS,
        ecr::KINDS,
        ecs::KINDS,
        edge::KINDS,
        elasticache::KINDS,
        elb::KINDS,
        iam::KINDS,
        kms::KINDS,
        lambda::KINDS,
        messaging::KINDS,
        rds::KINDS,
        route53::KINDS,
        s3::KINDS,
        secrets::KINDS,
        security_groups::KINDS,
        vpc::KINDS,
    ]
    .into_iter()
    .flatten()
}

/// All kinds, sorted by name; spellings of one kind each count.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    let mut list: Vec<_> = files().collect();
    list.sort_by_key(|k| k.name);
    list.into_iter()
}

/// The kind of a Terraform type, through its alias if it is one; `None` when no service file
/// knows it.
///
/// An unknown kind is still compared, by structure alone.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    static INDEX: OnceLock<HashMap<&'static str, &'static Kind, foldhash::fast::RandomState>> =
        OnceLock::new();
    let index = INDEX.get_or_init(|| files().map(|k| (k.name, k)).collect());
    let found = index.get(name)?;
    if found.alias_of.is_empty() { Some(found) } else { index.get(found.alias_of).copied() }
}

/// Whether resources of a kind may have the attribute. Of a kind without schema nothing is
/// known, so every name is accepted.
#[must_use]
pub fn has_attribute(kind: &str, name: &str) -> bool {
    match schema::of(kind) {
        None => true,
        Some(schema) => matches!(name, "region" | "id") || schema.attribute(name).is_some(),
    }
}

/// The attribute names of a kind, sorted; empty without schema.
pub fn attribute_names(kind: &str) -> impl Iterator<Item = &'static str> {
    schema::of(kind).into_iter().flat_map(|s| s.attributes.iter().map(|a| a.name))
}
