//! What values are resolved against: the sites, the names of things, and who is whose pair.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;
use memchr::memmem::Finder;
use rayon::prelude::*;

use super::pairing::PairingOptions;
use super::plan::{self, Between, Field};
use super::symbols;
use super::words::Words;
use crate::kinds;
use crate::kinds::schema::{self, Flags};
use crate::model::{
    AccountId, Arn, Estate, Inventory, Provenance, Region, Resource, Side, Text, Unknown, Value,
};

/// The shortest text that is looked up as a generated identifier.
const SHORTEST_ID: usize = 8;

/// What an identifier in a value refers to.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The side of the resource referred to.
    pub(super) side: Side,
    /// The resource, as an index into the context's symbols.
    pub(super) symbol: u32,
    /// Which identifier of the resource it is: `id`, `arn`, `endpoint` …
    pub(super) attribute: &'static str,
    /// The resource is global: both sides may refer to it.
    pub(super) shared: bool,
}

/// One side's own and other names.
pub(super) struct SideNames {
    pub(super) region: Option<Text>,
    pub(super) account: Option<Text>,
    pub(super) region_finder: Option<Finder<'static>>,
    pub(super) words: Words,
}

/// What values are resolved against.
pub struct Context {
    pub(super) sides: [SideNames; 2],
    pub(super) targets: HashMap<Text, Target, RandomState>,
    /// Names of resources by kind, side and name.
    pub(super) names: HashMap<(Text, Side, Text), u32, RandomState>,
    /// For each resource the label of its pair, or its own.
    pub(super) symbols: Vec<Text>,
    pub(super) index_of: HashMap<ByAddress, u32, RandomState>,
    /// Data sources of configurations by their index: what they look for tells what they find.
    lookups: HashMap<u32, Arc<Resource>, RandomState>,
    /// Resources of configurations by Terraform address, primary and DR.
    addresses: [HashMap<Text, u32, RandomState>; 2],
    plans: HashMap<Text, Field, RandomState>,
    /// What is compared with what.
    pub(super) between: Between,
    /// By side and service: a resource whose identifiers are not all known.
    unidentified: BTreeMap<(Side, &'static str), Text>,
}

/// A resource by where it lies in memory; all of them outlive the context's construction.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ByAddress(usize);

impl ByAddress {
    pub(super) fn of(resource: &Arc<Resource>) -> Self {
        Self(Arc::as_ptr(resource).addr())
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("targets", &self.targets.len()).finish_non_exhaustive()
    }
}

impl Context {
    pub(super) fn new(estate: &Estate, inventory: &Inventory, options: &PairingOptions) -> Self {
        let names = |side: Side| {
            let site = if side == Side::Dr { &estate.dr } else { &estate.primary };
            let region = site.region.as_ref().map(|r| r.text().clone());
            let suffix = estate.name_suffix(side).clone();
            SideNames {
                region_finder: region.as_ref().map(|r| Finder::new(r.as_bytes()).into_owned()),
                words: Words::new(side, site.region.as_ref(), &suffix, &options.words),
                account: site.account.as_ref().map(|a| Text::from(a.as_str())),
                region,
            }
        };
        let resources = inventory.resources();
        let mut context = Self {
            sides: [names(Side::Primary), names(Side::Dr)],
            targets: HashMap::with_capacity_and_hasher(resources.len() * 2, RandomState::default()),
            names: HashMap::default(),
            symbols: Vec::with_capacity(resources.len()),
            index_of: HashMap::with_capacity_and_hasher(resources.len(), RandomState::default()),
            lookups: HashMap::default(),
            addresses: [HashMap::default(), HashMap::default()],
            unidentified: BTreeMap::new(),
            plans: inventory.kinds().map(|k| (k.clone(), plan::of(k, Between::Sides))).collect(),
            between: Between::Sides,
        };
        // Looking through all attributes waits for memory; both cores wait side by side.
        let identified: Vec<Vec<(Text, &'static str)>> = resources
            .par_chunks(CHUNK)
            .flat_map_iter(|chunk| {
                let mut places = Places::default();
                chunk.iter().map(move |r| identifiers(r, &mut places))
            })
            .collect();
        for (resource, identifiers) in resources.iter().zip(identified) {
            context.add(resource, identifiers);
        }
        context
    }

    /// What two sources say of the same resources: texts stand for themselves.
    pub(super) fn of_one_side(kinds: BTreeSet<Text>) -> Self {
        let names = || SideNames {
            region: None,
            account: None,
            region_finder: None,
            words: Words::default(),
        };
        Self {
            sides: [names(), names()],
            targets: HashMap::default(),
            names: HashMap::default(),
            symbols: Vec::new(),
            index_of: HashMap::default(),
            lookups: HashMap::default(),
            addresses: [HashMap::default(), HashMap::default()],
            unidentified: BTreeMap::new(),
            plans: kinds
                .into_iter()
                .map(|k| {
                    let plan = plan::of(&k, Between::Sources);
                    (k, plan)
                })
                .collect(),
            between: Between::Sources,
        }
    }

    fn add(&mut self, resource: &Arc<Resource>, identifiers: Vec<(Text, &'static str)>) {
        let symbol = u32::try_from(self.symbols.len()).unwrap_or(u32::MAX);
        self.symbols.push(resource.address.text().clone());
        self.index_of.insert(ByAddress::of(resource), symbol);
        let side = resource.side();
        // Only configurations refer to resources by their addresses.
        if matches!(resource.provenance, Provenance::Config(_)) {
            if resource.kind.starts_with("data.") {
                self.lookups.insert(symbol, Arc::clone(resource));
            }
            let mut note = |at: usize| {
                self.addresses[at].entry(resource.address.text().clone()).or_insert(symbol);
            };
            match side {
                Side::Primary => note(0),
                Side::Dr => note(1),
                Side::Global => {
                    note(0);
                    note(1);
                }
            }
        }
        let kind = kinds::kind(&resource.kind);
        let shared = side == Side::Global || kind.is_some_and(|k| k.scope == kinds::Scope::Global);
        for (text, attribute) in identifiers {
            match self.targets.entry(text) {
                Entry::Vacant(slot) => {
                    slot.insert(Target { side, symbol, attribute, shared });
                }
                // What both sides call by one name tells nothing of a side.
                Entry::Occupied(mut slot) => {
                    let known = slot.get_mut();
                    known.shared |= known.side != side;
                }
            }
        }
        let Some(kind) = kind else { return };
        // What a configuration does not know yet it refers to by address.
        let unknown =
            |name: &str| resource.attribute(name).is_some_and(|v| v.as_unknown().is_some());
        let by_id = !matches!(resource.provenance, Provenance::Config(_));
        if by_id && (unknown("arn") || unknown("id")) {
            let address = resource.address.text().clone();
            self.unidentified.entry((side, kind.service)).or_insert(address);
        }
        for name in kind.names {
            if let Some(Value::String(text)) = resource.attribute(name) {
                self.names.entry((Text::from(kind.name), side, text.clone())).or_insert(symbol);
            }
        }
    }

    pub(super) fn names_of(&self, side: Side) -> Option<&SideNames> {
        match side {
            Side::Primary => self.sides.first(),
            Side::Dr => self.sides.get(1),
            Side::Global => None,
        }
    }

    /// Lets both members of a pair have one symbol.
    pub(super) fn unite(&mut self, primary: &Arc<Resource>, dr: &Arc<Resource>) {
        let label = primary.address.text().clone();
        if let Some(slot) =
            self.index_of.get(&ByAddress::of(dr)).and_then(|at| self.symbols.get_mut(*at as usize))
        {
            *slot = label;
        }
    }

    /// How the attributes of a kind are compared.
    pub(super) fn plan(&self, kind: &str) -> Option<&Field> {
        self.plans.get(kind)
    }

    /// What a text refers to, if it is an identifier of a known resource.
    pub(super) fn target(&self, text: &str) -> Option<&Target> {
        if text.len() < SHORTEST_ID { None } else { self.targets.get(text) }
    }

    /// The symbol of a resource of the inventory that the context was made for.
    pub(super) fn symbol_of(&self, resource: &Arc<Resource>) -> Option<&Text> {
        self.index_of.get(&ByAddress::of(resource)).map(|at| self.symbol(*at))
    }

    pub(super) fn symbol(&self, at: u32) -> &Text {
        static NONE: Text = arcstr::literal!("");
        self.symbols.get(at as usize).unwrap_or(&NONE)
    }

    /// The symbol of the resource at an address, and the side that it was found on: a side's own
    /// come first.
    pub(super) fn at_address(&self, address: &str, side: Side) -> Option<(u32, Side)> {
        let order = if side == Side::Dr { [1, 0] } else { [0, 1] };
        order.into_iter().find_map(|at| {
            let symbol = self.addresses[at].get(address)?;
            let owner = if at == 0 { Side::Primary } else { Side::Dr };
            Some((*symbol, owner))
        })
    }

    /// The data source of an index.
    pub(super) fn lookup(&self, at: u32) -> Option<&Arc<Resource>> {
        self.lookups.get(&at)
    }

    /// A value that is made of attributes of resources as a text of a side, with symbols for
    /// them; `None` for other unknowns.
    #[must_use]
    pub fn concrete(&self, side: Side, why: &Unknown) -> Option<Text> {
        symbols::concrete(self, side, why)
    }

    /// The side's region, where it is known.
    #[must_use]
    pub fn region(&self, side: Side) -> Option<&Text> {
        self.names_of(side)?.region.as_ref()
    }

    /// Why two texts that differ may mean the same all the same: one of them looks like an
    /// identifier that nothing known has, and a resource of that service has one that is not
    /// known.
    pub(super) fn perhaps_of(&self, texts: [(Side, &Text); 2]) -> Option<String> {
        if self.unidentified.is_empty() {
            return None;
        }
        texts.into_iter().find_map(|(side, text)| {
            let arn = Arn::parse(text)?;
            let address = self.unidentified.get(&(side, arn.service))?;
            let known = self.target(text).is_some();
            (!known).then(|| format!("it may be {address}, whose identifiers are not known"))
        })
    }

    /// The side of the known resource that `text` identifies (by id, ARN, endpoint or URL), when
    /// it belongs to one side alone.
    #[must_use]
    pub fn side_of_identifier(&self, text: &str) -> Option<Side> {
        self.target(text).filter(|t| !t.shared).map(|t| t.side)
    }

    /// The name without what only says which side is meant.
    #[must_use]
    pub fn folded_name(&self, name: &str, side: Side) -> String {
        match self.names_of(side) {
            Some(names) => names.words.fold(name).replace('_', "-"),
            None => name.replace('_', "-"),
        }
    }
}

/// Resources that one task looks through.
const CHUNK: usize = 1024;

/// Where the identifying attributes of a kind stand. Resources of a kind share their key list, so
/// it is searched once for many of them.
#[derive(Default)]
struct Places {
    keys: usize,
    kind: Text,
    found: Vec<(usize, &'static str)>,
}

impl Places {
    fn of(&mut self, resource: &Resource) -> &[(usize, &'static str)] {
        let keys = Arc::as_ptr(resource.attributes.keys()).cast::<()>().addr();
        if self.keys != keys || self.kind != resource.kind {
            let schema = schema::of(&resource.kind);
            // What the author wrote (the endpoint of a subscription, the URL of an identity
            // provider) belongs to something else.
            let given = |name: &str| {
                let attribute = schema.and_then(|s| s.attribute(name));
                attribute.is_some_and(|a| !a.flags.contains(Flags::COMPUTED))
            };
            self.found = resource
                .attributes
                .keys()
                .iter()
                .enumerate()
                .filter_map(|(at, name)| Some((at, identifier_attribute(name)?)))
                .filter(|(_, name)| !given(name))
                .collect();
            self.keys = keys;
            self.kind = resource.kind.clone();
        }
        &self.found
    }
}

/// The texts that identify a resource, with the attribute that holds each.
fn identifiers(resource: &Resource, places: &mut Places) -> Vec<(Text, &'static str)> {
    let mut found = Vec::new();
    let fits = |text: &Text| text.len() >= SHORTEST_ID && !names_a_place(text);
    if let Some(id) = resource.id.as_ref().filter(|id| fits(id) && is_generated(id, resource)) {
        found.push((id.clone(), "id"));
    }
    for (at, attribute) in places.of(resource) {
        if let Some(Value::String(text)) = resource.attributes.values().get(*at)
            && fits(text)
        {
            found.push((text.clone(), *attribute));
        }
    }
    found
}

/// Ids that AWS makes up: `vpc-0a1b…`, ARNs, URLs, hosted zones, the ten letters of an API. Names
/// are not among them.
fn is_generated(id: &str, resource: &Resource) -> bool {
    if id.starts_with("arn:") || id.starts_with("https://") {
        return true;
    }
    let digits = id.bytes().filter(u8::is_ascii_digit).count();
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let made = digits >= 3 || (plain && (SHORTEST_ID..=12).contains(&id.len()));
    made && !resource.attributes.iter().any(|(name, value)| {
        value.as_str() == Some(id) && name.as_str() != "id" && !name.ends_with("_id")
    })
}

/// A region's name or an account: they say where, not what.
fn names_a_place(text: &str) -> bool {
    AccountId::parse(text).is_some() || Region::parse(text).is_some()
}

/// Attributes whose value identifies the resource and nothing else.
pub(super) fn identifier_attribute(name: &str) -> Option<&'static str> {
    const IDENTIFIERS: &[&str] = &[
        "api_endpoint",
        "arn",
        "arn_suffix",
        "bucket_domain_name",
        "bucket_regional_domain_name",
        "cluster_resource_id",
        "configuration_endpoint_address",
        "dns_name",
        "endpoint",
        "execution_arn",
        "function_url",
        "invoke_arn",
        "invoke_url",
        "primary_endpoint_address",
        "qualified_arn",
        "reader_endpoint",
        "reader_endpoint_address",
        "regional_domain_name",
        "repository_url",
        "url",
    ];
    IDENTIFIERS.binary_search(&name).ok().and_then(|at| IDENTIFIERS.get(at)).copied()
}
