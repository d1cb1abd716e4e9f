//! Kinds, agreements and the drawing of both regions in the JSON report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::same_fields;
use super::v1::all;
use crate::finding;

/// The resources of one kind on both sides.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Kind {
    /// The Terraform type.
    pub kind: String,
    /// The service's short name.
    pub service: String,
    /// Pairs.
    pub paired: usize,
    /// Primary resources without a counterpart.
    pub only_primary: usize,
    /// DR resources without a counterpart.
    pub only_dr: usize,
    /// Resources with several candidates.
    pub ambiguous: usize,
}

/// One agreement of the configuration.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Agreement {
    /// `expectation`, `waiver` or `acceptance`.
    pub kind: String,
    /// What it is about: a type with an attribute, or a rule's id.
    pub about: String,
    /// The subject that it holds for; empty for all.
    pub subject: String,
    /// What is agreed.
    pub terms: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day.
    pub until: String,
    /// Where it is written.
    pub origin: String,
    /// Comes with a strategy.
    pub preset: bool,
    /// How many checks it settled in this run.
    pub settled: usize,
}

/// Both regions, and what flows between them.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Drawing {
    /// The regions, primary first.
    pub regions: Vec<Region>,
    /// What flows from one to the other.
    pub flows: Vec<Flow>,
}

/// One region.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Region {
    /// `primary` or `dr`.
    pub side: String,
    /// The region.
    pub region: String,
    /// Its networks.
    pub networks: Vec<Network>,
    /// What runs in it.
    pub parts: Vec<Part>,
}

/// One VPC.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Network {
    /// Its name, else its address.
    pub name: String,
    /// Its ranges.
    pub ranges: Vec<String>,
    /// How many subnets it has.
    pub subnets: usize,
    /// Availability zones that its subnets lie in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zones: Option<usize>,
}

/// Something that runs.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Part {
    /// What it is in words.
    pub what: String,
    /// The Terraform type.
    pub kind: String,
    /// Its name, else its address.
    pub name: String,
    /// How large it is, in words.
    pub size: String,
}

/// What flows from one side to another.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Flow {
    /// `primary`, `dr` or `clients`.
    pub from: String,
    /// `primary` or `dr`.
    pub to: String,
    /// What flows.
    pub what: String,
    /// How far the copy is behind, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag_seconds: Option<f64>,
}

same_fields! {
    Kind = KindLine { kind, service, paired, only_primary, only_dr, ambiguous }
    Network = NetworkDrawn { name, ranges, subnets, zones }
    Part = PartDrawn { what, kind, name, size }
    Flow = Flow { from, to, what, lag_seconds }
}

impl From<finding::AgreementLine> for Agreement {
    fn from(a: finding::AgreementLine) -> Self {
        Self {
            kind: a.kind.name().to_owned(),
            about: a.about,
            subject: a.subject,
            terms: a.terms,
            reason: a.reason,
            owner: a.owner,
            until: a.until,
            origin: a.origin,
            preset: a.preset,
            settled: a.settled,
        }
    }
}

impl TryFrom<Agreement> for finding::AgreementLine {
    type Error = String;

    fn try_from(a: Agreement) -> Result<Self, String> {
        Ok(Self {
            kind: a.kind.parse().map_err(|e: finding::NoSuchAgreement| e.to_string())?,
            about: a.about,
            subject: a.subject,
            terms: a.terms,
            reason: a.reason,
            owner: a.owner,
            until: a.until,
            origin: a.origin,
            preset: a.preset,
            settled: a.settled,
        })
    }
}

impl From<finding::Drawing> for Drawing {
    fn from(d: finding::Drawing) -> Self {
        Self { regions: all(d.regions), flows: all(d.flows) }
    }
}

impl From<Drawing> for finding::Drawing {
    fn from(d: Drawing) -> Self {
        Self { regions: all(d.regions), flows: all(d.flows) }
    }
}

impl From<finding::RegionDrawn> for Region {
    fn from(r: finding::RegionDrawn) -> Self {
        Self { side: r.side, region: r.region, networks: all(r.networks), parts: all(r.parts) }
    }
}

impl From<Region> for finding::RegionDrawn {
    fn from(r: Region) -> Self {
        Self { side: r.side, region: r.region, networks: all(r.networks), parts: all(r.parts) }
    }
}
