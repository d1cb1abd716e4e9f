//! All that the phases are made from.

use super::databases::{self, Databases};
use super::facts::{Facts, known};
use super::line::Place;
use super::records::{self, Record};
use super::services::{self, Compute};
use super::takeover::Way;
use super::traffic::{self, Endpoint};
use crate::model::{AccountId, Resource, Side};

/// A Route 53 health check, and the host that it asks: none where it sums up others.
pub(super) struct HealthCheck {
    pub(super) id: String,
    host: Option<String>,
}

impl HealthCheck {
    fn of(resource: &Resource) -> Option<Self> {
        let host = known(resource, "fqdn").or_else(|| known(resource, "ip_address"));
        Some(Self { id: known(resource, "id")?, host: host.map(|h| traffic::bare(&h)) })
    }

    /// Whether it asks an endpoint of that side.
    pub(super) fn asks(&self, side: Side, ends: &[Endpoint]) -> bool {
        self.host.as_ref().is_some_and(|h| ends.iter().any(|e| e.host(side) == Some(h.as_str())))
    }
}

/// What was found of both sides, and where commands about them are sent.
pub(super) struct Gathered<'a> {
    pub(super) places: [Place; 2],
    pub(super) accounts: [Option<AccountId>; 2],
    pub(super) databases: Databases<'a>,
    pub(super) compute: Compute<'a>,
    pub(super) ends: Vec<Endpoint>,
    pub(super) records: Vec<Record<'a>>,
    pub(super) health_checks: Vec<HealthCheck>,
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
        let health_checks = checks.filter_map(HealthCheck::of).collect();
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

    /// The records that change hands on a way. One that points at DR while the primary serves is
    /// DR's own, or has moved already.
    pub(super) fn moving(&self, way: Way) -> impl Iterator<Item = &Record<'a>> {
        let primary_serves = way.to == Side::Dr
            || self.databases.globals.iter().any(|g| g.writer == Some(Side::Primary));
        self.records.iter().filter(move |r| !(primary_serves && r.at == Side::Dr))
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
