//! Who is whose counterpart.
//!
//! Strategies are tried in order; each is a hash join and pairs only where exactly one resource
//! of each side has a key. What later strategies cannot tell apart either is ambiguous and is
//! reported, never guessed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::context::Context;
use super::plan::Field;
use super::text::Canonical;
use crate::kinds::{self, Kind};
use crate::model::{Inventory, Resource, Side, Text, Value, is_managed_kind};

/// How pairs are found besides what the resources say themselves.
#[derive(Clone, Debug, Default)]
pub struct PairingOptions {
    /// Primary and DR addresses that belong together.
    pub explicit: Vec<(Text, Text)>,
    /// A tag whose value is the same for both members of a pair.
    pub tag: Option<Text>,
    /// Words that stand for the primary and the DR side in names.
    pub words: Vec<(Vec<Text>, Vec<Text>)>,
}

impl PairingOptions {
    /// The same with the parts of both regions changed.
    #[must_use]
    pub fn turned(self) -> Self {
        Self {
            explicit: self.explicit.into_iter().map(|(primary, dr)| (dr, primary)).collect(),
            tag: self.tag,
            words: self.words.into_iter().map(|(primary, dr)| (dr, primary)).collect(),
        }
    }
}

/// A primary resource with its DR counterpart.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The primary resource.
    pub primary: Arc<Resource>,
    /// Its counterpart.
    pub dr: Arc<Resource>,
    /// Why they belong together.
    pub evidence: Evidence,
    /// What they have in common, as the strategy sees it.
    pub key: Text,
}

/// Why two resources belong together, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The configuration says so.
    Explicit,
    /// They have the same Terraform address, side words left out.
    Address,
    /// They carry the same value of the pairing tag.
    Tag,
    /// They have the same name, side words left out.
    Name,
    /// They are the only ones with the same identifying attributes.
    Fingerprint,
}

impl Evidence {
    /// The evidence in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Explicit => "configuration",
            Self::Address => "Terraform address",
            Self::Tag => "tag",
            Self::Name => "name",
            Self::Fingerprint => "identifying attributes",
        }
    }

    /// How far the evidence is to be trusted: `certain`, `high` or `medium`.
    #[must_use]
    pub const fn confidence(self) -> &'static str {
        match self {
            Self::Explicit => "certain",
            Self::Address | Self::Tag => "high",
            Self::Name | Self::Fingerprint => "medium",
        }
    }
}

/// A resource with several possible counterparts.
#[derive(Clone, Debug)]
pub struct Ambiguous {
    /// The resource.
    pub resource: Arc<Resource>,
    /// The possible counterparts, sorted by address.
    pub candidates: Vec<Arc<Resource>>,
    /// What they have in common.
    pub key: Text,
}

pub(super) struct Paired {
    pub(super) pairs: Vec<Pair>,
    pub(super) unpaired: [Vec<Arc<Resource>>; 2],
    pub(super) ambiguous: Vec<Ambiguous>,
}

/// The unpaired resources of one kind, primary and DR.
struct Open {
    kind: Option<&'static Kind>,
    primary: Vec<Arc<Resource>>,
    dr: Vec<Arc<Resource>>,
}

/// How often identities are tried again after others were paired: a listener rule needs its
/// listener, which needs its load balancer.
const ROUNDS: usize = 4;

pub(super) fn pair(
    inventory: &Inventory,
    options: &PairingOptions,
    context: &mut Context,
) -> Paired {
    let mut open: BTreeMap<Text, Open> = BTreeMap::new();
    for resource in inventory.resources() {
        if !is_managed_kind(&resource.kind)
            || resource.condition != crate::model::Condition::Current
        {
            continue;
        }
        let kind = kinds::kind(&resource.kind);
        let name = kind.map_or_else(|| resource.kind.clone(), |k| Text::from(k.name));
        let group =
            open.entry(name).or_insert_with(|| Open { kind, primary: Vec::new(), dr: Vec::new() });
        match resource.side() {
            Side::Primary => group.primary.push(Arc::clone(resource)),
            Side::Dr => group.dr.push(Arc::clone(resource)),
            Side::Global => {}
        }
    }
    let mut pairs = Vec::new();
    explicit(&mut open, options, &mut pairs);
    unite(&pairs, 0, context);
    // What a resource says of itself depends on no other pair: the kinds are joined side by side.
    let told: &Context = context;
    let found: Vec<Vec<Pair>> =
        open.par_iter_mut().map(|(_, group)| told_pairs(group, options, told)).collect();
    for list in found {
        let before = pairs.len();
        pairs.extend(list);
        unite(&pairs, before, context);
    }
    let before = pairs.len();
    keys_of_aliases(&mut open, &mut pairs);
    unite(&pairs, before, context);
    for _ in 0..ROUNDS {
        let before = pairs.len();
        for group in open.values_mut() {
            let from = pairs.len();
            if group.kind.is_some_and(|k| !k.identity.is_empty()) {
                join(group, Evidence::Fingerprint, &mut pairs, |r| identity(r, context));
            }
            unite(&pairs, from, context);
        }
        if pairs.len() == before {
            break;
        }
    }
    for group in open.values_mut() {
        let before = pairs.len();
        join(group, Evidence::Name, &mut pairs, |r| folded_names(r, context));
        unite(&pairs, before, context);
    }
    pairs.sort_by(|a, b| {
        (&a.primary.kind, &a.primary.address, &a.primary.id).cmp(&(
            &b.primary.kind,
            &b.primary.address,
            &b.primary.id,
        ))
    });
    rest(open, pairs, context)
}

