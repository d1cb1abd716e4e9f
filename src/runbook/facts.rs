//! What is known of the estate, and a note of everything that is not.

use std::sync::Arc;

use super::line::Place;
use super::parts::Missing;
use super::quote;
use crate::model::{AccountId, Address, Condition, Resource, Side, Site, Value};

/// The resources of both sides, with what turned out to be lacking.
pub(super) struct Facts<'a> {
    listed: &'a [Arc<Resource>],
    pub(super) primary: &'a Site,
    pub(super) dr: &'a Site,
    pairs: &'a [[Address; 2]],
    suffixes: [&'a str; 2],
    /// What is lacking, as it was met.
    pub(super) missing: Vec<Missing>,
    /// What a person must know.
    pub(super) notes: Vec<String>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(
        listed: &'a [Arc<Resource>],
        primary: &'a Site,
        dr: &'a Site,
        pairs: &'a [[Address; 2]],
        suffixes: [&'a str; 2],
    ) -> Self {
        Self { listed, primary, dr, pairs, suffixes, missing: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn site(&self, side: Side) -> &'a Site {
        if side == Side::Dr { self.dr } else { self.primary }
    }

    pub(super) fn two_accounts(&self) -> bool {
        matches!((&self.primary.account, &self.dr.account), (Some(a), Some(b)) if a != b)
    }

    /// Where commands about a side are sent; lacking when its region is not known.
    pub(super) fn place(&self, side: Side) -> Option<Place> {
        let region = self.site(side).region.clone()?;
        Some(Place { region, profile: self.two_accounts().then(|| profile(side)) })
    }

    /// The place of `side`, with the profile of the side whose account this is.
    pub(super) fn place_of_account(
        &self,
        side: Side,
        account: Option<&AccountId>,
    ) -> Option<Place> {
        let mut place = self.place(side)?;
        if let (Some(_), Some(account)) = (place.profile, account) {
            let owner = [Side::Primary, Side::Dr]
                .into_iter()
                .find(|s| self.site(*s).account.as_ref() == Some(account));
            place.profile = Some(profile(owner.unwrap_or(side)));
        }
        Some(place)
    }

    /// The resources of a kind, on any side.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Resource> + use<'a> {
        let kind = kind.to_owned();
        self.listed.iter().map(Arc::as_ref).filter(move |r| {
            r.kind.as_str() == kind && !matches!(r.condition, Condition::Deposed(_))
        })
    }

    /// The resources of a kind on one side.
    pub(super) fn on(&self, kind: &str, side: Side) -> Vec<&'a Resource> {
        self.of_kind(kind).filter(|r| r.side() == side).collect()
    }

    pub(super) fn lack(&mut self, what: impl Into<String>, mend: impl Into<String>) {
        self.miss(Missing { what: what.into(), mend: mend.into(), absent: false });
    }

    /// The same of something that is known not to be there.
    pub(super) fn lack_absent(&mut self, what: impl Into<String>, mend: impl Into<String>) {
        self.miss(Missing { what: what.into(), mend: mend.into(), absent: true });
    }

    fn miss(&mut self, missing: Missing) {
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// A text that a command needs; lacking when it is not known, or when the AWS CLI would take
    /// it for something else.
    pub(super) fn text(&mut self, resource: &Resource, name: &str) -> Option<String> {
        match resource.attribute(name) {
            Some(Value::String(text)) if quote::sound(text) => Some(text.to_string()),
            Some(Value::String(text)) if !text.is_empty() => {
                self.lack(
                    format!(
                        "{} of {} is not a value that AWS allows: {text:?}",
                        name,
                        of(resource)
                    ),
                    "correct it in the source that it was read from",
                );
                None
            }
            other => {
                self.lack_value(resource, name, other);
                None
            }
        }
    }

    /// A count that a command needs.
    pub(super) fn count(&mut self, resource: &Resource, name: &str) -> Option<u64> {
        let found = resource.attribute(name);
        let number = found.and_then(Value::as_number).and_then(|n| n.as_i64());
        let count = number.and_then(|n| u64::try_from(n).ok());
        if count.is_none() {
            self.lack_value(resource, name, found);
        }
        count
    }

    pub(super) fn lack_value(&mut self, resource: &Resource, name: &str, value: Option<&Value>) {
        let why = match value {
            Some(Value::Unknown(why)) => why.because(),
            Some(Value::Sensitive(_)) => "it is kept as a digest".to_owned(),
            Some(Value::Null) | None => "the source does not carry it".to_owned(),
            Some(Value::String(text)) if text.is_empty() => "it is empty".to_owned(),
            Some(other) => format!("a {} was found", other.type_word()),
        };
        self.lack(
            format!("{name} of {} is not known: {why}", of(resource)),
            "collect it (--live, or a newer --snapshot) or read a newer state",
        );
    }

    /// The resource's counterpart on the other side: as it was paired elsewhere, else of the same
    /// address, else of the same name but for the region and the suffix of global names. Several
    /// are none, and lacking.
    pub(super) fn counterpart(&mut self, resource: &Resource) -> Option<&'a Resource> {
        let side = resource.side();
        let candidates = self.on(&resource.kind, side.opposite());
        let (own, other) = if side == Side::Primary { (0, 1) } else { (1, 0) };
        let declared = self.pairs.iter().find(|p| p[own] == resource.address).map(|p| &p[other]);
        if let Some(address) = declared {
            let mut found = candidates.iter().filter(|c| c.address == *address);
            if let (Some(one), None) = (found.next(), found.next()) {
                return Some(one);
            }
        }
        let name = self.folded(resource);
        let same_name: Vec<_> =
            candidates.iter().copied().filter(|c| self.folded(c) == name).collect();
        let same_address: Vec<_> =
            candidates.iter().copied().filter(|c| c.address == resource.address).collect();
        let found = match (same_address.as_slice(), same_name.as_slice()) {
            ([one], _) | ([], [one]) => return Some(one),
            ([], []) => return None,
            ([], several) => several.len(),
            (several, _) => {
                let mut both = several.iter().filter(|c| self.folded(c) == name);
                if let (Some(one), None) = (both.next(), both.next()) {
                    return Some(one);
                }
                several.len()
            }
        };
        self.lack(
            format!("{} has {found} possible counterparts", of(resource)),
            "declare the pair in the configuration",
        );
        None
    }

    /// The name with what the sides put in to tell themselves apart taken out.
    fn folded(&self, resource: &Resource) -> String {
        let id = resource.id.as_ref().map_or("", |id| id.as_str());
        let name = resource.name.as_ref().map_or(id, |n| n.as_str());
        let mut name = name.to_owned();
        for site in [self.primary, self.dr] {
            if let Some(region) = &site.region {
                name = name.replace(region.as_str(), "");
            }
            if let Some(account) = &site.account {
                name = name.replace(account.as_str(), "");
            }
        }
        let suffix = self.suffixes[usize::from(resource.side() == Side::Dr)];
        let bare = |name: &str| {
            let end = (!suffix.is_empty()).then(|| name.strip_suffix(suffix)).flatten();
            end.unwrap_or(name).to_owned()
        };
        let name = bare(&name).trim_matches('-').to_owned();
        // Names of services are unique within a cluster only.
        let cluster = resource.text("cluster").map(|c| c.rsplit('/').next().unwrap_or(c));
        format!("{}/{name}", bare(cluster.unwrap_or_default()))
    }
}

