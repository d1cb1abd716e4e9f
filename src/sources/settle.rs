//! Which side each resource plays for, and which are one.
//!
//! Works on everything that was read: the region that a provider alias stands for is told by its
//! other resources, a resource in the other side's region plays for that side, and a state that
//! was named twice is counted once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::document::Document;
use super::draft::Draft;
use super::{Context, Format};
use crate::kinds;
use crate::model::{
    AccountId, Condition, Provenance, Region, RegionEvidence, Resource, Side, Site, SourceFile,
    Text, Value,
};

/// A file that was read, with the sides that it was named for.
pub(super) struct ReadFile {
    pub(super) file: Arc<SourceFile>,
    pub(super) sides: BTreeSet<Side>,
    pub(super) document: Document,
}

/// What makes two entries of one lineage the same object.
type Identity = (Text, Option<Text>, Condition);

/// Drops what an earlier version of the same state says of an object that a later one has, and
/// lets the later one speak for the sides of both.
///
/// Copies of a state have its lineage. A copied state that has gone its own way since has other
/// ids and is kept.
pub(super) fn merge_versions(files: &mut [ReadFile]) -> Vec<BTreeMap<usize, BTreeSet<Side>>> {
    let mut shared: Vec<BTreeMap<usize, BTreeSet<Side>>> = vec![BTreeMap::new(); files.len()];
    let mut lineages: BTreeMap<Text, Vec<usize>> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        if let Some(lineage) = &file.document.lineage {
            lineages.entry(lineage.clone()).or_default().push(at);
        }
    }
    for (_, mut versions) in lineages.into_iter().filter(|(_, versions)| versions.len() > 1) {
        // The newest first; of equals the one that was named first.
        versions.sort_by_key(|at| std::cmp::Reverse(files[*at].document.serial));
        let mut known: HashMap<Identity, (usize, usize), RandomState> = HashMap::default();
        for at in versions {
            let ReadFile { sides, document, .. } = &mut files[at];
            let sides = sides.clone();
            let mut kept = Vec::with_capacity(document.drafts.len());
            for draft in std::mem::take(&mut document.drafts) {
                match known.get(&identity(&draft)) {
                    Some((file, index)) if *file != at => {
                        shared[*file].entry(*index).or_default().extend(sides.iter().copied());
                    }
                    _ => {
                        known.insert(identity(&draft), (at, kept.len()));
                        kept.push(draft);
                    }
                }
            }
            document.drafts = kept;
        }
    }
    shared
}

fn identity(draft: &Draft) -> Identity {
    let id = match draft.attributes.get("arn").or_else(|| draft.attributes.get("id")) {
        Some(Value::String(id)) => Some(id.clone()),
        _ => None,
    };
    (draft.address.text().clone(), id, draft.condition.clone())
}

/// The resources of one file. `shared` holds further sides of single drafts.
pub(super) fn resources(
    read: ReadFile,
    shared: &BTreeMap<usize, BTreeSet<Side>>,
    context: &Context,
) -> Vec<Arc<Resource>> {
    let ReadFile { file, sides, document } = read;
    let aliases = Aliases::of(&document);
    let provenance = match document.format {
        Format::Plan => Provenance::Plan(file),
        Format::State | Format::ShownState | Format::Configuration => Provenance::State(file),
    };
    let mut sites = Sites { context, known: HashMap::default(), last: None };
    let base = side_of(&sides);
    document
        .drafts
        .into_iter()
        .enumerate()
        .map(|(at, draft)| {
            let base = match shared.get(&at) {
                Some(more) => side_of(&sides.union(more).copied().collect()),
                None => base,
            };
            let (region, evidence) = aliases.region_of(&draft);
            let (site, evidence) = sites.settle(base, region, evidence, draft.account.clone());
            Arc::new(Resource {
                id: text(&draft, "id"),
                name: name_of(&draft),
                kind: draft.kind,
                address: draft.address,
                site,
                region_evidence: evidence,
                attributes: draft.attributes,
                condition: draft.condition,
                provenance: draft.places.map_or_else(|| provenance.clone(), Provenance::Config),
            })
        })
        .collect()
}

