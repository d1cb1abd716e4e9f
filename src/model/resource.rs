//! A resource with Terraform's type and attribute names.

use std::sync::Arc;

use super::{Address, Map, Provenance, RegionEvidence, Side, Site, Text, Value};

/// One resource of an estate.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The Terraform type: `aws_ecs_service`; for a data source `data.aws_region`.
    pub kind: Text,
    /// The id that the provider gave, where there is one yet.
    pub id: Option<Text>,
    /// The Terraform address; for live resources without one `kind.id`.
    pub address: Address,
    /// The name that people use: the kind's name attribute or the `Name` tag.
    pub name: Option<Text>,
    /// Side, region and account.
    pub site: Arc<Site>,
    /// How the site's region was known.
    pub region_evidence: RegionEvidence,
    /// The attributes by Terraform's names. `Null` means unset; a name that is not listed was not
    /// carried by the source.
    pub attributes: Arc<Map>,
    /// Whether Terraform regards the object as sound.
    pub condition: Condition,
    /// Where it was read.
    pub provenance: Provenance,
}

/// What may stand before a Terraform type in a kind: a data source, what a plan takes away, what
/// it changes as it was before, and what a configuration says of itself.
const PREFIXES: &[&str] = &["data.", "removed.", "before.", "config."];

/// What stands before a kind that was observed and that Terraform has no attributes for.
const OBSERVED: &[&str] =
    &["status.", "metric.", "offering.", "permission.", "postgres.", "drill."];

/// Whether resources of a kind are observations: the state that something is in, a measurement.
#[must_use]
pub fn is_observed_kind(kind: &str) -> bool {
    OBSERVED.iter().any(|p| kind.starts_with(p))
}

/// The Terraform type of a kind, without `data.` and its like.
#[must_use]
pub fn plain_kind(kind: &str) -> &str {
    PREFIXES.iter().chain(OBSERVED).find_map(|p| kind.strip_prefix(p)).unwrap_or(kind)
}

/// Whether resources of a kind are there, or will be, and are managed.
#[must_use]
pub fn is_managed_kind(kind: &str) -> bool {
    plain_kind(kind).len() == kind.len()
}

/// What Terraform's state says of an object's soundness.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The current object.
    #[default]
    Current,
    /// To be replaced at the next apply.
    Tainted,
    /// Replaced, and still to be destroyed; holds Terraform's deposed key.
    Deposed(Text),
}

impl Resource {
    /// The attribute's value; `None` when the source does not carry it.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.attributes.get(name)
    }

    /// The string in an attribute, if it is a known string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.attribute(name).and_then(Value::as_str)
    }

    /// All tags, provider defaults included, where the source carries them.
    #[must_use]
    pub fn tags(&self) -> Option<&Map> {
        let all = self.attribute("tags_all").and_then(Value::as_map);
        all.or_else(|| self.attribute("tags").and_then(Value::as_map))
    }

    /// The side that the resource plays for.
    #[must_use]
    pub fn side(&self) -> Side {
        self.site.side
    }

    /// The resource's ARN, where the source carries it.
    #[must_use]
    pub fn arn(&self) -> Option<&str> {
        self.text("arn")
    }
}
