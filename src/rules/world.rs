//! What rules run over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::compare::{Comparison, Drift, attribute_reference};
use crate::kinds;
use crate::model::{
    Address, Completeness, Estate, Inventory, List, ListFlavour, Reason, Resource, Side, Text,
    Unknown, Value, View, is_managed_kind,
};

/// One view of an estate with its pairs: all that a rule can see.
#[derive(Debug)]
pub struct World<'a> {
    /// The estate.
    pub estate: &'a Estate,
    /// The view that is judged.
    pub view: View,
    /// What the view shows.
    pub inventory: &'a Inventory,
    /// The pairs.
    pub comparison: &'a Comparison,
    /// What the states record beside what runs, where both were read.
    pub drift: Option<&'a Drift>,
    /// Whether the regions have changed their parts: what was built as DR serves.
    pub turned: bool,
    /// The moment of the assessment in RFC 3339: the only clock that rules see.
    pub time: Text,
    indexes: Mutex<Indexes>,
}

/// Indexes by kind and attributes.
type Indexes = HashMap<(Text, Vec<Text>), Arc<Index>>;

/// Resources of a kind by the values of some attributes.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) by_values: HashMap<Vec<Text>, Vec<Arc<Resource>>, foldhash::fast::RandomState>,
    /// Resources one of whose values is not known: they may be what is looked for.
    pub(super) perhaps: Vec<Arc<Resource>>,
    /// Resources one of whose values is only a symbol: a text that is looked for may be theirs.
    pub(super) symbolic: Vec<Arc<Resource>>,
}

impl<'a> World<'a> {
    /// Puts a world together.
    #[must_use]
    pub fn new(
        estate: &'a Estate,
        view: View,
        inventory: &'a Inventory,
        comparison: &'a Comparison,
        time: Text,
    ) -> Self {
        let indexes = Mutex::default();
        Self { estate, view, inventory, comparison, drift: None, turned: false, time, indexes }
    }

    /// The same world, with what the states record beside it.
    #[must_use]
    pub const fn beside(mut self, drift: Option<&'a Drift>) -> Self {
        self.drift = drift;
        self
    }

    /// The same world, in which the regions may have changed their parts.
    #[must_use]
    pub const fn turned(mut self, turned: bool) -> Self {
        self.turned = turned;
        self
    }

    /// Why the listing of a kind may not be complete on the sides in question; `None` when it is.
    #[must_use]
    pub fn openness(&self, kind: &str, side: Option<Side>) -> Option<Arc<Unknown>> {
        let both = [Side::Primary, Side::Dr];
        let sides = match &side {
            Some(side) => std::slice::from_ref(side),
            None => both.as_slice(),
        };
        sides.iter().find_map(|side| self.incomplete(*side, kind))
    }

    fn incomplete(&self, side: Side, kind: &str) -> Option<Arc<Unknown>> {
        let every = kind == "*";
        let coverage = self.inventory.coverage();
        if every {
            let mut gaps = coverage.gaps().iter().filter(|g| g.attributes.is_empty());
            let gap = gaps.find(|g| g.side.is_none_or(|s| s == side));
            if let Some(gap) = gap {
                return Some(Arc::new(Unknown::new(gap.reason, gap.detail.as_str())));
            }
        }
        let unknown = match coverage.of(side, if every { "" } else { kind }) {
            Completeness::Complete => return None,
            Completeness::Partial(gaps) => match gaps.first() {
                Some(gap) if gap.detail.is_empty() => Unknown::new(gap.reason, &*gap.operation),
                Some(gap) => Unknown::new(gap.reason, gap.detail.as_str()),
                None => Unknown::new(Reason::NotCollected, ""),
            },
            Completeness::Missing => {
                Unknown::new(Reason::NotCollected, format!("nothing was read for the {side} side"))
            }
        };
        Some(Arc::new(unknown))
    }

    /// The managed resources of a kind (of all for `*`), open where the listing is not complete.
    #[must_use]
    pub fn resources(&self, kind: &str, side: Option<Side>) -> Value {
        let wanted = |r: &&Arc<Resource>| side.is_none_or(|s| r.side() == s);
        let value = |r: &Arc<Resource>| Value::Resource(Arc::clone(r));
        let items: Vec<Value> = if kind == "*" {
            let managed = |r: &&Arc<Resource>| is_managed_kind(&r.kind);
            self.inventory.resources().iter().filter(managed).filter(wanted).map(value).collect()
        } else {
            self.spellings(kind)
                .flat_map(|k| self.inventory.of_kind(k))
                .filter(wanted)
                .map(value)
                .collect()
        };
        Value::List(Arc::new(match self.openness(kind, side) {
            Some(why) => List::open(items, ListFlavour::List, why),
            None => List::new(items, ListFlavour::List),
        }))
    }

    /// The kind's names that occur: `aws_alb` is `aws_lb`.
    pub(super) fn spellings<'k>(&'k self, kind: &'k str) -> impl Iterator<Item = &'k str> {
        self.inventory
            .kinds()
            .map(Text::as_str)
            .filter(move |k| *k == kind || kinds::kind(k).is_some_and(|t| t.name == kind))
    }

    /// The text that a value is found by, and whether it is only a symbol. Where the provider
    /// takes a name for the id, a reference to the id is the name.
    pub(super) fn key(&self, value: &Value, side: Side) -> Option<(Text, bool)> {
        let Value::Unknown(why) = value else {
            return crate::lang::convert::text(value).ok().map(|text| (text, false));
        };
        let named = || {
            let (address, attribute) = attribute_reference(why)?;
            let address = Address::new(address);
            let kind = address.resource_part().split('.').next()?;
            let own = kinds::id_attribute(kind).filter(|_| attribute == "id")?;
            let here = |r: &&Arc<Resource>| r.address == address && r.side() == side;
            Some(Text::from(self.inventory.of_kind(kind).find(here)?.text(own)?))
        };
        named().map(|text| (text, false)).or_else(|| Some((why.symbol.clone()?, true)))
    }

    /// The index of a kind by some attributes, made when it is first asked for.
    pub(super) fn index(&self, kind: &Text, attributes: &[Text]) -> Arc<Index> {
        let key = (kind.clone(), attributes.to_vec());
        let mut indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = indexes.get(&key) {
            return Arc::clone(found);
        }
        let mut index = Index::default();
        for resource in self.spellings(kind).flat_map(|k| self.inventory.of_kind(k)) {
            let mut symbolic = false;
            let mut of = |name: &Text| {
                let value = crate::lang::attribute_of(&Value::Resource(Arc::clone(resource)), name);
                let (text, symbol) = self.key(&value.ok()?, resource.side())?;
                symbolic |= symbol;
                Some(text)
            };
            match attributes.iter().map(&mut of).collect::<Option<Vec<Text>>>() {
                Some(values) => {
                    if symbolic {
                        index.symbolic.push(Arc::clone(resource));
                    }
                    index.by_values.entry(values).or_default().push(Arc::clone(resource));
                }
                None => {
                    let unset = attributes
                        .iter()
                        .any(|a| resource.attribute(a).is_some_and(Value::is_null));
                    if !unset {
                        index.perhaps.push(Arc::clone(resource));
                    }
                }
            }
        }
        let index = Arc::new(index);
        indexes.insert(key, Arc::clone(&index));
        index
    }
}