/// The one side, or both.
fn side_of(sides: &BTreeSet<Side>) -> Side {
    match (sides.first(), sides.len()) {
        (Some(side), 1) => *side,
        _ => Side::Global,
    }
}

fn text(draft: &Draft, attribute: &str) -> Option<Text> {
    match draft.attributes.get(attribute) {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// The name that people use: the kind's name attribute, else the `Name` tag.
fn name_of(draft: &Draft) -> Option<Text> {
    let plain = crate::model::plain_kind(&draft.kind);
    let names = kinds::kind(plain).map_or(&["name"][..], |k| k.names);
    names.iter().find_map(|name| text(draft, name)).or_else(|| {
        let tags = ["tags_all", "tags"].iter().find_map(|t| draft.attributes.get(t)?.as_map())?;
        match tags.get("Name")? {
            Value::String(name) if !name.is_empty() => Some(name.clone()),
            _ => None,
        }
    })
}

/// The region of each provider configuration whose resources agree on one.
struct Aliases(HashMap<Text, Option<Region>, RandomState>);

impl Aliases {
    fn of(document: &Document) -> Self {
        let mut regions: HashMap<Text, Option<Region>, RandomState> = HashMap::default();
        let told = document
            .drafts
            .iter()
            .filter_map(|d| Some((d.provider.as_ref()?, &d.region.as_ref()?.0)));
        for (provider, region) in told {
            match regions.get_mut(provider) {
                None => {
                    regions.insert(provider.clone(), Some(region.clone()));
                }
                Some(agreed) if agreed.as_ref() != Some(region) => *agreed = None,
                Some(_) => {}
            }
        }
        Self(regions)
    }

    fn region_of(&self, draft: &Draft) -> (Option<Region>, RegionEvidence) {
        if draft.global {
            return (None, RegionEvidence::Global);
        }
        if let Some((region, evidence)) = &draft.region {
            return (Some(region.clone()), *evidence);
        }
        let agreed = draft.provider.as_ref().and_then(|p| self.0.get(p)?.clone());
        match agreed {
            Some(region) => (Some(region), RegionEvidence::ProviderAlias),
            None => (None, RegionEvidence::Unknown),
        }
    }
}

type SiteKey = (Side, Option<Region>, Option<AccountId>);

/// Sites, each made once.
struct Sites<'c> {
    context: &'c Context,
    known: HashMap<SiteKey, Arc<Site>, RandomState>,
    last: Option<Arc<Site>>,
}

impl Sites<'_> {
    fn settle(
        &mut self,
        base: Side,
        region: Option<Region>,
        evidence: RegionEvidence,
        account: Option<AccountId>,
    ) -> (Arc<Site>, RegionEvidence) {
        let Context { primary, dr, .. } = self.context;
        let (side, region, evidence) = match (&region, evidence) {
            (Some(told), _) => {
                let plays_for = |site: &Site| {
                    site.region.as_ref() == Some(told)
                        && (site.account.is_none() || account.is_none() || site.account == account)
                };
                let side = match (plays_for(primary), plays_for(dr)) {
                    (true, false) => Side::Primary,
                    (false, true) => Side::Dr,
                    // Both sides in one region, or a third region: as the file was named.
                    _ => base,
                };
                (side, region, evidence)
            }
            (None, RegionEvidence::Unknown) => {
                let declared = match base {
                    Side::Primary => primary.region.clone(),
                    Side::Dr => dr.region.clone(),
                    Side::Global => None,
                };
                let evidence =
                    if declared.is_some() { RegionEvidence::Side } else { RegionEvidence::Unknown };
                (base, declared, evidence)
            }
            (None, evidence) => (base, None, evidence),
        };
        (self.site(side, region, account), evidence)
    }

    fn site(
        &mut self,
        side: Side,
        region: Option<Region>,
        account: Option<AccountId>,
    ) -> Arc<Site> {
        if let Some(last) = &self.last
            && (last.side, &last.region, &last.account) == (side, &region, &account)
        {
            return Arc::clone(last);
        }
        let site = self
            .known
            .entry((side, region.clone(), account.clone()))
            .or_insert_with(|| Arc::new(Site { side, region, account }));
        self.last = Some(Arc::clone(site));
        Arc::clone(site)
    }
}
