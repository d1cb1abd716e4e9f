//! Parts of a value that are secret or unknown, and their replacement.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::json::{Read, Reader, Seed};
use crate::lang::convert::relist;
use crate::model::{Map, Text, Value};

/// Which parts of a value are meant: `sensitive_values`, `after_unknown` and their like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Mask {
    /// Nothing here.
    #[default]
    Nothing,
    /// All of it.
    All,
    /// Parts of a map.
    Entries(BTreeMap<String, Self>),
    /// Parts of a list.
    Items(BTreeMap<usize, Self>),
}

impl Mask {
    /// Adds a path of `sensitive_attributes`.
    pub(super) fn add(&mut self, path: &[Step]) {
        let Some((step, rest)) = path.split_first() else {
            *self = Self::All;
            return;
        };
        match (&mut *self, step) {
            (Self::All, _) => {}
            (Self::Entries(entries), Step::Key(key)) => {
                entries.entry(key.clone()).or_default().add(rest);
            }
            (Self::Items(items), Step::Index(at)) => items.entry(*at).or_default().add(rest),
            (Self::Nothing, Step::Key(key)) => {
                let mut inner = Self::Nothing;
                inner.add(rest);
                *self = Self::Entries(BTreeMap::from([(key.clone(), inner)]));
            }
            (Self::Nothing, Step::Index(at)) => {
                let mut inner = Self::Nothing;
                inner.add(rest);
                *self = Self::Items(BTreeMap::from([(*at, inner)]));
            }
            // A member of a set, or paths that contradict each other: all of it is meant.
            (Self::Entries(_) | Self::Items(_), _) | (Self::Nothing, Step::Any) => {
                *self = Self::All;
            }
        }
    }

    /// The value with the meant parts replaced. Parts that the value does not have are added
    /// when `absent` says so: a plan leaves out what it does not know.
    pub(super) fn apply(
        &self,
        value: &Value,
        absent: bool,
        replace: &mut impl FnMut(&Value) -> Value,
    ) -> Value {
        match (self, value) {
            (Self::Nothing, _) => value.clone(),
            (Self::All, _) => replace(value),
            (Self::Entries(entries), Value::Map(map)) => {
                Value::Map(Arc::new(apply_to_map(entries, map, absent, replace)))
            }
            // A kind's secrets are named without indices: every member is meant.
            (Self::Entries(_), Value::List(list)) => {
                let members = list.items().iter().map(|m| self.apply(m, absent, replace)).collect();
                relist(members, list.flavour(), list)
            }
            (Self::Items(items), Value::List(list)) => {
                let mut members = list.items().to_vec();
                for (at, mask) in items {
                    match members.get_mut(*at) {
                        Some(member) => *member = mask.apply(member, absent, replace),
                        None if absent && mask.touches() => {
                            members.push(mask.apply(&Value::Null, absent, replace));
                        }
                        None => {}
                    }
                }
                relist(members, list.flavour(), list)
            }
            // The parts are not there to be replaced, or the mask does not fit: what is there
            // is replaced as a whole, if anything inside was meant.
            (Self::Entries(_) | Self::Items(_), Value::Null) if !absent => Value::Null,
            (Self::Entries(_) | Self::Items(_), _) if self.touches() => replace(value),
            _ => value.clone(),
        }
    }

    /// Whether anything is meant.
    pub(super) fn touches(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Entries(entries) => entries.values().any(Self::touches),
            Self::Items(items) => items.values().any(Self::touches),
        }
    }

    /// The map of attributes with the meant parts replaced.
    pub(super) fn apply_to_attributes(
        &self,
        attributes: Arc<Map>,
        absent: bool,
        replace: &mut impl FnMut(&Value) -> Value,
    ) -> Arc<Map> {
        match self {
            Self::Nothing => attributes,
            Self::Entries(entries) => Arc::new(apply_to_map(entries, &attributes, absent, replace)),
            Self::All | Self::Items(_) => {
                let values = attributes.values().iter().map(replace).collect();
                attributes.revalued(values).map_or(attributes, Arc::new)
            }
        }
    }
}

fn apply_to_map(
    entries: &BTreeMap<String, Mask>,
    map: &Map,
    absent: bool,
    replace: &mut impl FnMut(&Value) -> Value,
) -> Map {
    let values: Vec<Value> = map
        .iter()
        .map(|(key, value)| match entries.get(key.as_str()) {
            Some(mask) => mask.apply(value, absent, replace),
            None => value.clone(),
        })
        .collect();
    let mut added: Vec<(Text, Value)> = Vec::new();
    if absent {
        for (key, mask) in entries.iter().filter(|(k, m)| m.touches() && map.get(k).is_none()) {
            added.push((key.as_str().into(), mask.apply(&Value::Null, true, replace)));
        }
    }
    if added.is_empty()
        && let Some(same_shape) = map.revalued(values.clone())
    {
        return same_shape;
    }
    added.extend(map.keys().iter().cloned().zip(values));
    Map::new(added, map.flavour())
}