/// The variable of the script that holds a side's CLI profile.
pub(super) const fn profile(side: Side) -> &'static str {
    match side {
        Side::Dr => "dr_profile",
        _ => "primary_profile",
    }
}

/// A side in a sentence.
pub(super) const fn called(side: Side) -> &'static str {
    match side {
        Side::Primary => "the primary side",
        Side::Dr => "the DR side",
        Side::Global => "both sides",
    }
}

/// A resource in a sentence.
pub(super) fn of(resource: &Resource) -> String {
    format!("{} ({})", resource.address, called(resource.side()))
}

/// The text of an attribute, where it is known and not empty.
pub(super) fn known(resource: &Resource, name: &str) -> Option<String> {
    resource.text(name).filter(|t| quote::sound(t)).map(str::to_owned)
}

/// The attributes of the first block of that name.
pub(super) fn block<'a>(resource: &'a Resource, name: &str) -> Option<&'a crate::model::Map> {
    resource.attribute(name)?.as_list()?.first()?.as_map()
}

/// The known texts of a list attribute.
pub(super) fn texts(resource: &Resource, name: &str) -> Vec<String> {
    let items = resource.attribute(name).and_then(Value::as_list).unwrap_or_default();
    items.iter().filter_map(Value::as_str).filter(|t| quote::sound(t)).map(str::to_owned).collect()
}
