//! Security groups whose rules a state records in the older style, `aws_security_group_rule`.
//!
//! AWS knows such a rule under no id of the state's, and may keep it as several. What the group
//! lets through by the state is therefore set beside what it lets through as it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::context::Context;
use super::super::facts::{Fact, FactIndex};
use super::super::parts::owner_of;
use crate::model::{Coverage, Difference, Inventory, Resource, Text, Value};

/// The older style of rules.
pub(super) const OLDER: &str = "aws_security_group_rule";

/// What groups let through by their states.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// Groups with a rule of the older style.
    owners: BTreeSet<Text>,
    recorded: FactIndex,
}

impl Groups {
    pub(super) fn new(state: &[Arc<Resource>], context: &Context) -> Self {
        let older = state.iter().filter(|r| r.kind.as_str() == OLDER);
        let owners: BTreeSet<Text> = older.filter_map(|r| owner_of(r)).map(Text::from).collect();
        if owners.is_empty() {
            return Self::default();
        }
        let rules: Vec<Arc<Resource>> = state
            .iter()
            .filter(|r| owner_of(r).is_some_and(|owner| owners.contains(owner)))
            .cloned()
            .collect();
        let inventory = Inventory::new(rules, Coverage::default(), Vec::new());
        Self { owners, recorded: FactIndex::new(&inventory, context) }
    }

    /// Whether a group's rules are recorded in the older style.
    pub(super) fn has(&self, group: &str) -> bool {
        self.owners.contains(group)
    }

    /// What a group lets through by one of its sources only.
    pub(super) fn differences(
        &self,
        context: &Context,
        state: &Arc<Resource>,
        live: &Arc<Resource>,
    ) -> Vec<Difference> {
        // The inline rules of the state repeat its rules as they once were.
        let mut bare = state.as_ref().clone();
        let nothing = |name: &str| bare.attributes.with(name, Value::list(Vec::new()));
        let emptied = nothing("ingress").with("egress", Value::list(Vec::new()));
        bare.attributes = Arc::new(emptied);
        let recorded = self.recorded.of(context, &Arc::new(bare));
        let running = FactIndex::default().of(context, live);
        let alone = |one: &BTreeMap<String, Fact>, other: &BTreeMap<String, Fact>, left: bool| {
            let kept = one.values().filter(|f| !other.contains_key(&f.key));
            kept.map(|fact| difference(fact, left)).collect::<Vec<_>>()
        };
        let mut found = alone(&recorded, &running, true);
        found.extend(alone(&running, &recorded, false));
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }
}

fn difference(fact: &Fact, recorded: bool) -> Difference {
    let (direction, rest) = fact.words.split_once(' ').unwrap_or(("ingress", &fact.words));
    let words = Some(Value::text(&fact.words));
    Difference {
        path: Text::from(format!("{direction}[{rest:?}]")),
        left: words.clone().filter(|_| recorded),
        right: words.filter(|_| !recorded),
        peer: false,
        undecided: fact.undecided.as_deref().map(Text::from),
    }
}
