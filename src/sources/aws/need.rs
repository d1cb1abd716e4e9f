//! What a run needs to know, so that no call is made for nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::spec::{Operation, Service};
use crate::kinds;
use crate::model::{Text, is_observed_kind, plain_kind};

/// The kinds and attributes that the enabled rules look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Whether a rule looks at everything that Terraform manages.
    pub everything: bool,
    /// Kinds that rules name, with the attributes that are looked at.
    pub kinds: BTreeMap<Text, Attributes>,
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
    /// Everything that Terraform manages, and nothing that is only observed.
    #[must_use]
    pub fn everything() -> Self {
        Self { everything: true, kinds: BTreeMap::new() }
    }

    /// Whether a kind is looked at.
    #[must_use]
    pub fn kind(&self, kind: &str) -> bool {
        // What no table of kinds knows (quotas, observations) is read only for rules that name it.
        self.kinds.contains_key(kind)
            || self.everything && !is_observed_kind(kind) && kinds::kind(plain_kind(kind)).is_some()
    }

    /// Whether one of the attributes of a kind is looked at.
    #[must_use]
    pub fn attributes(&self, kind: &str, names: &[&str]) -> bool {
        if self.everything && !is_observed_kind(kind) {
            return self.kind(kind);
        }
        match self.kinds.get(kind) {
            None => false,
            Some(Attributes::All) => true,
            Some(Attributes::Some(wanted)) => names.iter().any(|n| wanted.contains(*n)),
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
