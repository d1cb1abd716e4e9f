//! `for` and splats.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{EvalError, Evaluation, Function, Result_, Scope};
use crate::lang::convert;
use crate::lang::equality::Tri;
use crate::lang::ir::{Intro, Node, SPLAT};
use crate::lang::unknowns::unknown_of;
use crate::model::{List, ListFlavour, Map, MapFlavour, Reason, Text, Unknown, Value};

/// A name bound on top of a scope.
pub(super) struct Bound<'a> {
    parent: &'a dyn Scope,
    names: [Option<(&'a str, Value)>; 2],
}

impl Scope for Bound<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        for (bound, value) in self.names.iter().flatten() {
            if *bound == name {
                return Some(value.clone());
            }
        }
        self.parent.variable(name)
    }

    fn function(&self, name: &str) -> Option<&dyn Function> {
        self.parent.function(name)
    }

    fn refers(&self, root: &str) -> bool {
        !self.names.iter().flatten().any(|(bound, _)| *bound == root) && self.parent.refers(root)
    }

    fn reference(&self, root: &str, path: &[Value]) -> Result<(Value, usize), String> {
        self.parent.reference(root, path)
    }
}

/// What a collection is iterated as.
pub(super) struct Members {
    pub(super) pairs: Vec<(Value, Value)>,
    pub(super) open: Option<Arc<Unknown>>,
}

impl Evaluation<'_> {
    pub(super) fn splat(&mut self, object: &Node, each: &Node, scope: &dyn Scope) -> Result_ {
        let value = self.node(object, scope)?;
        let (items, open) = match &value {
            Value::Null => (Vec::new(), None),
            Value::List(list) => (list.items().to_vec(), list.openness().cloned()),
            Value::Unknown(why) => {
                let list = List::open(Vec::new(), ListFlavour::Tuple, Arc::clone(why));
                return Ok(Value::List(Arc::new(list)));
            }
            single => (vec![single.clone()], None),
        };
        self.step(object, items.len() as u64)?;
        let mut made = Vec::with_capacity(items.len());
        for item in items {
            let inner = Bound { parent: scope, names: [Some((SPLAT, item)), None] };
            made.push(self.node(each, &inner)?);
        }
        Ok(list_of(made, open))
    }

    /// The members of a collection; the inner error is the unknown that the whole result is.
    pub(super) fn members(
        &mut self,
        node: &Node,
        scope: &dyn Scope,
    ) -> Result<Result<Members, Result_>, EvalError> {
        let value = self.node(node, scope)?;
        Ok(match &value {
            Value::Unknown(_) | Value::Sensitive(_) => {
                let why = unknown_of(&value)
                    .unwrap_or_else(|| Arc::new(Unknown::new(Reason::Sensitive, "")));
                Ok(Members { pairs: Vec::new(), open: Some(why) })
            }
            Value::List(list) => {
                let set = list.flavour() == ListFlavour::Set;
                let pair = |(at, v): (usize, &Value)| {
                    let key =
                        if set { v.clone() } else { Value::from(i64::try_from(at).unwrap_or(0)) };
                    (key, v.clone())
                };
                let pairs = list.items().iter().enumerate().map(pair).collect();
                Ok(Members { pairs, open: list.openness().cloned() })
            }
            Value::Map(map) => {
                let pairs = map.iter().map(|(k, v)| (Value::String(k.clone()), v.clone()));
                Ok(Members { pairs: pairs.collect(), open: map.openness().cloned() })
            }
            other => Err(Err(self.error(
                node,
                format!("for needs a list, a set or a map, but have {}", other.type_word()),
            ))),
        })
    }

    pub(super) fn for_tuple(
        &mut self,
        node: &Node,
        intro: &Intro,
        value: &Node,
        scope: &dyn Scope,
    ) -> Result_ {
        let Members { pairs, mut open } = match self.members(&intro.collection, scope)? {
            Ok(members) => members,
            Err(result) => return result,
        };
        self.step(node, pairs.len() as u64)?;
        let mut made = Vec::new();
        for (k, v) in pairs {
            let inner = bound(scope, intro.key.as_ref(), k, &intro.value, v);
            match self.included(intro, &inner)? {
                Tri::True => made.push(self.node(value, &inner)?),
                Tri::False => {}
                Tri::Unknown(why) => open = open.or(Some(why)),
            }
        }
        Ok(list_of(made, open))
    }

    pub(super) fn for_object(
        &mut self,
        node: &Node,
        intro: &Intro,
        key: &Node,
        value: &Node,
        grouping: bool,
        scope: &dyn Scope,
    ) -> Result_ {
        let Members { pairs, mut open } = match self.members(&intro.collection, scope)? {
            Ok(members) => members,
            Err(result) => return result,
        };
        self.step(node, pairs.len() as u64)?;
        let mut groups: BTreeMap<Text, Vec<Value>> = BTreeMap::new();
        for (k, v) in pairs {
            let inner = bound(scope, intro.key.as_ref(), k, &intro.value, v);
            match self.included(intro, &inner)? {
                Tri::True => {}
                Tri::False => continue,
                Tri::Unknown(why) => {
                    open = open.or(Some(why));
                    continue;
                }
            }
            let name = self.node(key, &inner)?;
            if let Some(why) = unknown_of(&name) {
                open = open.or(Some(why));
                continue;
            }
            let name = convert::text(&name).map_err(|m| self.error(key, m))?;
            let made = self.node(value, &inner)?;
            let group = groups.entry(name.clone()).or_default();
            if !grouping && !group.is_empty() {
                let message = format!("two items have the key {name}; add ... to group them");
                return Err(self.error(key, message));
            }
            group.push(made);
        }
        let entries = groups.into_iter().map(|(name, mut values)| {
            let value = if grouping {
                list_of(values, open.clone())
            } else {
                values.pop().unwrap_or(Value::Null)
            };
            (name, value)
        });
        let map = Map::new(entries.collect(), MapFlavour::Object);
        Ok(Value::Map(Arc::new(match open {
            Some(why) => map.opened(why),
            None => map,
        })))
    }

    pub(super) fn included(&mut self, intro: &Intro, scope: &dyn Scope) -> Result<Tri, EvalError> {
        match &intro.condition {
            None => Ok(Tri::True),
            Some(condition) => self.condition(condition, scope),
        }
    }
}

pub(super) fn bound<'a>(
    parent: &'a dyn Scope,
    key: Option<&'a Text>,
    k: Value,
    name: &'a Text,
    value: Value,
) -> Bound<'a> {
    Bound { parent, names: [Some((name.as_str(), value)), key.map(|n| (n.as_str(), k))] }
}

pub(super) fn list_of(items: Vec<Value>, open: Option<Arc<Unknown>>) -> Value {
    Value::List(Arc::new(match open {
        Some(why) => List::open(items, ListFlavour::Tuple, why),
        None => List::new(items, ListFlavour::Tuple),
    }))
}
