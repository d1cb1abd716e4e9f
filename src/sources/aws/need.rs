//! What a run needs to know, so that no call is made for nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::spec::{Operation, Service};
use crate::kinds;
use crate::model::{Text, plain_kind};

/// The kinds and attributes that the enabled rules look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// Everything that is collected at all.
    Everything,
    /// These attributes of these kinds.
    Kinds(BTreeMap<Text, Attributes>),
}

/// Attributes of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attributes {
    /// All of them.
    All,
    /// These.
    Some(BTreeSet<Text>),
}

impl Need {
    /// Whether a kind is looked at.
    #[must_use]
    pub fn kind(&self, kind: &str) -> bool {
        match self {
            // What no table of kinds knows (quotas) is read only for rules that name it.
            Self::Everything => kinds::kind(plain_kind(kind)).is_some(),
            Self::Kinds(kinds) => kinds.contains_key(kind),
        }
    }

    /// Whether one of the attributes of a kind is looked at.
    #[must_use]
    pub fn attributes(&self, kind: &str, names: &[&str]) -> bool {
        match self {
            Self::Everything => self.kind(kind),
            Self::Kinds(kinds) => match kinds.get(kind) {
                None => false,
                Some(Attributes::All) => true,
                Some(Attributes::Some(wanted)) => names.iter().any(|n| wanted.contains(*n)),
            },
        }
    }

    /// Whether a call tells something that is looked at.
    #[must_use]
    pub fn call(&self, operation: &Operation) -> bool {
        operation.lists.iter().any(|kind| self.kind(kind))
            || operation.fills.iter().any(|(kind, names)| self.attributes(kind, names))
    }

    /// The calls of a service that tell something that is looked at.
    pub fn calls(
        &self,
        service: &'static Service,
    ) -> impl Iterator<Item = &'static Operation> + '_ {
        service.operations.iter().filter(|o| self.call(o))
    }
}
