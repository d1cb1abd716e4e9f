//! Sharing of strings and key lists within one file.
//!
//! A large state repeats itself: the same region, the same type, the same attribute names in the
//! same order. Short strings that come again soon are stored once; a key list is stored once for
//! each order in which a file lists it. Both stores are bounded, so that a hostile file costs
//! no more than a large one.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use crate::model::{Shape, Text};

use super::secrets;

/// Strings that are longer hardly ever come twice.
const LONGEST_SHARED: usize = 80;
/// A power of two; small enough for the second-level cache.
const SLOTS: usize = 1 << 14;
/// Key lists beyond these are not shared.
const MOST_NODES: usize = 1 << 18;

/// Short strings that were read lately.
pub(super) struct Strings {
    slots: Box<[Text]>,
    hasher: RandomState,
}

impl Default for Strings {
    fn default() -> Self {
        Self { slots: vec![Text::new(); SLOTS].into(), hasher: RandomState::default() }
    }
}

impl Strings {
    /// The string, shared with an equal one that was read lately.
    pub(super) fn share(&mut self, text: &str) -> Text {
        if text.len() > LONGEST_SHARED {
            return Text::from(text);
        }
        // The modulus is within the bounds by construction; truncating a hash is its purpose.
        #[expect(clippy::cast_possible_truncation, reason = "only the low bits of a hash matter")]
        let slot = self.hasher.hash_one(text) as usize % SLOTS;
        let held = &mut self.slots[slot];
        if held.as_str() != text {
            *held = Text::from(text);
        }
        held.clone()
    }
}

/// A key list as it was finished once.
pub(super) struct Finished {
    /// The keys, sorted.
    pub(super) shape: Shape,
    /// For each sorted key, at which position its value was read; `None` when they came sorted.
    pub(super) order: Option<Box<[u32]>>,
    /// Sorted positions of keys that name a secret.
    pub(super) secrets: Box<[u32]>,
    /// Sorted positions of `name` and `value`, where the map is such a pair.
    pub(super) pair: Option<(u32, u32)>,
}

impl Finished {
    fn new(keys: &[Text]) -> Option<Self> {
        let mut order: Vec<u32> = (0..u32::try_from(keys.len()).ok()?).collect();
        order.sort_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
        // The sort is stable, so the last of equal keys is the one that came last: it wins.
        let mut kept: Vec<u32> = Vec::with_capacity(order.len());
        for at in order {
            if kept.last().is_some_and(|last| keys[*last as usize] == keys[at as usize]) {
                kept.pop();
            }
            kept.push(at);
        }
        let straight = kept.len() == keys.len() && kept.iter().zip(0..).all(|(a, b)| *a == b);
        let shape = Shape::new(kept.iter().map(|at| keys[*at as usize].clone()).collect())?;
        let position = |name: &str| {
            let found = shape.keys().binary_search_by(|k| k.as_str().cmp(name)).ok()?;
            u32::try_from(found).ok()
        };
        // Parameters of a parameter group are pairs too, and never secret.
        let pair = match (position("name"), position("value"), position("apply_method")) {
            (Some(name), Some(value), None) => Some((name, value)),
            _ => None,
        };
        let secrets = shape
            .keys()
            .iter()
            .zip(0..)
            .filter(|(key, _)| secrets::names_a_secret(key))
            .map(|(_, at)| at)
            .collect();
        Some(Self { order: (!straight).then(|| kept.into()), secrets, pair, shape })
    }
}

/// A key after other keys.
struct Node {
    key: Text,
    before: u32,
    /// The key that followed last time: it nearly always follows again.
    next: u32,
    finished: Option<Finished>,
}

/// The key lists of a file, as a tree of what follows what.
pub(super) struct Shapes {
    nodes: Vec<Node>,
    following: HashMap<u64, u32, RandomState>,
    hasher: RandomState,
}

/// The keys of one object as far as they were read.
#[derive(Default)]
pub(super) struct Path {
    node: u32,
    /// All keys, once the tree is full.
    loose: Vec<Text>,
}

impl Default for Shapes {
    fn default() -> Self {
        let root = Node { key: Text::new(), before: 0, next: 0, finished: None };
        Self { nodes: vec![root], following: HashMap::default(), hasher: RandomState::default() }
    }
}

impl Shapes {
    /// Goes on to the next key of an object.
    pub(super) fn step(&mut self, path: &mut Path, key: &str, strings: &mut Strings) {
        if !path.loose.is_empty() {
            path.loose.push(strings.share(key));
            return;
        }
        let expected = self.nodes[path.node as usize].next;
        if expected != 0 && self.nodes[expected as usize].key.as_str() == key {
            path.node = expected;
            return;
        }
        let hash = self.hasher.hash_one((path.node, key));
        match self.following.get(&hash) {
            // Two different keys with one 64-bit hash are told apart like this.
            Some(next) if self.follows(*next, path.node, key) => {
                self.nodes[path.node as usize].next = *next;
                path.node = *next;
            }
            None if self.nodes.len() < MOST_NODES => {
                let Ok(next) = u32::try_from(self.nodes.len()) else { return };
                let key = strings.share(key);
                self.nodes.push(Node { key, before: path.node, next: 0, finished: None });
                self.following.insert(hash, next);
                self.nodes[path.node as usize].next = next;
                path.node = next;
            }
            _ => {
                path.loose = self.keys_of(path.node);
                path.loose.push(strings.share(key));
            }
        }
    }

    fn follows(&self, node: u32, before: u32, key: &str) -> bool {
        let node = &self.nodes[node as usize];
        node.before == before && node.key.as_str() == key
    }

    fn keys_of(&self, mut node: u32) -> Vec<Text> {
        let mut keys = Vec::new();
        while node != 0 {
            keys.push(self.nodes[node as usize].key.clone());
            node = self.nodes[node as usize].before;
        }
        keys.reverse();
        keys
    }

    /// What is known of a complete key list; `None` for more keys than can be counted.
    pub(super) fn finish<T>(
        &mut self,
        path: &Path,
        then: impl FnOnce(&Finished) -> T,
    ) -> Option<T> {
        if !path.loose.is_empty() {
            return Finished::new(&path.loose).as_ref().map(then);
        }
        if self.nodes[path.node as usize].finished.is_none() {
            let finished = Finished::new(&self.keys_of(path.node));
            self.nodes[path.node as usize].finished = finished;
        }
        self.nodes[path.node as usize].finished.as_ref().map(then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(shapes: &mut Shapes, strings: &mut Strings, keys: &[&str]) -> Path {
        let mut path = Path::default();
        for key in keys {
            shapes.step(&mut path, key, strings);
        }
        path
    }

    #[test]
    fn objects_with_the_same_keys_share_them() {
        let (mut shapes, mut strings) = (Shapes::default(), Strings::default());
        let mut keys = || {
            let path = walk(&mut shapes, &mut strings, &["a", "b"]);
            shapes.finish(&path, |f| f.shape.clone()).unwrap()
        };
        assert!(std::sync::Arc::ptr_eq(keys().keys(), keys().keys()));
    }

    #[test]
    fn unsorted_and_repeated_keys_are_put_in_order_and_the_last_wins() {
        let (mut shapes, mut strings) = (Shapes::default(), Strings::default());
        let path = walk(&mut shapes, &mut strings, &["b", "a", "b"]);
        let order = shapes.finish(&path, |f| f.order.clone()).unwrap();
        assert_eq!(order.as_deref(), Some(&[1, 2][..]));
    }
}
