//! The snapshots of one application, put together.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Coverage, Resource, Side, Site, SourceFile, Text};

/// Through which kind of source an estate is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// What runs.
    Live,
    /// What Terraform's state says.
    #[default]
    State,
    /// State with a plan laid over it.
    Planned,
    /// What the configuration says.
    Configured,
}

impl View {
    /// The view's name in rules, configuration and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::State => "state",
            Self::Planned => "planned",
            Self::Configured => "configured",
        }
    }
}

/// All resources of both sides as one view shows them, indexed by kind.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    resources: Vec<Arc<Resource>>,
    by_kind: BTreeMap<Text, Range<usize>>,
    coverage: Coverage,
    files: Vec<Arc<SourceFile>>,
}

impl Inventory {
    /// Puts resources and their coverage together. Resources are sorted by kind, side, address
    /// and id, so that the order in which sources were read does not matter.
    #[must_use]
    pub fn new(
        mut resources: Vec<Arc<Resource>>,
        coverage: Coverage,
        files: Vec<Arc<SourceFile>>,
    ) -> Self {
        // By kind first: of each kind only its own resources are compared with each other.
        let mut groups: BTreeMap<Text, Vec<Arc<Resource>>> = BTreeMap::new();
        for resource in resources.drain(..) {
            match groups.get_mut(&resource.kind) {
                Some(list) => list.push(resource),
                None => {
                    groups.insert(resource.kind.clone(), vec![resource]);
                }
            }
        }
        groups.par_iter_mut().for_each(|(_, list)| {
            list.sort_by(|a, b| {
                (a.site.side, &a.address, &a.id).cmp(&(b.site.side, &b.address, &b.id))
            });
        });
        let mut by_kind: BTreeMap<Text, Range<usize>> = BTreeMap::new();
        for (kind, list) in groups {
            let start = resources.len();
            resources.extend(list);
            by_kind.insert(kind, start..resources.len());
        }
        Self { resources, by_kind, coverage, files }
    }

    /// Every resource, sorted.
    #[must_use]
    pub fn resources(&self) -> &[Arc<Resource>] {
        &self.resources
    }

    /// The resources of a kind, sorted by side and address.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Arc<Resource>> + use<'_> {
        let found = self.by_kind.get(kind).and_then(|range| self.resources.get(range.clone()));
        found.unwrap_or_default().iter()
    }

    /// The resources of a kind on one side.
    pub fn of_kind_on(
        &self,
        kind: &str,
        side: Side,
    ) -> impl Iterator<Item = &Arc<Resource>> + use<'_> {
        self.of_kind(kind).filter(move |r| r.site.side == side)
    }

    /// The kinds that occur, in order.
    pub fn kinds(&self) -> impl Iterator<Item = &Text> {
        self.by_kind.keys()
    }

    /// What was looked at, and what could not be.
    #[must_use]
    pub const fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// The files that were read.
    #[must_use]
    pub fn files(&self) -> &[Arc<SourceFile>] {
        &self.files
    }
}

/// What was promised of a recovery; `None` where nothing was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Objectives {
    /// Recovery time objective: seconds from the failure until DR serves.
    pub rto_seconds: Option<u64>,
    /// Recovery point objective: seconds of writes that may be lost.
    pub rpo_seconds: Option<u64>,
}

/// One application in two regions, through one or more views.
#[derive(Clone, Debug)]
pub struct Estate {
    /// The application's name.
    pub name: Text,
    /// The primary side's site.
    pub primary: Site,
    /// The DR side's site.
    pub dr: Site,
    /// What each view shows.
    pub views: BTreeMap<View, Inventory>,
    /// Networks outside both regions that must not overlap, by name, in CIDR notation.
    pub networks: BTreeMap<Text, Text>,
    /// What is appended to global names on the DR side; empty when nothing is declared.
    pub dr_name_suffix: Text,
    /// What is appended to global names on the primary side: empty unless the regions have changed
    /// their parts.
    pub primary_name_suffix: Text,
    /// What was promised of a recovery.
    pub objectives: Objectives,
}

impl Estate {
    /// The site of a side; `None` for [`Side::Global`].
    #[must_use]
    pub const fn site(&self, side: Side) -> Option<&Site> {
        match side {
            Side::Primary => Some(&self.primary),
            Side::Dr => Some(&self.dr),
            Side::Global => None,
        }
    }

    /// What is appended to global names on a side.
    #[must_use]
    pub const fn name_suffix(&self, side: Side) -> &Text {
        match side {
            Side::Dr => &self.dr_name_suffix,
            Side::Primary | Side::Global => &self.primary_name_suffix,
        }
    }

    /// The inventory of a view, where there is one.
    #[must_use]
    pub fn view(&self, view: View) -> Option<&Inventory> {
        self.views.get(&view)
    }
}
