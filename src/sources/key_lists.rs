//! Maps of one kind share their key list.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::model::{Map, MapFlavour, Text, Value};

/// The key lists that were seen, by kind. A kind has a handful: which attributes are there depends
/// on what was read, not on the resource.
#[derive(Debug, Default)]
pub(super) struct KeyLists(HashMap<Text, Vec<Arc<[Text]>>, RandomState>);

/// Key lists of one kind that are remembered.
const MOST: usize = 64;

impl KeyLists {
    /// A map of these entries; of equal keys the first counts.
    pub(super) fn map(&mut self, kind: &str, mut entries: Vec<(Text, Value)>) -> Map {
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        entries.dedup_by(|a, b| a.0 == b.0);
        if !self.0.contains_key(kind) {
            self.0.insert(Text::from(kind), Vec::new());
        }
        let fits = |keys: &&Arc<[Text]>| {
            keys.len() == entries.len() && keys.iter().zip(&entries).all(|(k, (n, _))| k == n)
        };
        let known = self.0.get(kind).and_then(|lists| lists.iter().find(fits)).cloned();
        let keys = known.unwrap_or_else(|| {
            let keys: Arc<[Text]> = entries.iter().map(|(n, _)| n.clone()).collect();
            if let Some(lists) = self.0.get_mut(kind).filter(|l| l.len() < MOST) {
                lists.push(Arc::clone(&keys));
            }
            keys
        });
        let values = entries.into_iter().map(|(_, v)| v).collect();
        Map::from_shape(keys, values, MapFlavour::Any).unwrap_or_default()
    }
}
