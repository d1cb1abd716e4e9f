//! Which parts of owners are resources of their own, so that nothing is told twice.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::kinds::{self, Kind};
use crate::model::{Resource, Text};

/// Parts that are there, by what they name their owner with.
#[derive(Debug, Default)]
pub(super) struct Parts(HashSet<(Text, &'static str), RandomState>);

impl Parts {
    pub(super) fn of<'a>(resources: impl IntoIterator<Item = &'a Arc<Resource>>) -> Self {
        let named = |resource: &Arc<Resource>| {
            let kind = kinds::kind(&resource.kind)?;
            Some((Text::from(owner_of(resource)?), kind.name))
        };
        Self(resources.into_iter().filter_map(named).collect())
    }

    /// Whether an owner has a part of a kind.
    pub(super) fn has(&self, owner: &str, kind: &'static str) -> bool {
        !self.0.is_empty() && self.0.contains(&(Text::from(owner), kind))
    }

    /// Whether an attribute of an owner repeats what its parts say.
    pub(super) fn tell(&self, kind: &Kind, owner: &Resource, path: &str) -> bool {
        let attribute = path.split(['.', '[']).next().unwrap_or(path);
        let parts = kind.inline.iter().filter(|(name, _)| *name == attribute);
        parts
            .flat_map(|(_, parts)| parts.iter())
            .any(|part| names_of(owner).any(|name| self.has(name, part)))
    }
}

/// What a resource is referred to by.
pub(super) fn names_of(resource: &Resource) -> impl Iterator<Item = &str> {
    resource.id.as_deref().into_iter().chain(resource.arn())
}

/// The owner that a part names.
pub(super) fn owner_of(resource: &Resource) -> Option<&str> {
    let (_, attribute) = kinds::kind(&resource.kind)?.part_of?;
    resource.text(attribute)
}