/// The pairs of one kind that addresses, tags and names tell.
fn told_pairs(group: &mut Open, options: &PairingOptions, context: &Context) -> Vec<Pair> {
    let mut pairs = Vec::new();
    join(group, Evidence::Address, &mut pairs, |r| Some(r.address.text().clone()));
    join(group, Evidence::Address, &mut pairs, |r| Some(folded_address(r, context)));
    // One address may occur in several states of a side; the name then tells them apart.
    join(group, Evidence::Address, &mut pairs, |r| {
        let address = folded_address(r, context);
        Some(Text::from(format!("{address} {}", folded_names(r, context)?)))
    });
    if let Some(tag) = &options.tag {
        join(group, Evidence::Tag, &mut pairs, |r| {
            r.tags()?.get(tag).and_then(Value::as_str).map(Text::from)
        });
    }
    if group.kind.is_none_or(|k| !k.names.is_empty() || k.identity.is_empty()) {
        join(group, Evidence::Name, &mut pairs, |r| folded_names(r, context));
    }
    pairs
}

/// KMS keys have no names of their own: they belong together when their aliases do.
fn keys_of_aliases(open: &mut BTreeMap<Text, Open>, pairs: &mut Vec<Pair>) {
    let Some(keys) = open.get_mut("aws_kms_key") else { return };
    let aliases: Vec<Pair> =
        pairs.iter().filter(|p| p.primary.kind.as_str() == "aws_kms_alias").cloned().collect();
    for alias in aliases {
        let target = |alias: &Resource| alias.text("target_key_id").map(Text::from);
        let (Some(primary), Some(dr)) = (target(&alias.primary), target(&alias.dr)) else {
            continue;
        };
        let at = |list: &[Arc<Resource>], id: &Text| {
            list.iter().position(|key| key.id.as_ref() == Some(id))
        };
        if let (Some(p), Some(d)) = (at(&keys.primary, &primary), at(&keys.dr, &dr)) {
            pairs.push(Pair {
                primary: keys.primary.remove(p),
                dr: keys.dr.remove(d),
                evidence: Evidence::Name,
                key: alias.key.clone(),
            });
        }
    }
}

fn unite(pairs: &[Pair], from: usize, context: &mut Context) {
    for pair in pairs.get(from..).unwrap_or(&[]) {
        context.unite(&pair.primary, &pair.dr);
    }
}

fn explicit(open: &mut BTreeMap<Text, Open>, options: &PairingOptions, pairs: &mut Vec<Pair>) {
    for (primary, dr) in &options.explicit {
        for group in open.values_mut() {
            let at = group.primary.iter().position(|r| r.address.text() == primary);
            let other = group.dr.iter().position(|r| r.address.text() == dr);
            if let (Some(at), Some(other)) = (at, other) {
                pairs.push(Pair {
                    primary: group.primary.remove(at),
                    dr: group.dr.remove(other),
                    evidence: Evidence::Explicit,
                    key: primary.clone(),
                });
            }
        }
    }
}

