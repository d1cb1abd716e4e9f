//! Who is whose counterpart, and how counterparts differ.
//!
//! A [`Comparison`] is made once for an inventory: it indexes everything that a value may refer
//! to and pairs the resources of both sides by hash joins. Differences are computed on demand,
//! pair by pair, and nothing of them is kept, so that memory does not grow with the estate.
//!
//! Values are compared by meaning, in this order: what changes by itself, only steers the
//! provider or differs by design is left out; documents are parsed; sets lose their order;
//! references become symbols; then the side's own region and account become placeholders and the
//! declared name suffix and side words are folded. References come before placeholders: a DR
//! value that points at the primary region must survive as a difference.

mod context;
mod diff;
mod documents;
mod drift;
mod explain;
mod facts;
mod pairing;
mod parts;
mod plan;
mod references;
mod symbols;
mod text;
mod text_diff;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::{Difference, Estate, Inventory, Resource, Side, Text};

pub use context::Context;
pub use drift::{Changed, Changes, Drift, Found, Joined, Recorded, Untold};
pub use explain::Step;
pub use facts::Fact;
pub use pairing::{Ambiguous, Evidence, Pair, PairingOptions};
pub use references::PeerReference;
pub use symbols::attribute_reference;
pub use text_diff::text_diff;

/// The pairs of an inventory, and what is needed to compare them.
pub struct Comparison {
    context: Context,
    pairs: Vec<Pair>,
    unpaired: [Vec<Arc<Resource>>; 2],
    ambiguous: Vec<Ambiguous>,
    by_resource: HashMap<ResourceKey, u32, foldhash::fast::RandomState>,
    facts: facts::FactIndex,
    parts: parts::Parts,
    ambiguous_keys: HashSet<ResourceKey, foldhash::fast::RandomState>,
}

impl std::fmt::Debug for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Comparison").field("pairs", &self.pairs.len()).finish_non_exhaustive()
    }
}

/// A resource by where it lies in memory: all are the inventory's own.
type ResourceKey = usize;

fn key_of(resource: &Resource) -> ResourceKey {
    std::ptr::from_ref(resource).addr()
}

impl Comparison {
    /// Indexes and pairs. Takes time in proportion to the number of resources.
    #[must_use]
    pub fn new(estate: &Estate, inventory: &Inventory, options: &PairingOptions) -> Self {
        let mut context = Context::new(estate, inventory, options);
        let paired = pairing::pair(inventory, options, &mut context);
        let mut by_resource = HashMap::with_capacity_and_hasher(
            paired.pairs.len() * 2,
            foldhash::fast::RandomState::default(),
        );
        for (at, pair) in paired.pairs.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            by_resource.insert(key_of(&pair.primary), at);
            by_resource.insert(key_of(&pair.dr), at);
        }
        let facts = facts::FactIndex::new(inventory, &context);
        Self {
            facts,
            parts: parts::Parts::of(inventory.resources()),
            ambiguous_keys: paired.ambiguous.iter().map(|a| key_of(&a.resource)).collect(),
            context,
            pairs: paired.pairs,
            unpaired: paired.unpaired,
            ambiguous: paired.ambiguous,
            by_resource,
        }
    }

    /// The pairs, in the order of kind and primary address.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The resources of a side without counterpart, ambiguous ones left out; none for
    /// [`Side::Global`].
    #[must_use]
    pub fn unpaired(&self, side: Side) -> &[Arc<Resource>] {
        match side {
            Side::Primary => &self.unpaired[0],
            Side::Dr => &self.unpaired[1],
            Side::Global => &[],
        }
    }

    /// The resources with several possible counterparts.
    #[must_use]
    pub fn ambiguous(&self) -> &[Ambiguous] {
        &self.ambiguous
    }

    /// Whether a resource has several possible counterparts.
    #[must_use]
    pub fn is_ambiguous(&self, resource: &Resource) -> bool {
        !self.ambiguous.is_empty() && self.ambiguous_keys.contains(&key_of(resource))
    }

    /// The pair that a resource belongs to.
    #[must_use]
    pub fn pair_of(&self, resource: &Resource) -> Option<&Pair> {
        let at = self.by_resource.get(&key_of(resource))?;
        self.pairs.get(*at as usize)
    }

    /// The counterpart of a resource.
    #[must_use]
    pub fn counterpart(&self, resource: &Resource) -> Option<&Arc<Resource>> {
        let pair = self.pair_of(resource)?;
        Some(if resource.side() == Side::Primary { &pair.dr } else { &pair.primary })
    }

    /// The differences of a pair, sorted by path.
    #[must_use]
    pub fn differences(&self, pair: &Pair) -> Vec<Difference> {
        let mut found = diff::differences(&self.context, pair, None);
        if let Some(kind) = crate::kinds::kind(&pair.primary.kind).filter(|k| !k.inline.is_empty())
        {
            let told = |owner: &Resource, path: &str| self.parts.tell(kind, owner, path);
            found.retain(|d| !(told(&pair.primary, &d.path) || told(&pair.dr, &d.path)));
        }
        found
    }

    /// How the values of a pair were brought to canonical form: every step that was folded, of
    /// the attribute at `path` and below, or of all.
    #[must_use]
    pub fn explain(&self, pair: &Pair, path: Option<&str>) -> Vec<Step> {
        explain::explain(&self.context, pair, path)
    }

    /// A name for the resource that is the same for both members of a pair and does not hold
    /// generated ids: what fingerprints are made of.
    #[must_use]
    pub fn canonical_label(&self, resource: &Resource) -> Text {
        match self.pair_of(resource) {
            Some(pair) => pair.primary.address.text().clone(),
            None => resource.address.text().clone(),
        }
    }

    /// Where a DR resource names the primary region or one of its resources, replication and
    /// peering aside.
    #[must_use]
    pub fn peer_references(&self, resource: &Resource) -> Vec<PeerReference> {
        references::peer_references(&self.context, resource)
    }

    /// What the security groups of a pair let through on one side only, primary first.
    #[must_use]
    pub fn rule_differences(&self, pair: &Pair) -> [Vec<Fact>; 2] {
        let primary = self.facts.of(&self.context, &pair.primary);
        let dr = self.facts.of(&self.context, &pair.dr);
        let unknown = self.facts.unknown_range.as_ref();
        let alone = |one: &BTreeMap<String, Fact>, other: &BTreeMap<String, Fact>| {
            let hidden = other.values().find(|f| f.undecided.is_some());
            let hidden = hidden.map(|f| f.from.address.text()).or(self.facts.stray.as_ref());
            let doubt = |fact: &Fact| match (hidden, unknown.filter(|_| fact.range)) {
                (Some(rule), _) => Some(format!("what {rule} lets through is not known")),
                (None, Some(network)) => {
                    Some(format!("it may be the range of {network}, which is not known"))
                }
                (None, None) => None,
            };
            let kept =
                one.values().filter(|f| f.undecided.is_some() || !other.contains_key(&f.key));
            kept.map(|fact| Fact {
                undecided: fact.undecided.clone().or_else(|| doubt(fact)),
                ..fact.clone()
            })
            .collect()
        };
        [alone(&primary, &dr), alone(&dr, &primary)]
    }

    /// What values are resolved against.
    #[must_use]
    pub const fn context(&self) -> &Context {
        &self.context
    }
}
