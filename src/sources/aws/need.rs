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

/// Kinds that are asked for about others: what must be looked at of these to know what to ask.
const ASKED_ABOUT: &[(&str, About)] = &[(
    "offering.aws_instance",
    &[
        ("aws_autoscaling_group", &["mixed_instances_policy"]),
        ("aws_instance", &["instance_type"]),
        ("aws_launch_configuration", &["instance_type"]),
        ("aws_launch_template", &["instance_type"]),
    ],
)];

/// Kinds with the attributes that tell what to ask.
type About = &'static [(&'static str, &'static [&'static str])];

impl Need {
    /// The same with what must be looked at to know what to ask.
    #[must_use]
    pub fn with_what_is_asked_about(mut self) -> Self {
        for (asked, about) in ASKED_ABOUT {
            if !self.kinds.contains_key(*asked) {
                continue;
            }
            for (kind, names) in *about {
                let none = || Attributes::Some(BTreeSet::new());
                let known = self.kinds.entry(Text::from(*kind)).or_insert_with(none);
                if let Attributes::Some(known) = known {
                    known.extend(names.iter().map(|n| Text::from(*n)));
                }
            }
        }
        self
    }

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