/// Pairs where exactly one resource of each side has a key.
fn join(
    group: &mut Open,
    evidence: Evidence,
    pairs: &mut Vec<Pair>,
    key: impl Fn(&Resource) -> Option<Text>,
) {
    if group.primary.is_empty() || group.dr.is_empty() {
        return;
    }
    // Key to: how many primaries, how many DRs, and the last of each.
    let mut found: HashMap<Text, [(u32, usize); 2], foldhash::fast::RandomState> =
        HashMap::default();
    for (side, list) in [&group.primary, &group.dr].into_iter().enumerate() {
        for (at, resource) in list.iter().enumerate() {
            if let Some(key) = key(resource) {
                let slot = &mut found.entry(key).or_insert([(0, 0); 2])[side];
                *slot = (slot.0 + 1, at);
            }
        }
    }
    let mut matched: Vec<(usize, usize, Text)> = found
        .into_iter()
        .filter(|(_, [p, d])| p.0 == 1 && d.0 == 1)
        .map(|(key, [p, d])| (p.1, d.1, key))
        .collect();
    matched.sort_unstable_by_key(|m| m.0);
    let mut gone = [vec![false; group.primary.len()], vec![false; group.dr.len()]];
    for (p, d, key) in matched {
        if let (Some(primary), Some(dr)) = (group.primary.get(p), group.dr.get(d)) {
            pairs.push(Pair { primary: Arc::clone(primary), dr: Arc::clone(dr), evidence, key });
            gone[0][p] = true;
            gone[1][d] = true;
        }
    }
    let [gone_primary, gone_dr] = gone;
    let mut flags = gone_primary.into_iter();
    group.primary.retain(|_| !flags.next().unwrap_or(false));
    let mut flags = gone_dr.into_iter();
    group.dr.retain(|_| !flags.next().unwrap_or(false));
}

/// The address with side words left out of every name and key in it.
fn folded_address(resource: &Resource, context: &Context) -> Text {
    let Some(names) = context.names_of(resource.side()) else {
        return resource.address.text().clone();
    };
    let address = resource.address.as_str();
    let mut out = String::with_capacity(address.len());
    let mut word = String::new();
    for c in address.chars() {
        if c.is_alphanumeric() || c == '_' || c == '-' {
            word.push(c);
        } else {
            out.push_str(&names.words.fold(&word).replace('_', "-"));
            word.clear();
            out.push(c);
        }
    }
    out.push_str(&names.words.fold(&word).replace('_', "-"));
    Text::from(out)
}

/// The kind's names with side words left out; the `Name` tag where the kind has none.
fn folded_names(resource: &Resource, context: &Context) -> Option<Text> {
    let kind = kinds::kind(&resource.kind);
    let own: Vec<&str> =
        kind.map(|k| k.names.iter().filter_map(|n| resource.text(n)).collect()).unwrap_or_default();
    let names = if own.is_empty() { vec![resource.name.as_deref()?] } else { own };
    let folded: Vec<String> =
        names.iter().map(|n| context.folded_name(n, resource.side())).collect();
    Some(Text::from(folded.join(" ")))
}

/// The identifying attributes in canonical form; `None` when one of them is not known.
fn identity(resource: &Resource, context: &Context) -> Option<Text> {
    let kind = kinds::kind(&resource.kind)?;
    let mut out = String::new();
    for name in kind.identity {
        let value = resource.attribute(name)?;
        if !value.is_wholly_known() {
            return None;
        }
        let reference = kind.name_references.iter().find(|(p, _)| p == name).map(|(_, k)| *k);
        let field = Field { name_of: reference, ..Field::default() };
        Canonical { context, side: resource.side() }.write(value, &field, &mut out);
        out.push('\u{1f}');
    }
    Some(Text::from(out))
}

/// What is left: alone on its side, or with several candidates.
fn rest(open: BTreeMap<Text, Open>, pairs: Vec<Pair>, context: &Context) -> Paired {
    let mut unpaired = [Vec::new(), Vec::new()];
    let mut ambiguous = Vec::new();
    for group in open.into_values() {
        let mut by_key: BTreeMap<Text, [Vec<Arc<Resource>>; 2]> = BTreeMap::new();
        for (side, list) in [group.primary, group.dr].into_iter().enumerate() {
            for resource in list {
                let key = folded_names(&resource, context)
                    .unwrap_or_else(|| folded_address(&resource, context));
                by_key.entry(key).or_default()[side].push(resource);
            }
        }
        for (key, [primary, dr]) in by_key {
            let several = !primary.is_empty() && !dr.is_empty();
            for resource in &primary {
                if several {
                    ambiguous.push(Ambiguous {
                        resource: Arc::clone(resource),
                        candidates: dr.clone(),
                        key: key.clone(),
                    });
                }
            }
            if !several {
                unpaired[0].extend(primary);
                unpaired[1].extend(dr);
            }
        }
    }
    let order = |a: &Arc<Resource>, b: &Arc<Resource>| {
        (&a.kind, &a.address, &a.id).cmp(&(&b.kind, &b.address, &b.id))
    };
    for list in &mut unpaired {
        list.sort_by(order);
    }
    ambiguous.sort_by(|a, b| order(&a.resource, &b.resource));
    Paired { pairs, unpaired, ambiguous }
}