impl Read for Mask {
    fn read<'de, D: Deserializer<'de>>(reader: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        struct Masks<'r, 'k>(&'r mut Reader<'k>);
        impl<'de> Visitor<'de> for Masks<'_, '_> {
            type Value = Mask;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, or an object or list of these")
            }

            fn visit_unit<E>(self) -> Result<Mask, E> {
                Ok(Mask::Nothing)
            }

            fn visit_bool<E>(self, meant: bool) -> Result<Mask, E> {
                Ok(if meant { Mask::All } else { Mask::Nothing })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Mask, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some(key) = from.next_key::<String>()? {
                    let mask = from.next_value_seed(Seed::<Mask>::new(&mut *self.0))?;
                    if mask != Mask::Nothing {
                        entries.insert(key, mask);
                    }
                }
                Ok(if entries.is_empty() { Mask::Nothing } else { Mask::Entries(entries) })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Mask, A::Error> {
                let mut items = BTreeMap::new();
                let mut at = 0;
                while let Some(mask) = from.next_element_seed(Seed::<Mask>::new(&mut *self.0))? {
                    if mask != Mask::Nothing {
                        items.insert(at, mask);
                    }
                    at += 1;
                }
                Ok(if items.is_empty() { Mask::Nothing } else { Mask::Items(items) })
            }
        }
        from.deserialize_any(Masks(reader))
    }
}

/// One step of a path in `sensitive_attributes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Step {
    /// An attribute or a map's key.
    Key(String),
    /// A list's index.
    Index(usize),
    /// A member of a set, or a step of a form that is not known.
    #[default]
    Any,
}

impl Read for Step {
    /// Reads `{"type": "get_attr", "value": "name"}` and
    /// `{"type": "index", "value": {"value": 0, "type": "number"}}`.
    fn read<'de, D: Deserializer<'de>>(reader: &mut Reader<'_>, from: D) -> Result<Self, D::Error> {
        struct Steps<'r, 'k>(&'r mut Reader<'k>, PhantomData<()>);
        impl<'de> Visitor<'de> for Steps<'_, '_> {
            type Value = Step;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a step of a path")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Step, A::Error> {
                let mut step = Step::Any;
                while let Some(key) = from.next_key::<String>()? {
                    if key != "value" {
                        from.next_value::<IgnoredAny>()?;
                        continue;
                    }
                    let value = from.next_value_seed(Seed::<Value>::new(&mut *self.0))?;
                    let inner = value.as_map().and_then(|m| m.get("value"));
                    step = Step::of(inner.unwrap_or(&value));
                }
                Ok(step)
            }
        }
        from.deserialize_any(Steps(reader, PhantomData))
    }
}

impl Step {
    fn of(value: &Value) -> Self {
        match value {
            Value::String(key) => Self::Key(key.to_string()),
            Value::Number(n) => {
                n.as_i64().and_then(|n| usize::try_from(n).ok()).map_or(Self::Any, Self::Index)
            }
            _ => Self::Any,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(_: &Value) -> Value {
        Value::from("sealed")
    }

    fn key(name: &str) -> Step {
        Step::Key(name.to_owned())
    }

    #[test]
    fn a_path_reaches_into_maps_and_lists() {
        let mut mask = Mask::default();
        mask.add(&[key("a"), Step::Index(1), key("b")]);
        mask.add(&[key("c")]);
        let member = |n: i64| Value::map([("b", Value::from(n))]);
        let value = Value::map([
            ("a", Value::list(vec![member(1), member(2)])),
            ("c", Value::from(3)),
            ("d", Value::from(4)),
        ]);
        let expected = Value::map([
            ("a", Value::list(vec![member(1), Value::map([("b", Value::from("sealed"))])])),
            ("c", Value::from("sealed")),
            ("d", Value::from(4)),
        ]);
        assert_eq!(mask.apply(&value, false, &mut sealed), expected);
    }

    #[test]
    fn a_path_through_a_set_means_all_of_it() {
        let mut mask = Mask::default();
        mask.add(&[key("a"), Step::Any, key("b")]);
        let value = Value::map([("a", Value::list(vec![Value::from(1)]))]);
        let expected = Value::map([("a", Value::from("sealed"))]);
        assert_eq!(mask.apply(&value, false, &mut sealed), expected);
    }

    #[test]
    fn what_a_plan_leaves_out_is_added() {
        let mask = Mask::Entries(BTreeMap::from([("id".to_owned(), Mask::All)]));
        let value = Value::map([("a", Value::from(1))]);
        let expected = Value::map([("a", Value::from(1)), ("id", Value::from("sealed"))]);
        assert_eq!(mask.apply(&value, true, &mut sealed), expected);
        assert_eq!(mask.apply(&value, false, &mut sealed), value);
    }
}
