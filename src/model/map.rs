//! Maps and objects: sorted keys, shared between values of one shape.

use std::sync::Arc;

use super::{Text, Unknown, Value};

/// What a map is in Terraform's type system; see [`super::ListFlavour`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MapFlavour {
    /// From a source without types.
    #[default]
    Any,
    /// The result of `{…}`.
    Object,
    /// The result of `tomap` or of a declared type.
    Map,
}

/// A sorted, distinct list of keys, checked once and shared by every map that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape(Arc<[Text]>);

impl Shape {
    /// Takes a key list; `None` when it is not sorted or names a key twice.
    #[must_use]
    pub fn new(keys: Vec<Text>) -> Option<Self> {
        keys.windows(2).all(|w| w[0] < w[1]).then(|| Self(keys.into()))
    }

    /// The keys in order.
    #[must_use]
    pub const fn keys(&self) -> &Arc<[Text]> {
        &self.0
    }
}

/// A map with sorted, distinct keys.
///
/// The key list is shared: the resources of one kind have the same attribute names, so a large
/// state stores them once.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    keys: Arc<[Text]>,
    values: Box<[Value]>,
    flavour: MapFlavour,
    open: Option<Arc<Unknown>>,
}

impl Map {
    /// A closed map; keys are sorted, and of equal keys the last wins.
    #[must_use]
    pub fn new(mut entries: Vec<(Text, Value)>, flavour: MapFlavour) -> Self {
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let mut keys: Vec<Text> = Vec::with_capacity(entries.len());
        let mut values: Vec<Value> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            if keys.last() == Some(&key) {
                values.pop();
                keys.pop();
            }
            keys.push(key);
            values.push(value);
        }
        Self { keys: keys.into(), values: values.into(), flavour, open: None }
    }

    /// A closed map over a key list that is already sorted, distinct and as long as `values`.
    ///
    /// Returns `None` when it is not.
    #[must_use]
    pub fn from_shape(keys: Arc<[Text]>, values: Vec<Value>, flavour: MapFlavour) -> Option<Self> {
        let sorted = keys.windows(2).all(|w| w[0] < w[1]);
        (sorted && keys.len() == values.len()).then(|| Self {
            keys,
            values: values.into(),
            flavour,
            open: None,
        })
    }

    /// A closed map of a shape; `None` when there is not exactly one value for each key.
    #[must_use]
    pub fn of_shape(shape: &Shape, values: Box<[Value]>, flavour: MapFlavour) -> Option<Self> {
        (shape.0.len() == values.len()).then(|| Self {
            keys: Arc::clone(&shape.0),
            values,
            flavour,
            open: None,
        })
    }

    /// The same map with other values under the same keys; `None` when the counts differ.
    #[must_use]
    pub fn revalued(&self, values: Vec<Value>) -> Option<Self> {
        (self.values.len() == values.len()).then(|| Self {
            keys: Arc::clone(&self.keys),
            values: values.into(),
            flavour: self.flavour,
            open: self.open.clone(),
        })
    }

    /// The same map, perhaps with more entries than listed, because of `why`.
    #[must_use]
    pub fn opened(mut self, why: Arc<Unknown>) -> Self {
        self.open = Some(why);
        self
    }

    /// The same map, open where the other is.
    #[must_use]
    pub fn open_as(mut self, other: &Self) -> Self {
        self.open.clone_from(&other.open);
        self
    }

    /// The value under `key`. On an open map `None` means *not listed*, not *absent*.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        let at = self.keys.binary_search_by(|k| k.as_str().cmp(key)).ok()?;
        self.values.get(at)
    }

    /// The same map with `key` set to `value`.
    #[must_use]
    pub fn with(&self, key: &str, value: Value) -> Self {
        let mut entries: Vec<_> = self.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        entries.push((Text::from(key), value));
        let mut map = Self::new(entries, self.flavour);
        map.open.clone_from(&self.open);
        map
    }

    /// The entries in key order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> {
        self.keys.iter().zip(self.values.iter())
    }

    /// The keys in order, shared between maps of one shape.
    #[must_use]
    pub const fn keys(&self) -> &Arc<[Text]> {
        &self.keys
    }

    /// The values in the order of their keys.
    #[must_use]
    pub const fn values(&self) -> &[Value] {
        &self.values
    }

    /// How many entries are listed.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether no entry is listed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// What the map is in Terraform's type system.
    #[must_use]
    pub const fn flavour(&self) -> MapFlavour {
        self.flavour
    }

    /// Why there may be more entries than listed; `None` when the map is complete.
    #[must_use]
    pub const fn openness(&self) -> Option<&Arc<Unknown>> {
        self.open.as_ref()
    }
}

impl Default for Map {
    fn default() -> Self {
        Self::new(Vec::new(), MapFlavour::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_equal_keys_wins() {
        let map = Map::new(
            vec![
                (Text::from("b"), Value::from(1)),
                (Text::from("a"), Value::from(2)),
                (Text::from("b"), Value::from(3)),
            ],
            MapFlavour::Object,
        );
        assert_eq!(map.len(), 2);
        assert_eq!(map.get("b"), Some(&Value::from(3)));
    }

    #[test]
    fn a_shape_that_is_not_sorted_is_refused() {
        let keys: Arc<[Text]> = vec![Text::from("b"), Text::from("a")].into();
        assert_eq!(Map::from_shape(keys, vec![Value::Null, Value::Null], MapFlavour::Any), None);
    }
}
