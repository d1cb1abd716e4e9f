//! All that the phases are made from.

use super::databases::{self, Databases};
use super::facts::Facts;
use super::line::Place;
use super::records::{self, Record};
use super::services::{self, Compute};
use super::traffic::{self, Endpoint};
use crate::model::{AccountId, Side};

/// What was found of both sides, and where commands about them are sent.
pub(super) struct Gathered<'a> {
    pub(super) places: [Place; 2],
    pub(super) accounts: [Option<AccountId>; 2],
    pub(super) databases: Databases<'a>,
    pub(super) compute: Compute<'a>,
    pub(super) ends: Vec<Endpoint>,
    pub(super) records: Vec<Record<'a>>,
    pub(super) health_checks: Vec<String>,
}

impl<'a> Gathered<'a> {
    /// `None` when a region is not known, which is lacking then.
    pub(super) fn new(facts: &mut Facts<'a>) -> Option<Self> {
        let places = [facts.place(Side::Primary), facts.place(Side::Dr)];
        let [Some(primary), Some(dr)] = places else {
            facts.lack(
                "the regions of the two sides are not known",
                "name them in the configuration, or with --primary and --dr",
            );
            return None;
        };
        let databases = databases::gather(facts);
        let compute = services::gather(facts);
        let ends = traffic::endpoints(facts);
        let records = records::records(facts, &ends);
        let checks = facts.of_kind("aws_route53_health_check");
        let health_checks = checks.filter_map(|r| super::facts::known(r, "id")).collect();
        Some(Self {
            places: [primary, dr],
            accounts: [facts.primary.account.clone(), facts.dr.account.clone()],
            databases,
            compute,
            ends,
            records,
            health_checks,
        })
    }

    pub(super) const fn place(&self, side: Side) -> &Place {
        let [primary, dr] = &self.places;
        if matches!(side, Side::Dr) { dr } else { primary }
    }

    pub(super) const fn account(&self, side: Side) -> Option<&AccountId> {
        let [primary, dr] = &self.accounts;
        if matches!(side, Side::Dr) { dr.as_ref() } else { primary.as_ref() }
    }

    /// Whether there is anything that could change hands.
    pub(super) fn is_empty(&self) -> bool {
        self.databases.globals.is_empty()
            && self.databases.replicas.is_empty()
            && self.databases.datastores.is_empty()
            && self.compute.services.is_empty()
            && self.compute.groups.is_empty()
            && self.records.is_empty()
    }
}
