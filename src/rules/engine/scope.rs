//! The names that a rule's expressions see.

use std::sync::Arc;

use crate::lang::{Function, Scope};
use crate::model::{
    AccountId, Estate, Map, Objectives, Reason, Region, Side, Text, Unknown, Value,
};
use crate::rules::natives::Natives;
use crate::rules::world::World;

/// Names that hold for every element of a rule.
pub(super) struct Common<'a> {
    pub(super) natives: &'a Natives<'a>,
    pub(super) input: Value,
    pub(super) estate: Value,
    pub(super) snapshot: Value,
    pub(super) objectives: Value,
    /// The lists of the `all` selectors.
    pub(super) lists: Vec<(Text, Value)>,
}

impl<'a> Common<'a> {
    pub(super) fn new(world: &World<'_>, natives: &'a Natives<'a>, inputs: &Arc<Map>) -> Self {
        Self {
            natives,
            input: Value::Map(Arc::clone(inputs)),
            estate: estate(world.estate, world.turned),
            snapshot: Value::map([
                ("time", Value::String(world.time.clone())),
                ("view", Value::text(world.view.name())),
            ]),
            objectives: objectives(&world.estate.objectives),
            lists: Vec::new(),
        }
    }
}

/// What was promised; null where nothing was.
fn objectives(objectives: &Objectives) -> Value {
    let seconds = |s: Option<u64>| {
        s.map_or(Value::Null, |s| Value::from(i64::try_from(s).unwrap_or(i64::MAX)))
    };
    Value::map([
        ("rto_seconds", seconds(objectives.rto_seconds)),
        ("rpo_seconds", seconds(objectives.rpo_seconds)),
    ])
}

fn estate(estate: &Estate, turned: bool) -> Value {
    let site = |side: Side| {
        let known = |text: Option<&str>, what: &str| match text {
            Some(text) => Value::text(text),
            None => Value::unknown(Unknown::new(
                Reason::NoValue,
                format!("the {what} of the {side} side is not declared"),
            )),
        };
        let site = estate.site(side);
        let region = site.and_then(|s| s.region.as_ref()).map(Region::as_str);
        let account = site.and_then(|s| s.account.as_ref()).map(AccountId::as_str);
        let suffix = estate.name_suffix(side).clone();
        Value::map([
            ("region", known(region, "region")),
            ("account", known(account, "account")),
            ("name_suffix", Value::String(suffix)),
        ])
    };
    let networks = estate.networks.iter().map(|(k, v)| (k, Value::String(v.clone())));
    Value::map([
        ("name", Value::String(estate.name.clone())),
        ("primary", site(Side::Primary)),
        ("dr", site(Side::Dr)),
        ("networks", Value::map(networks)),
        ("turned", Value::Bool(turned)),
    ])
}

/// Names that hold for one element.
pub(super) struct ElementScope<'a> {
    pub(super) common: &'a Common<'a>,
    pub(super) element: Option<(&'a str, Value)>,
    pub(super) locals: Option<Value>,
    pub(super) it: Option<Value>,
}

impl Scope for ElementScope<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        if let Some((bound, value)) = &self.element
            && *bound == name
        {
            return Some(value.clone());
        }
        match name {
            "input" => Some(self.common.input.clone()),
            "estate" => Some(self.common.estate.clone()),
            "snapshot" => Some(self.common.snapshot.clone()),
            "objectives" => Some(self.common.objectives.clone()),
            "local" => self.locals.clone(),
            "it" => self.it.clone(),
            _ => {
                let list = self.common.lists.iter().find(|(n, _)| n.as_str() == name);
                list.map(|(_, value)| value.clone())
            }
        }
    }

    fn function(&self, name: &str) -> Option<&dyn Function> {
        self.common.natives.get(name)
    }
}
