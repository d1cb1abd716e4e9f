//! Pairs and their differences, and how one of them came about.

use serde::Serialize;

use super::loading::Loaded;
use super::{Failure, Request, load};
use crate::compare::Pair;
use crate::finding::show;
use crate::model::{Resource, Side};

/// The pairs of an estate with their differences.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiffView {
    /// Primary and DR region.
    pub regions: [String; 2],
    /// The pairs, in order of kind and primary address.
    pub pairs: Vec<PairView>,
    /// Primary resources without counterpart: kind and address.
    pub only_primary: Vec<[String; 2]>,
    /// DR resources without counterpart: kind and address.
    pub only_dr: Vec<[String; 2]>,
    /// Resources with several possible counterparts.
    pub ambiguous: Vec<AmbiguousView>,
    /// What could not be read.
    pub gaps: Vec<String>,
}

/// One pair.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PairView {
    /// The Terraform type.
    pub kind: String,
    /// The primary resource's address.
    pub primary: String,
    /// The DR resource's address.
    pub dr: String,
    /// Why they belong together.
    pub evidence: String,
    /// How far that is to be trusted.
    pub confidence: String,
    /// What they have in common.
    pub key: String,
    /// Path, primary and DR value, and why it cannot be told where it cannot.
    pub differences: Vec<DifferenceView>,
}

/// One difference.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DifferenceView {
    /// The attribute path.
    pub path: String,
    /// The primary value.
    pub primary: Option<String>,
    /// The DR value.
    pub dr: Option<String>,
    /// The DR value points at the primary side.
    pub peer: bool,
    /// Why it cannot be told whether they differ.
    pub undecided: Option<String>,
}

/// A resource with several possible counterparts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AmbiguousView {
    /// The resource's address.
    pub address: String,
    /// The possible counterparts.
    pub candidates: Vec<String>,
}

/// How a pair was compared.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ExplainView {
    /// The pair.
    pub pair: PairView,
    /// What was folded on the way.
    pub steps: Vec<StepView>,
}

/// One step on the way to canonical form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepView {
    /// The attribute path.
    pub path: String,
    /// What was done.
    pub stage: String,
    /// The primary value after it.
    pub primary: String,
    /// The DR value after it.
    pub dr: String,
}

fn pair_view(loaded: &Loaded, pair: &Pair) -> PairView {
    let differences = loaded.comparison.differences(pair).into_iter().map(|d| DifferenceView {
        path: d.path.to_string(),
        primary: d.left.as_ref().map(show),
        dr: d.right.as_ref().map(show),
        peer: d.peer,
        undecided: d.undecided.map(|u| u.to_string()),
    });
    PairView {
        kind: pair.primary.kind.to_string(),
        primary: pair.primary.address.to_string(),
        dr: pair.dr.address.to_string(),
        evidence: pair.evidence.words().to_owned(),
        confidence: pair.evidence.confidence().to_owned(),
        key: pair.key.to_string(),
        differences: differences.collect(),
    }
}

/// All pairs with their differences, whether declared as expected or not.
///
/// # Errors
///
/// As of [`load`].
pub fn diff(request: &Request) -> Result<DiffView, Failure> {
    let loaded = load(request)?;
    let alone = |side: Side| -> Vec<[String; 2]> {
        let line = |r: &std::sync::Arc<Resource>| [r.kind.to_string(), r.address.to_string()];
        loaded.comparison.unpaired(side).iter().map(line).collect()
    };
    let region = |side: Side| {
        let site = loaded.estate.site(side);
        site.and_then(|s| s.region.as_ref()).map(ToString::to_string).unwrap_or_default()
    };
    let ambiguous = loaded.comparison.ambiguous().iter().map(|a| AmbiguousView {
        address: a.resource.address.to_string(),
        candidates: a.candidates.iter().map(|c| c.address.to_string()).collect(),
    });
    let gaps = loaded.inventory.coverage().gaps().iter();
    Ok(DiffView {
        regions: [region(Side::Primary), region(Side::Dr)],
        pairs: loaded.comparison.pairs().iter().map(|p| pair_view(&loaded, p)).collect(),
        only_primary: alone(Side::Primary),
        only_dr: alone(Side::Dr),
        ambiguous: ambiguous.collect(),
        gaps: gaps.map(|g| format!("{}: {}", g.operation, g.detail)).collect(),
    })
}

/// Every step that was folded on the way to the comparison of one pair.
///
/// `address` is the primary or DR address; `path` an attribute path, or none for all.
///
/// # Errors
///
/// As of [`load`]; or no pair has the address.
pub fn explain(
    request: &Request,
    address: &str,
    path: Option<&str>,
) -> Result<Vec<ExplainView>, Failure> {
    let loaded = load(request)?;
    let named =
        |p: &&Pair| p.primary.address.as_str() == address || p.dr.address.as_str() == address;
    let pairs: Vec<&Pair> = loaded.comparison.pairs().iter().filter(named).collect();
    if pairs.is_empty() {
        let everything = loaded.inventory.resources();
        let known = everything.iter().any(|r| r.address.as_str() == address);
        return Err(Failure::Usage(if known {
            format!("{address} has no counterpart: there is nothing to compare")
        } else {
            let all = everything.iter().map(|r| r.address.as_str());
            match crate::lang::suggest(address, all) {
                Some(meant) => {
                    format!("no resource has the address {address}; did you mean {meant}?")
                }
                None => format!("no resource has the address {address}"),
            }
        }));
    }
    Ok(pairs
        .into_iter()
        .map(|pair| {
            let steps = loaded.comparison.explain(pair, path).into_iter().map(|s| StepView {
                path: s.path,
                stage: s.stage.to_owned(),
                primary: s.primary,
                dr: s.dr,
            });
            let mut view = ExplainView { pair: pair_view(&loaded, pair), steps: steps.collect() };
            if let Some(path) = path {
                view.pair.differences.retain(|d| d.path.starts_with(path));
            }
            view
        })
        .collect())
}
